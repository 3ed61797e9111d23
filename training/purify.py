"""Purification: what a table of several features holds of fewer of them moves into the tables of those.

The background is the product of the training marginals (each feature as in training, independently of the others).
Under it a pure term has mean zero along each of its features (the functional ANOVA of Hoeffding 1948), so that a
feature's main effect, half of its pairs, a third of its threes and so on are its interventional Shapley value.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from scoring.additive import AdditiveModel
from scoring.columns import FloatArray, IntArray
from scoring.grid import Grid
from scoring.interactions import Interaction
from training.compile import runs


def marginals(grid: Grid, bins: IntArray) -> FloatArray:
    """Share of the rows in each bin of each feature, flat (grid.size,); bins (n, p) with n >= 1."""
    if not len(bins):
        raise ValueError("marginals need at least one row")
    return np.bincount((bins + grid.offsets).ravel(), minlength=grid.size) / len(bins)


def purify(model: AdditiveModel, marginals: FloatArray) -> AdditiveModel:
    """The same score in every cell, those of no training row included, in pure terms.

    Interactions have mean zero along each axis and main effects mean zero under the marginals (flat, as `marginals`
    gives them); the intercept is the mean score under their product. An interaction leaves one of fewer features
    wherever its table held such a part, so that there may be more of them than before.
    """
    if marginals.shape != model.mains.shape:
        raise ValueError("marginals must have one share for each bin of the model's grid")
    ends = np.cumsum(model.counts + 2)
    of = [slice(end - count - 2, end) for end, count in zip(ends, model.counts, strict=True)]
    mains, intercept = model.mains.copy(), model.intercept
    parts: dict[tuple[int, ...], list[Interaction]] = defaultdict(list)
    for interaction in model.interactions:
        for part in _parts(interaction, [marginals[of[j]] for j in interaction.features]):
            match part.features:
                case ():
                    intercept += float(part.table)
                case (j,):
                    mains[of[j]] += part.table[part.axes[0]]
                case features:
                    parts[features].append(part)
    for feature in of:
        mean = float((mains[feature] * marginals[feature]).sum())
        mains[feature] -= mean
        intercept += mean
    pure = tuple(_sum(parts[features]) for features in sorted(parts))
    return replace(model, intercept=intercept, mains=mains, interactions=pure)


def _parts(interaction: Interaction, shares: Sequence[FloatArray]) -> Iterator[Interaction]:
    """The pure terms whose sum the table is, over subsets of its features; `shares`: of these features' fine bins.

    Axis by axis a table is its mean along the axis, which no longer knows the feature, and what is left of it: of k
    axes come 2^k terms. Those without a value other than 0 are left out.
    """
    terms = {tuple(range(interaction.order)): interaction.table}
    for side, (axis, share) in enumerate(zip(interaction.axes, shares, strict=True)):
        of_cell = np.bincount(axis, weights=share)
        for sides, table in list(terms.items()):
            at = sides.index(side)
            mean = (np.moveaxis(table, at, -1) * of_cell).sum(axis=-1)
            terms[sides] = table - np.expand_dims(mean, at)
            terms[sides[:at] + sides[at + 1 :]] = mean
    for sides, table in terms.items():
        if np.any(table):
            features = tuple(interaction.features[side] for side in sides)
            yield Interaction(features, tuple(interaction.axes[side] for side in sides), np.asarray(table))


def _sum(terms: Sequence[Interaction]) -> Interaction:
    """One table for terms over the same features, cut wherever one of them is."""
    if len(terms) == 1:
        return terms[0]
    axes, starts = zip(*(runs(np.array(own)) for own in zip(*(t.axes for t in terms), strict=True)), strict=True)
    table = np.zeros([len(first) for first in starts])
    for term in terms:
        table += term.table[np.ix_(*(axis[first] for axis, first in zip(term.axes, starts, strict=True)))]
    return Interaction(terms[0].features, axes, table)
