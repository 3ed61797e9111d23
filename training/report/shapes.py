"""Every table of a model as points to draw: what each value of a feature adds, and how many customers have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.model import Pattern
from training.boosting import Target

MOST_RICH, MOST_SLICES = 12, 12  # interactions of three features or more, and slices of each: a page must open


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """How a report writes features and their values."""

    features: Mapping[str, Any]
    levels: Mapping[str, Sequence[str]]
    missing: str

    def feature(self, name: str) -> str:
        """The name that people read."""
        known = self.features.get(name)
        return str(known["name"]) if known else name.removeprefix("attributes_")

    def bins(self, name: str, edges: FloatArray) -> list[str]:
        """What each bin of a feature holds: an upper end, a text, or nothing."""
        if name in self.levels:
            texts = list(self.levels[name])
            inner = [texts[i] if i < len(texts) else "…" for i in range(len(edges) + 1)]
        else:
            inner = [f"≤ {_short(edge)}" for edge in edges]
            inner.append(f"> {_short(edges[-1])}" if len(edges) else "•")
        return [*inner, self.missing]


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def importance(pattern: Pattern, target: Target, shares: FloatArray) -> dict[str, float]:
    """The mean absolute effect of each feature's own table over the training customers, largest first."""
    model = pattern.churn if target == "churn" else pattern.value
    assert model is not None
    found = {
        name: float(np.sum(np.abs(pattern.grid.part(model.mains, name)) * pattern.grid.part(shares, name)))
        for name in pattern.features
    }
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def curve(pattern: Pattern, target: Target, name: str, shares: FloatArray, names: Names) -> list[dict[str, Any]]:
    """A row a bin: its label, the effect on the score, and the share of the training customers in it."""
    model = pattern.churn if target == "churn" else pattern.value
    assert model is not None
    edges, effects = model.shape(pattern.grid, name)
    density = pattern.grid.part(shares, name)
    labels = names.bins(name, edges)
    return [
        {"at": i, "label": label, "effect": float(effect), "share": float(share)}
        for i, (label, effect, share) in enumerate(zip(labels, effects, density, strict=True))
    ]


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """A table over two features; of an interaction of more, at fixed values of the others (`at`)."""

    title: str
    at: str
    rows: str
    columns: str
    cells: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Interactions:
    """Pairs and the strongest of three features or more as heat maps, how many others, and their share of all."""

    slices: list[Slice]
    others: int
    others_share: float


def interactions(pattern: Pattern, target: Target, shares: FloatArray, names: Names) -> Interactions:
    """The interactions of a model, the strongest first, by their mean absolute effect."""
    model = pattern.churn if target == "churn" else pattern.value
    assert model is not None
    found = []
    for term in model.interactions:
        own = [pattern.features[j] for j in term.features]
        axes = [_axis(pattern, name, axis, shares, names) for name, axis in zip(own, term.axes, strict=True)]
        weight = np.ones(())
        for _, share in axes:
            weight = np.multiply.outer(weight, share)
        strength = float(np.sum(np.abs(term.table) * weight))
        found.append((strength, own, axes, term.table))
    found.sort(key=lambda item: -item[0])
    others = set([i for i, (_, own, *_) in enumerate(found) if len(own) > 2][MOST_RICH:])
    drawn = [one for i, item in enumerate(found) if i not in others for one in _slices(*item[1:], names)]
    total = sum(strength for strength, *_ in found)
    return Interactions(drawn, len(others), sum(found[i][0] for i in others) / total if total else 0.0)


def _axis(
    pattern: Pattern, name: str, axis: IntArray, shares: FloatArray, names: Names
) -> tuple[list[str], FloatArray]:
    """The labels and the shares of the coarse cells of a feature: each is named by its last fine bin."""
    edges = pattern.grid.edges_of(name)
    labels = names.bins(name, edges)
    size = int(axis.max()) + 1
    share = np.bincount(axis, weights=pattern.grid.part(shares, name), minlength=size).astype(np.float64)
    last = {int(cell): i for i, cell in enumerate(axis)}
    return [labels[last[cell]] for cell in range(size)], share


def _slices(
    own: Sequence[str], axes: Sequence[tuple[list[str], FloatArray]], table: FloatArray, names: Names
) -> list[Slice]:
    title = " × ".join(names.feature(name) for name in own)
    further = [range(len(labels)) for labels, _ in axes[2:]]
    places = sorted(product(*further), key=lambda p: -_share(axes, p))[:MOST_SLICES]
    found = []
    for place in places:
        at = ", ".join(f"{names.feature(own[i + 2])} {axes[i + 2][0][cell]}" for i, cell in enumerate(place))
        found.append(Slice(title, at, names.feature(own[0]), names.feature(own[1]), _cells(axes, _at(table, place))))
    return found


def _at(table: FloatArray, place: tuple[int, ...]) -> FloatArray:
    """The first two axes of a table at one place of the others."""
    for cell in reversed(place):
        table = table[..., cell]
    return table


def _share(axes: Sequence[tuple[list[str], FloatArray]], place: tuple[int, ...]) -> float:
    return float(np.prod([axes[i + 2][1][cell] for i, cell in enumerate(place)]))


def _cells(axes: Sequence[tuple[list[str], FloatArray]], table: FloatArray) -> list[dict[str, Any]]:
    (rows, row_share), (columns, column_share) = axes[0], axes[1]
    return [
        {"r": i, "row": rows[i], "c": j, "column": columns[j], "effect": float(table[i, j]),
         "share": float(row_share[i] * column_share[j])}
        for i in range(len(rows))
        for j in range(len(columns))
    ]  # fmt: skip
