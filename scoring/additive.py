"""AdditiveModel: a score that is a sum of tables over one feature and over pairs of features."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.grid import REMEDY, Grid, content_array, content_item

CHUNK_ROWS = 256  # keeps the cells of a chunk in the cache; no sum runs over rows, so it changes no bit


def _sigmoid(score: FloatArray) -> FloatArray:
    # exp of -|score| never overflows; where() picks the form that loses no digits on either side.
    small = np.exp(-np.abs(score))
    return np.where(score >= 0, 1.0, small) / (1.0 + small)


INVERSE_LINKS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "logit": _sigmoid,
    "log": np.exp,
    "identity": np.positive,
}


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A table over two features, on coarse axes of its own.

    first, second   columns of the grid, first < second
    rows, columns   coarse cell of each fine bin of first, of second: (counts + 2,) each, missing last
    table           (max(rows) + 1, max(columns) + 1)
    """

    first: int
    second: int
    rows: IntArray
    columns: IntArray
    table: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class AdditiveModel:
    """score = intercept + mains[bin of each feature] + each pair's table at its two bins.

    counts  (p,) edges of each feature, as in the grid that the model was compiled for: `bins` must come from it
    mains   flat over all bins of that grid (sum of counts + 2,)
    """

    link: str
    intercept: float
    counts: IntArray
    mains: FloatArray
    pairs: tuple[Pair, ...] = ()
    _plan: "_Plan" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self)
        object.__setattr__(self, "_plan", _plan(self))

    def scores(self, bins: IntArray) -> FloatArray:
        """Score (n,) of bins (n, p), on the scale of the link."""
        return _by_chunk(self._scores, bins)

    def contributions(self, bins: IntArray) -> FloatArray:
        """Each feature's share (n, p) of the score, pairs shared half and half.

        intercept + the sum over features = score, to 1e-9 (another order of summation).
        """
        return _by_chunk(self._contributions, bins)

    def explained(self, bins: IntArray) -> tuple[FloatArray, FloatArray]:
        """`scores` (n,) and `contributions` (n, p), bit for bit, with every term looked up once."""
        both = _by_chunk(self._explained, bins)
        return both[:, 0], both[:, 1:]

    def predict(self, bins: IntArray) -> FloatArray:
        """Inverse link of the score (n,): a probability (logit), a mean (log) or the score itself (identity)."""
        return INVERSE_LINKS[self.link](self.scores(bins))

    def affine(self, a: float, b: float) -> "AdditiveModel":
        """The model whose score is a + b * score; b > 0, so that no order of two customers turns."""
        if not (np.isfinite(a) and 0 < b < np.inf):
            raise ValueError("an affine step needs a finite intercept and a finite slope over 0")
        pairs = tuple(replace(pair, table=b * pair.table) for pair in self.pairs)
        return replace(self, intercept=float(a + b * self.intercept), mains=b * self.mains, pairs=pairs)

    def require(self, grid: Grid) -> None:
        """ValueError unless the model can have been compiled for this grid."""
        if not np.array_equal(self.counts, grid.counts):
            raise ValueError(f"the model was compiled for a grid with other edges; {REMEDY}")

    def shape(self, grid: Grid, name: str) -> tuple[FloatArray, FloatArray]:
        """A feature's own curve: edges (k,) and values (k + 2,), one for each bin, the last for missing."""
        self.require(grid)
        return grid.edges_of(name), grid.part(self.mains, name)

    def to_content(self) -> dict[str, Any]:
        """Arrays, texts and numbers for the bundle. The grid is kept apart, since models share it."""
        return {
            "link": self.link,
            "intercept": float(self.intercept),
            "counts": self.counts.astype(np.int32),
            "mains": self.mains.copy(),
            "pair_features": np.array([(pair.first, pair.second) for pair in self.pairs], np.int32).reshape(-1, 2),
            "pair_cells": _joined([axis for pair in self.pairs for axis in (pair.rows, pair.columns)], np.int32),
            "pair_values": _joined([pair.table.ravel() for pair in self.pairs], np.float64),
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "AdditiveModel":
        """The model that `to_content` described; ValueError where it cannot be one."""
        link, intercept = content_item(content, "link", str), content_item(content, "intercept", float)
        counts, mains = content_array(content, "counts", "iu", 1), content_array(content, "mains", "f", 1)
        return cls(link, intercept, counts, mains, _read_pairs(content, counts))

    def _terms(self, bins: IntArray) -> FloatArray:
        """Value of every term (n, p + pairs): features in the grid's order, then pairs."""
        plan, p = self._plan, len(self.counts)
        cells = plan.cells.take(bins.take(plan.features, axis=1) + plan.starts)
        terms = cells[:, : p + len(self.pairs)]
        terms[:, p:] += cells[:, p + len(self.pairs) :]
        return plan.values.take(terms)

    def _scores(self, bins: IntArray) -> FloatArray:
        return self._summed(self._terms(bins))

    def _contributions(self, bins: IntArray) -> FloatArray:
        return self._shared(self._terms(bins))

    def _explained(self, bins: IntArray) -> FloatArray:
        terms = self._terms(bins)
        return np.concatenate([self._summed(terms)[:, None], self._shared(terms)], axis=1)

    def _summed(self, terms: FloatArray) -> FloatArray:
        scores: FloatArray = terms.sum(axis=1) + self.intercept
        return scores

    def _shared(self, terms: FloatArray) -> FloatArray:
        plan = self._plan
        shares = terms.take(plan.members, axis=1)
        shares *= plan.weights
        return np.add.reduceat(shares, plan.feature_starts, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """The model laid out for one gather of all terms and one sum per feature.

    Gather: a side is one feature of one term: the p features, then the pairs' firsts, then their seconds. The cells of
    a side, from `starts` on, turn its fine bin into a place in `values`; a pair's two places add up to the one meant.
    Share: `members` lists every feature's terms, feature by feature, each pair twice with weight 1/2.
    """

    features: IntArray
    starts: IntArray
    cells: IntArray
    values: FloatArray
    members: IntArray
    weights: FloatArray
    feature_starts: IntArray


def _plan(model: AdditiveModel) -> _Plan:
    pairs, p, size = model.pairs, len(model.counts), len(model.mains)
    firsts = np.array([pair.first for pair in pairs], dtype=np.int64)
    seconds = np.array([pair.second for pair in pairs], dtype=np.int64)
    features = np.concatenate([np.arange(p), firsts, seconds])
    widths = (model.counts + 2)[features]
    tables = np.cumsum([size] + [pair.table.size for pair in pairs])
    rows = [start + pair.rows * pair.table.shape[1] for start, pair in zip(tables, pairs, strict=False)]
    cells = np.concatenate([np.arange(size), *rows, *(pair.columns for pair in pairs)])
    values = np.concatenate([model.mains, *(pair.table.ravel() for pair in pairs)])
    terms = np.concatenate([np.arange(p), p + np.arange(len(pairs)), p + np.arange(len(pairs))])
    order = np.argsort(features, kind="stable")
    return _Plan(
        features=features,
        starts=np.cumsum(widths) - widths,
        cells=cells,
        values=values,
        members=terms[order],
        weights=np.where(terms < p, 1.0, 0.5)[order],
        feature_starts=features[order].searchsorted(np.arange(p)),
    )


def _by_chunk(of_rows: Callable[[IntArray], FloatArray], bins: IntArray) -> FloatArray:
    if len(bins) <= CHUNK_ROWS:
        return of_rows(bins)
    return np.concatenate([of_rows(bins[i : i + CHUNK_ROWS]) for i in range(0, len(bins), CHUNK_ROWS)])


def _joined(arrays: list[Any], dtype: type) -> Any:
    return np.concatenate([np.empty(0, dtype), *arrays]).astype(dtype)


def _read_pairs(content: Mapping[str, Any], counts: IntArray) -> tuple[Pair, ...]:
    """Cut the flat arrays of a bundle's content into pairs; every length follows from the counts and the cells."""
    features = content_array(content, "pair_features", "iu", 2)
    if features.shape[1] != 2 or ((features < 0) | (features >= len(counts))).any():
        raise ValueError(f"pair_features must hold two columns of the grid in each row; {REMEDY}")
    axes = _cut(content_array(content, "pair_cells", "iu", 1), (counts + 2)[features.ravel()], "pair_cells")
    if any(axis.min() < 0 or axis.max() >= len(axis) for axis in axes):
        raise ValueError(f"pair_cells must number the cells of an axis from 0, at most one for each bin; {REMEDY}")
    shapes = [(int(rows.max()) + 1, int(columns.max()) + 1) for rows, columns in zip(*2 * [iter(axes)], strict=True)]
    sizes = np.array([rows * columns for rows, columns in shapes], dtype=np.int64)
    tables = _cut(content_array(content, "pair_values", "f", 1), sizes, "pair_values")
    return tuple(
        Pair(int(first), int(second), axes[2 * i], axes[2 * i + 1], tables[i].reshape(shapes[i]))
        for i, (first, second) in enumerate(features)
    )


def _cut(flat: Any, lengths: IntArray, key: str) -> list[Any]:
    ends = np.cumsum(lengths)
    if (lengths < 0).any() or len(flat) != (ends[-1] if len(ends) else 0):
        raise ValueError(f"{key!r} has {len(flat)} entries, where counts and pairs call for others; {REMEDY}")
    return np.split(flat, ends[:-1]) if len(ends) else []


def _check(model: AdditiveModel) -> None:
    if model.link not in INVERSE_LINKS:
        raise ValueError(f"link must be one of {', '.join(INVERSE_LINKS)}; {REMEDY}")
    if model.counts.ndim != 1 or (model.counts < 0).any():
        raise ValueError(f"counts must be numbers of edges, one for each feature; {REMEDY}")
    if model.mains.shape != ((model.counts + 2).sum(),):
        raise ValueError(f"mains must have one value for each bin of each feature; {REMEDY}")
    if not (np.isfinite(model.intercept) and np.isfinite(model.mains).all()):
        raise ValueError(f"intercept and mains must be finite; {REMEDY}")
    for i, pair in enumerate(model.pairs):
        _check_pair(pair, model.counts, f"pairs[{i}]")


def _check_pair(pair: Pair, counts: IntArray, place: str) -> None:
    if not 0 <= pair.first < pair.second < len(counts):
        raise ValueError(f"{place} must name two columns of the grid, the lower first; {REMEDY}")
    for feature, axis in ((pair.first, pair.rows), (pair.second, pair.columns)):
        if axis.shape != (counts[feature] + 2,) or axis.min() < 0 or axis.max() >= len(axis):
            raise ValueError(f"{place} must number the cells of an axis from 0, one for each bin; {REMEDY}")
    if pair.table.shape != (pair.rows.max() + 1, pair.columns.max() + 1) or not np.isfinite(pair.table).all():
        raise ValueError(f"{place} must have one finite value for each two cells; {REMEDY}")
