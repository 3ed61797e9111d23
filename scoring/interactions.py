"""Interaction: a table over several features together; and its form in a bundle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.direct import concatenate
from scoring.grid import REMEDY, content_array

MOST_FEATURES = 8  # far over what is fitted; a bound on what a bundle may ask for


@dataclass(frozen=True, slots=True, eq=False)
class Interaction:
    """A table over k >= 2 features, on coarse axes of its own.

    features  (k,) columns of the grid, ascending
    axes      k times (counts + 2,): coarse cell of each fine bin of a feature, missing last
    table     k-dimensional, max(axis) + 1 cells along each axis
    """

    features: tuple[int, ...]
    axes: tuple[IntArray, ...]
    table: FloatArray

    @property
    def order(self) -> int:
        """k, the number of features."""
        return len(self.features)

    def places(self, side: int) -> IntArray:
        """What each fine bin of the side-th feature (counts + 2,) adds to the place in the flat table."""
        step = int(np.prod(self.table.shape[side + 1 :], dtype=np.int64))
        return self.axes[side] * step


def content_of(interactions: Sequence[Interaction]) -> dict[str, Any]:
    """Four flat arrays: orders, features, cells of the axes, values of the tables."""
    return {
        "orders": np.array([term.order for term in interactions], dtype=np.int32),
        "features": np.array([j for term in interactions for j in term.features], dtype=np.int32),
        "cells": joined([axis for term in interactions for axis in term.axes], np.int32),
        "values": joined([term.table.ravel() for term in interactions], np.float64),
    }


def read_interactions(content: Mapping[str, Any], counts: IntArray) -> tuple[Interaction, ...]:
    """What `content_of` wrote; every length follows from the counts (>= 0), the orders and the cells. ValueError."""
    orders = content_array(content, "orders", "iu", 1)
    if ((orders < 2) | (orders > MOST_FEATURES)).any():
        raise ValueError(f"orders must be numbers of features from 2 to {MOST_FEATURES}; {REMEDY}")
    features = content_array(content, "features", "iu", 1)
    if ((features < 0) | (features >= len(counts))).any():
        raise ValueError(f"features must be columns of the grid; {REMEDY}")
    of_term = _cut(features, orders, "features")
    axes = _cut(content_array(content, "cells", "iu", 1), (counts + 2)[features], "cells")
    if any(axis.min() < 0 or axis.max() >= len(axis) for axis in axes):
        raise ValueError(f"cells must number the cells of an axis from 0, at most one for each bin; {REMEDY}")
    ends = np.cumsum(orders)
    axes_of = [tuple(axes[end - order : end]) for end, order in zip(ends, orders, strict=True)]
    shapes = [tuple(int(axis.max()) + 1 for axis in own) for own in axes_of]
    values = content_array(content, "values", "f", 1)
    tables = _cut(values, [_size(shape, len(values)) for shape in shapes], "values")
    return tuple(
        Interaction(tuple(int(j) for j in own), sides, table.reshape(shape))
        for own, sides, table, shape in zip(of_term, axes_of, tables, shapes, strict=True)
    )


def check(interaction: Interaction, counts: IntArray, place: str) -> None:
    """ValueError unless it is a table over bins of the grid whose features have so many edges."""
    features, axes, table = interaction.features, interaction.axes, interaction.table
    if not 2 <= len(features) <= MOST_FEATURES or any(not 0 <= j < len(counts) for j in features):
        raise ValueError(f"{place} must name from 2 to {MOST_FEATURES} columns of the grid; {REMEDY}")
    if any(one >= other for one, other in pairwise(features)):
        raise ValueError(f"{place} must name each column once, the lower first; {REMEDY}")
    if len(axes) != len(features):
        raise ValueError(f"{place} must have one axis for each of its features; {REMEDY}")
    for feature, axis in zip(features, axes, strict=True):
        if axis.shape != (counts[feature] + 2,) or axis.min() < 0 or axis.max() >= len(axis):
            raise ValueError(f"{place} must number the cells of an axis from 0, one for each bin; {REMEDY}")
    if table.shape != tuple(axis.max() + 1 for axis in axes) or not np.isfinite(table).all():
        raise ValueError(f"{place} must have one finite value where cells of all its axes meet; {REMEDY}")


def joined(arrays: Sequence[Any], dtype: type) -> Any:
    """One flat array of many, also of none."""
    return concatenate([np.empty(0, dtype), *arrays]).astype(dtype)


def _size(shape: Sequence[int], most: int) -> int:
    """Number of cells, `most` + 1 where there are more: the product of eight axes may pass what 64 bits hold."""
    size = 1
    for cells in shape:
        size = min(size * cells, most + 1)
    return size


def _cut(flat: Any, lengths: Iterable[int], key: str) -> list[Any]:
    """Parts of these lengths (each >= 0), which must use up the array; Python's sum, as lengths may be forged."""
    parts = [int(length) for length in lengths]
    if len(flat) != sum(parts):
        raise ValueError(f"{key!r} has {len(flat)} entries, where counts and orders call for others; {REMEDY}")
    return np.split(flat, np.cumsum(parts)[:-1]) if parts else []
