"""The uplift as tables: what each feature adds to it, strongest first."""

from dataclasses import dataclass

import numpy as np

from scoring.additive import AdditiveModel
from scoring.columns import FloatArray
from scoring.grid import Grid
from training.compile import assert_equal, collapse
from training.purify import marginals, purify
from training.uplift.learner import Effect
from training.uplift.sample import Sample


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """What one feature adds to the uplift, around the mean uplift.

    share      of the variance of the uplift, the features taken as independent (functional ANOVA); they sum to 1
    spread     standard deviation of what it adds, in the outcome's unit per customer
    edges      (b,) where a number's table is cut; x <= edge belongs to the left
    added      (b + 2,) what each bin adds, the last where the value is missing; of a text, level by level, then
               unknown, then missing
    customers  (b + 2,) share of the customers in each bin
    """

    feature: str
    share: float
    spread: float
    edges: FloatArray
    added: FloatArray
    customers: FloatArray


def terms(effect: Effect, sample: Sample) -> tuple[float, tuple[Term, ...]]:
    """The mean uplift, and the terms of the features, those with the larger share of its variance first.

    Exact: ValueError unless the tables say what the trees say for every customer of the sample.
    """
    grid, difference = _difference(effect, sample)
    bins = grid.bins(sample.x)
    shares = marginals(grid, bins)
    pure = purify(difference, shares)
    assert_equal(pure.scores(bins), effect.predict(sample.x))
    variance = {name: float(grid.part(shares * pure.mains**2, name).sum()) for name in grid.names}
    total = sum(variance.values()) or 1.0
    found = [
        Term(
            feature=name,
            share=of / total,
            spread=float(np.sqrt(of)),
            edges=grid.edges_of(name),
            added=grid.part(pure.mains, name),
            customers=grid.part(shares, name),
        )
        for name, of in variance.items()
    ]
    return pure.intercept, tuple(sorted(found, key=lambda term: -term.share))


def _difference(effect: Effect, sample: Sample) -> tuple[Grid, AdditiveModel]:
    """The tables of the treated minus those of the others, over one grid: both are sums over single features."""
    grid, models = collapse({"treated": effect.treated, "control": effect.control}, sample.names, sample.levels)
    treated, control = models["treated"], models["control"]
    mains = treated.mains - control.mains
    return grid, AdditiveModel("identity", treated.intercept - control.intercept, grid.counts, mains)
