"""Fitted trees become tables: every leaf is a box over the few features on its path, and the tables sum the boxes.

Exact: the tables sum what the trees sum, only in another order. Leaf by leaf, not tree by tree: a path to a leaf holds
at most as many features as the tree is deep (two with `interaction_cst="pairwise"`), another branch may hold others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from scoring.additive import AdditiveModel
from scoring.columns import BoolArray, FloatArray, IntArray
from scoring.grid import Grid, grid_from_edges
from scoring.interactions import Interaction
from training.trees import Ensemble, Estimator, Leaf, Node, Split, read

# For each feature on the path to a leaf, its fine bins (counts + 2,) that lead there.
Masks = dict[int, BoolArray]
Box = tuple[Sequence[BoolArray], float]
MOST_TOGETHER = 4  # features in one table: its cells multiply, and a reason shared by five says little


def collapse(
    estimators: Mapping[str, Estimator], names: Sequence[str], categorical_levels: Mapping[str, int]
) -> tuple[Grid, dict[str, AdditiveModel]]:
    """One grid, the union of all thresholds, and over it one model for each fitted estimator.

    estimators          by name, all fitted on float64 matrices (n, p) with the columns `names`; NaN is missing
    categorical_levels  number of levels L of each categorical column, which holds codes 0..L-1

    A column that is missing throughout cannot be fitted by scikit-learn: drop it before fitting. Raises ValueError for
    an estimator that is no sum of terms over at most MOST_TOGETHER features, or that does not fit the names and levels.
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
    boxes: dict[tuple[int, ...], list[Box]] = defaultdict(list)
    for masks, value in (leaf for tree in ensemble.trees for leaf in _leaves(tree, grid)):
        match sorted(masks):
            case []:
                intercept += value
            case [j]:
                mains[grid.offsets[j] : grid.offsets[j] + len(masks[j])] += value * masks[j]
            case path if len(path) <= MOST_TOGETHER:
                boxes[tuple(path)].append(([masks[j] for j in path], value))
            case path:
                crowd = ", ".join(grid.names[j] for j in path)
                raise ValueError(
                    f"a leaf depends on {crowd} together, and a table holds {MOST_TOGETHER} features: "
                    f"fit with max_depth={MOST_TOGETHER} or less"
                )
    interactions = tuple(_interaction(features, boxes[features]) for features in sorted(boxes))
    return AdditiveModel(ensemble.link, intercept, grid.counts, mains, interactions)


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


def _interaction(features: tuple[int, ...], boxes: Sequence[Box]) -> Interaction:
    """The sum of boxes, on axes cut only where a box over these very features begins or ends."""
    axes, starts = zip(*(runs(np.array(masks)) for masks in zip(*(box for box, _ in boxes), strict=True)), strict=True)
    table = np.zeros([len(first) for first in starts])
    for box, value in boxes:
        inside = np.ix_(*(mask[first] for mask, first in zip(box, starts, strict=True)))
        table[inside] += value
    return Interaction(features, axes, table)


def runs(marks: BoolArray | IntArray) -> tuple[IntArray, IntArray]:
    """Neighbouring bins alike in all marks (m, bins) share a cell: the cell of each bin, the first bin of each cell."""
    starts = np.append(True, (marks[:, 1:] != marks[:, :-1]).any(axis=0))
    return np.cumsum(starts) - 1, np.flatnonzero(starts)
