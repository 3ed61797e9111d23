"""A fitted estimator as pure tables over a grid, and what is left of them without their smallest interactions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from scoring.additive import AdditiveModel
from scoring.columns import FloatArray
from scoring.grid import Grid
from training.compile import assert_equal, collapse
from training.purify import marginals, purify
from training.rows import Rows
from training.trees import Estimator, raw_scores

COMPARED_ROWS = 2_000  # for models that only judge; those served are compared on all


@dataclass(frozen=True, slots=True, eq=False)
class Glass:
    """Pure tables; `marginals` flat over the grid, the shares of the training rows under which they are pure."""

    grid: Grid
    model: AdditiveModel
    marginals: FloatArray

    def scores(self, x: FloatArray) -> FloatArray:
        """Score (n,) of x (n, p)."""
        return self.model.scores(self.grid.bins(x))

    def without_under(self, least: float) -> "Glass":
        """Without the interactions that have less than this share of the score's variance.

        Their mean is zero along each axis, so what remains is as pure as it was, and no other table changes.
        """
        shares = self.shares()
        kept = tuple(term for term, share in zip(self.model.interactions, shares, strict=True) if share >= least)
        return replace(self, model=replace(self.model, interactions=kept))

    def shares(self) -> FloatArray:
        """Share of the score's variance that each interaction has, under the product of the marginals.

        Pure terms are uncorrelated there, so the variance of the score is the sum of theirs (functional ANOVA).
        """
        ends = np.cumsum(self.model.counts + 2)
        of = np.split(self.marginals, ends[:-1])
        mains = float((self.marginals * self.model.mains**2).sum())
        together = np.zeros(len(self.model.interactions))
        for i, term in enumerate(self.model.interactions):
            spread = term.table**2
            for feature, axis in zip(reversed(term.features), reversed(term.axes), strict=True):
                spread = (spread * np.bincount(axis, weights=of[feature])).sum(axis=-1)
            together[i] = spread
        total = mains + together.sum()
        return together / total if total > 0 else together


def glass(estimator: Estimator, rows: Rows, levels: Mapping[str, int]) -> Glass:
    """The tables of one estimator, pure under its training rows; compared with the trees on the first of them alone."""
    grid, models = collapse({"it": estimator}, rows.names, levels)
    return _pure(grid, models["it"], estimator, rows, COMPARED_ROWS)


def pure(grid: Grid, model: AdditiveModel, estimator: Estimator, rows: Rows) -> Glass:
    """Collapsed tables made pure. ValueError unless they say what the trees say, on every training row."""
    return _pure(grid, model, estimator, rows, len(rows))


def _pure(grid: Grid, model: AdditiveModel, estimator: Estimator, rows: Rows, compared: int) -> Glass:
    bins = grid.bins(rows.x)
    shares = marginals(grid, bins)
    made = purify(model, shares)
    assert_equal(made.scores(bins[:compared]), raw_scores(estimator, rows.x[:compared]))
    return Glass(grid, made, shares)
