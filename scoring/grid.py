"""Grid: cuts every feature once, on edges that all models of a pattern share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.direct import filled, where

MANY = 256  # rows, from which on a call a feature costs less than the longer search over the edges of all (measured)
REMEDY = "the bundle is damaged or was made by other code: fit and publish it again"


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Edges of p features. Bins of feature j: 0..counts[j] from low to high, and counts[j] + 1 for missing.

    names    p feature names, each once
    edges    (p, K): row j holds its counts[j] edges, strictly ascending and under +inf, then +inf as padding
    counts   (p,) number of edges

    A category's codes are cut at 0.5, 1.5, ..., so its bins are its codes; codes past the last level share a bin.
    Arrays over all bins ("flat", length `size`) hold feature j at offsets[j] : offsets[j] + counts[j] + 2.
    """

    names: tuple[str, ...]
    edges: FloatArray
    counts: IntArray
    offsets: IntArray = field(init=False, repr=False)
    size: int = field(init=False)
    # Every edge of any feature, ascending, +inf last; and, feature by feature, the bin that a rank among them means.
    _ladder: FloatArray = field(init=False, repr=False)
    _bin_of_rank: IntArray = field(init=False, repr=False)
    _rank_offsets: IntArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self)
        ladder = np.unique(np.append(self.edges, np.inf))
        ranks = len(ladder) + 1  # the last one is NaN's
        bin_of_rank = np.empty((len(self.names), ranks), dtype=np.int64)
        for row, edges, count in zip(bin_of_rank, self.edges, self.counts, strict=True):
            row[:-1] = edges[:count].searchsorted(ladder)
            row[-1] = count + 1
        ends = np.cumsum(self.counts + 2)
        _fill(self, offsets=ends - self.counts - 2, size=int(ends[-1]) if len(ends) else 0)
        _fill(
            self, _ladder=ladder, _bin_of_rank=bin_of_rank.ravel(), _rank_offsets=np.arange(len(ends))[:, None] * ranks
        )

    def bins(self, x: FloatArray) -> IntArray:
        """Bins (n, p) of x (n, p): the number of edges strictly below a value, so that x <= edge goes left.

        In memory a feature's bins lie side by side, as its values are best given.
        """
        return (self._by_ladder(x.T) if len(x) < MANY else self._by_feature(x.T)).T

    def _by_ladder(self, columns: FloatArray) -> IntArray:
        """One search over the edges of all features: three calls; NaN ranks past +inf, where it needs no case."""
        return self._bin_of_rank.take(self._ladder.searchsorted(columns) + self._rank_offsets)

    def _by_feature(self, columns: FloatArray) -> IntArray:
        """A search over each feature's own edges: p calls, and half the steps a value."""
        bins = np.empty(columns.shape, dtype=np.int64)
        for found, edges, count, values in zip(bins, self.edges, self.counts, columns, strict=True):
            found[:] = edges[:count].searchsorted(values)
        bins += np.isnan(columns)  # NaN is past every edge, where the bin of the highest values is
        return bins

    def position(self, name: str) -> int:
        """Column of a feature."""
        if name not in self.names:
            raise ValueError(f"the grid has no feature {name!r}; it has {', '.join(self.names)}")
        return self.names.index(name)

    def edges_of(self, name: str) -> FloatArray:
        """The edges of one feature (counts[j],)."""
        j = self.position(name)
        return self.edges[j, : self.counts[j]]

    def part(self, flat: FloatArray, name: str) -> FloatArray:
        """One feature's part of a flat array (counts[j] + 2,), missing last."""
        j = self.position(name)
        return flat[self.offsets[j] : self.offsets[j] + self.counts[j] + 2]

    def to_content(self) -> dict[str, Any]:
        """Arrays and strings for the bundle."""
        return {"names": list(self.names), "edges": self.edges.copy(), "counts": self.counts.copy()}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Grid":
        """The grid that `to_content` described; ValueError where it cannot be one."""
        names = content_item(content, "names", list)
        return cls(tuple(names), content_array(content, "edges", "f", 2), content_array(content, "counts", "iu", 1))


def grid_from_edges(edges: Mapping[str, FloatArray]) -> Grid:
    """A grid from each feature's ascending edges, padded to one matrix."""
    counts = np.array([len(row) for row in edges.values()], dtype=np.int64)
    matrix = filled((len(counts), max(counts, default=0)), np.inf)
    for row, values in zip(matrix, edges.values(), strict=True):
        row[: len(values)] = values
    return Grid(tuple(edges), matrix, counts)


def content_item(content: Mapping[str, Any], key: str, kind: type) -> Any:
    """One entry of a bundle's content, of the kind that it must have."""
    value = content.get(key)
    if type(value) is not kind:
        raise ValueError(f"{key!r} must be of type {kind.__name__}; {REMEDY}")
    return value


def content_array(content: Mapping[str, Any], key: str, kinds: str, ndim: int) -> Any:
    """One array of a bundle's content as float64 or int64; `kinds` are the dtype kinds admitted."""
    value = content_item(content, key, np.ndarray)
    if value.dtype.kind not in kinds or value.ndim != ndim:
        raise ValueError(f"{key!r} must be a {ndim}-dimensional array of dtype kind {kinds}; {REMEDY}")
    return value.astype(np.float64 if "f" in kinds else np.int64)


def _fill(value: object, **fields: object) -> None:
    """Set the derived fields of a frozen value; arrays become read-only."""
    for name, item in fields.items():
        if isinstance(item, np.ndarray):
            item.setflags(write=False)
        object.__setattr__(value, name, item)


def _check(grid: Grid) -> None:
    names, edges, counts = grid.names, grid.edges, grid.counts
    if not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        raise ValueError(f"names of a grid must be texts, each once; {REMEDY}")
    if edges.ndim != 2 or counts.shape != (len(names),) or len(edges) != len(names):
        raise ValueError(f"edges must be a matrix with one row, and counts one number, for each name; {REMEDY}")
    if len(counts) and not (counts.min() >= 0 and counts.max() <= edges.shape[1]):
        raise ValueError(f"counts must lie between 0 and the number of columns of edges; {REMEDY}")
    used = np.arange(edges.shape[1]) < counts[:, None]
    ascending = (edges[:, 1:] > edges[:, :-1]) | ~used[:, 1:]
    wrong = ~(where(used, edges < np.inf, edges == np.inf).all(axis=1) & ascending.all(axis=1))
    if wrong.any():
        raise ValueError(f"edges[{wrong.argmax()}] must ascend strictly, then hold only +inf as padding; {REMEDY}")
