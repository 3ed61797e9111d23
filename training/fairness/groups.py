"""Customers by what they are: texts as they stand, ages and other numbers in bands, none too small to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray

LEAST = 30  # customers of a group; of fewer a rate says nothing, and a table might tell of one person
MOST_VALUES = 10  # of a number whose values are groups by themselves
QUARTERS = (0.25, 0.5, 0.75)
OTHERS, BETWEEN = "*", " + "
NOT_STATED = -2


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """A column's groups: `levels` and the code (n,) of each customer's, -1 for who is in none.

    `unknown` customers have no value (`NOT_STATED`); `left_out` have one that too few share. `merged` are groups of
    several values.
    """

    column: str
    levels: tuple[str, ...]
    code: IntArray
    unknown: int
    left_out: int
    merged: tuple[str, ...]


def of_texts(column: str, texts: Sequence[str | None]) -> Groups:
    """Texts as they are; those of fewer than `LEAST` customers together as `*`, or left out where that is too few too.

    Texts of one customer are never told.
    """
    values, code = np.unique([text or "" for text in texts], return_inverse=True)
    sizes = np.bincount(code, minlength=len(values))
    known = np.array([bool(value) for value in values], dtype=bool)
    small = known & (sizes < LEAST)
    together = int(sizes[small].sum())
    levels = [str(value) for value in values[known & ~small]]
    place = np.where(known, -1, NOT_STATED)
    place[known & ~small] = np.arange(len(levels))
    if together >= LEAST:
        place[small] = len(levels)
        levels.append(OTHERS)
    merged = (OTHERS,) if together >= LEAST else ()
    unknown = int(sizes[~known].sum())
    return Groups(column, tuple(levels), place[code], unknown, 0 if merged else together, merged)


def of_numbers(column: str, values: FloatArray, rule: Mapping[str, Any] | None = None) -> Groups:
    """Numbers in the bands of a `rule` (cuts, codes); else each by itself where they are few, or in quarters.

    A band of fewer than `LEAST` customers joins the smaller of its neighbours.
    """
    known = values[~np.isnan(values)]
    distinct = np.unique(known)
    if rule is not None:
        cuts, names = np.array(rule["cuts"], dtype=np.float64), list(rule["codes"])
    elif len(distinct) <= MOST_VALUES:
        cuts, names = distinct[1:], [f"{value:g}" for value in distinct]
    else:
        cuts = np.unique(np.quantile(known, QUARTERS, method="higher"))
        names = _bands(cuts)
    band = np.searchsorted(cuts, values, side="right")
    return _joined(column, names, np.where(np.isnan(values), -1, band))


def _bands(cuts: FloatArray) -> list[str]:
    ends = [f"{cut:g}" for cut in cuts]
    return [f"< {ends[0]}", *(f"{low} – < {high}" for low, high in pairwise(ends)), f"≥ {ends[-1]}"]


def _joined(column: str, names: Sequence[str], band: IntArray) -> Groups:
    """Bands (n,) in their order, -1 for none; those nobody is in fall away, small ones join a neighbour."""
    sizes = np.bincount(band[band >= 0], minlength=len(names))
    parts = [[i] for i in range(len(names)) if sizes[i]]
    while len(parts) > 1 and min(totals := [int(sizes[part].sum()) for part in parts]) < LEAST:
        small = int(np.argmin(totals))
        beside = [i for i in (small - 1, small + 1) if 0 <= i < len(parts)]
        near = min(beside, key=lambda i: totals[i])
        first, second = sorted((small, near))
        parts[first : second + 1] = [parts[first] + parts[second]]
    few = len(parts) == 1 and int(sizes[parts[0]].sum()) < LEAST
    levels = () if few else tuple(BETWEEN.join(names[i] for i in part) for part in parts)
    place = np.append(np.full(len(names), -1), NOT_STATED)  # a band of -1 takes the last
    for i, part in enumerate(parts):
        place[part] = -1 if few else i
    merged = () if few else tuple(level for level, part in zip(levels, parts, strict=True) if len(part) > 1)
    unknown = int(np.count_nonzero(band < 0))
    return Groups(column, levels, place[band], unknown, len(band) - unknown if few else 0, merged)
