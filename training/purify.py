"""Purification: what a pair table holds of one feature alone moves into that feature's own table.

The background is the product of the training marginals (each feature as in training, independently of the others).
Under it a pure term has mean zero along each of its features, so a feature's main effect plus half of its pairs is
its interventional Shapley value.
"""

from dataclasses import dataclass, replace

import numpy as np

from scoring.additive import AdditiveModel, Pair
from scoring.columns import FloatArray, IntArray
from scoring.grid import Grid


def marginals(grid: Grid, bins: IntArray) -> FloatArray:
    """Share of the rows in each bin of each feature, flat (grid.size,); bins (n, p) with n >= 1."""
    if not len(bins):
        raise ValueError("marginals need at least one row")
    return np.bincount((bins + grid.offsets).ravel(), minlength=grid.size) / len(bins)


def purify(model: AdditiveModel, marginals: FloatArray) -> AdditiveModel:
    """The same score in every cell, those of no training row included, in pure terms.

    Pairs have mean zero along each axis and main effects mean zero under the marginals (flat, as `marginals` gives
    them); the intercept is the mean score under their product.
    """
    if marginals.shape != model.mains.shape:
        raise ValueError("marginals must have one share for each bin of the model's grid")
    ends = np.cumsum(model.counts + 2)
    of = [slice(end - count - 2, end) for end, count in zip(ends, model.counts, strict=True)]
    mains, intercept, pairs = model.mains.copy(), model.intercept, []
    for pair in model.pairs:
        first, second = of[pair.first], of[pair.second]
        parts = _parts(pair, marginals[first], marginals[second])
        mains[first] += parts.by_row[pair.rows]
        mains[second] += parts.by_column[pair.columns]
        intercept += parts.mean
        pairs.append(replace(pair, table=parts.pure))
    for feature in of:
        mean = float((mains[feature] * marginals[feature]).sum())
        mains[feature] -= mean
        intercept += mean
    return replace(model, intercept=intercept, mains=mains, pairs=tuple(pairs))


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """table[i, j] = mean + by_row[i] + by_column[j] + pure[i, j]."""

    mean: float
    by_row: FloatArray
    by_column: FloatArray
    pure: FloatArray


def _parts(pair: Pair, first: FloatArray, second: FloatArray) -> _Parts:
    """Split a pair table under the marginals of its two features' fine bins."""
    row_share = np.bincount(pair.rows, weights=first, minlength=pair.table.shape[0])
    column_share = np.bincount(pair.columns, weights=second, minlength=pair.table.shape[1])
    mean_of_row = (pair.table * column_share).sum(axis=1)
    mean_of_column = (pair.table * row_share[:, None]).sum(axis=0)
    mean = float((mean_of_row * row_share).sum())
    pure = pair.table - mean_of_row[:, None] - mean_of_column + mean
    return _Parts(mean, mean_of_row - mean, mean_of_column - mean, pure)
