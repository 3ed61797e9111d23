"""Fitted trees become tables: every leaf is a rectangle over one or two features, and the tables sum the rectangles.

Exact: the tables sum what the trees sum, only in another order. Leaf by leaf, not tree by tree: with
`interaction_cst="pairwise"` the path to a leaf holds at most two features, but another branch may hold another pair.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from scoring.additive import AdditiveModel, Pair
from scoring.columns import BoolArray, FloatArray, IntArray
from scoring.grid import Grid, grid_from_edges
from training.trees import Ensemble, Estimator, Leaf, Node, Split, read

# For each feature on the path to a leaf, its fine bins (counts + 2,) that lead there.
Masks = dict[int, BoolArray]
Rectangle = tuple[BoolArray, BoolArray, float]


def collapse(
    estimators: Mapping[str, Estimator], names: Sequence[str], categorical_levels: Mapping[str, int]
) -> tuple[Grid, dict[str, AdditiveModel]]:
    """One grid, the union of all thresholds, and over it one model for each fitted estimator.

    estimators          by name, all fitted on float64 matrices (n, p) with the columns `names`; NaN is missing
    categorical_levels  number of levels L of each categorical column, which holds codes 0..L-1

    A column that is missing throughout cannot be fitted by scikit-learn: drop it before fitting. Raises ValueError for
    an estimator that is no sum of terms over at most two features, or that does not fit the names and levels.
    """
    levels = [categorical_levels.get(name, 0) for name in names]
    ensembles = {key: read(estimator, names, levels) for key, estimator in estimators.items()}
    grid = _grid(ensembles.values(), names, levels)
    return grid, {key: _tables(ensemble, grid) for key, ensemble in ensembles.items()}


def assert_equal(scores: FloatArray, raw: FloatArray, tolerance: float = 1e-9) -> None:
    """ValueError unless scores of tables and of trees agree on every row (n,).

    The tolerance is relative to the largest raw score, and absolute where that is under 1.
    """
    gap = np.abs(scores - raw)
    bound = tolerance * max(1.0, float(np.abs(raw).max(initial=0.0)))
    if not (gap <= bound).all():
        row = int(np.argmax(gap))
        raise ValueError(
            f"tables and trees differ by up to {gap[row]:.3g} (row {row} of {len(raw)}), and {bound:.3g} is allowed: "
            "install the scikit-learn that requirements/train.lock names, and fit again"
        )


def _grid(ensembles: Iterable[Ensemble], names: Sequence[str], levels: Sequence[int]) -> Grid:
    """Numbers are cut at the thresholds, codes at 0.5, 1.5, ..., L - 0.5: one past the levels has a bin of its own."""
    thresholds: list[set[float]] = [set() for _ in names]
    for ensemble in ensembles:
        for split in ensemble.splits():
            thresholds[split.feature].add(split.threshold)
    edges = [
        np.arange(0.5, count) if count else np.array(sorted(found - {np.inf}), dtype=np.float64)
        for count, found in zip(levels, thresholds, strict=True)
    ]
    return grid_from_edges(dict(zip(names, edges, strict=True)))


def _tables(ensemble: Ensemble, grid: Grid) -> AdditiveModel:
    intercept, mains = ensemble.intercept, np.zeros(grid.size)
    rectangles: dict[tuple[int, int], list[Rectangle]] = defaultdict(list)
    for masks, value in (leaf for tree in ensemble.trees for leaf in _leaves(tree, grid)):
        match sorted(masks):
            case []:
                intercept += value
            case [j]:
                mains[grid.offsets[j] : grid.offsets[j] + len(masks[j])] += value * masks[j]
            case [i, j]:
                rectangles[i, j].append((masks[i], masks[j], value))
            case path:
                crowd = ", ".join(grid.names[j] for j in path)
                raise ValueError(
                    f"a leaf depends on {crowd} together, and a table holds two features: "
                    'fit with interaction_cst="pairwise" or "no_interactions"'
                )
    pairs = tuple(_pair(i, j, rectangles[i, j]) for i, j in sorted(rectangles))
    return AdditiveModel(ensemble.link, intercept, grid.counts, mains, pairs)


def _leaves(tree: Node, grid: Grid) -> Iterator[tuple[Masks, float]]:
    """Every leaf's value, and the bins that lead to it."""
    ahead: list[tuple[Node, Masks]] = [(tree, {})]
    while ahead:
        node, masks = ahead.pop()
        if isinstance(node, Leaf):
            yield masks, node.value
            continue
        left = _goes_left(node, grid)
        before = masks.get(node.feature, np.ones_like(left))
        ahead.append((node.right, {**masks, node.feature: before & ~left}))
        ahead.append((node.left, {**masks, node.feature: before & left}))


def _goes_left(split: Split, grid: Grid) -> BoolArray:
    """Fine bins (counts + 2,) that go left at a split."""
    count = int(grid.counts[split.feature])
    left = np.full(count + 2, split.missing_goes_left)
    if split.codes is not None:
        left[split.codes[0]], left[split.codes[1]] = True, False
    else:
        # Bins up to the one that the threshold closes; an infinite one is no edge, and closes the last.
        left[: count + 1] = np.arange(count + 1) <= grid.edges[split.feature, :count].searchsorted(split.threshold)
    return left


def _pair(first: int, second: int, rectangles: Sequence[Rectangle]) -> Pair:
    """The sum of rectangles, on axes cut only where a rectangle of this very pair begins or ends."""
    rows, row_starts = _runs(np.array([rectangle[0] for rectangle in rectangles]))
    columns, column_starts = _runs(np.array([rectangle[1] for rectangle in rectangles]))
    table = np.zeros((len(row_starts), len(column_starts)))
    for row, column, value in rectangles:
        table += np.multiply.outer(value * row[row_starts], column[column_starts])
    return Pair(first, second, rows, columns, table)


def _runs(masks: BoolArray) -> tuple[IntArray, IntArray]:
    """Neighbouring bins that no mask (m, bins) parts share a cell: the cell of each bin, the first bin of each cell."""
    starts = np.append(True, (masks[:, 1:] != masks[:, :-1]).any(axis=0))
    return np.cumsum(starts) - 1, np.flatnonzero(starts)
