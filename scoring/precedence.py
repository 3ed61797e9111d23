"""Actions that others wait for: where both apply, the first comes just before the other, or neither comes."""

from collections.abc import Sequence

import numpy as np

from scoring.columns import BoolArray, FloatArray, rows_of
from scoring.direct import where

Pair = tuple[int, int]


def in_order(
    before: Sequence[Pair], applies: BoolArray, net: FloatArray, worth: BoolArray, key: FloatArray
) -> tuple[BoolArray, FloatArray]:
    """What is worth doing (n, a), and the ranking `key` (n, a) of it, -inf for the rest.

    `before` holds pairs (first, then), chains from their end (`policy.Policy.before`). A first step that does not pay
    by itself comes if it and all that waits for it do; where they do not, what waits for it is left out too.
    """
    met = applies[:, [first for first, _ in before]] & applies[:, [then for _, then in before]]
    meets: BoolArray = np.logical_or.reduce(met, axis=1)
    rows = rows_of(meets)  # of most customers no two that wait for each other apply
    key = where(worth, key, -np.inf)
    if len(rows):
        pairs = [before[i] for i in np.flatnonzero(met.any(axis=0)).tolist()]
        worth = worth.copy()
        worth[rows], key[rows] = _in_order(pairs, applies[rows], net[rows], worth[rows], key[rows])
    return worth, key


def _in_order(
    pairs: Sequence[Pair], applies: BoolArray, net: FloatArray, worth: BoolArray, key: FloatArray
) -> tuple[BoolArray, FloatArray]:
    alone, worth, carried = worth, worth.copy(), net.copy()
    for first, then in pairs:
        both = applies[:, first] & worth[:, then]
        together = net[:, first] + carried[:, then]
        pays = worth[:, first] | ~(together <= 0)  # what nobody knows the value of is not held to have none
        worth[:, first] |= both & pays
        worth[:, then] &= ~both | pays
        carried[:, first] = where(both, np.fmax(carried[:, first], together), carried[:, first])
        just_before = np.maximum(key[:, first], np.nextafter(key[:, then], np.inf))
        key[:, first] = where(both & pays, just_before, key[:, first])
    for first, then in reversed(pairs):  # what waits for something that does not come
        worth[:, then] &= ~applies[:, first] | worth[:, first]
    for first in dict.fromkeys(first for first, _ in pairs):  # and what was taken for its sake alone
        followed = [worth[:, then] for one, then in pairs if one == first]
        worth[:, first] &= alone[:, first] | np.logical_or.reduce(followed)
    return worth, where(worth, key, -np.inf)
