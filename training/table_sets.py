"""One table set a payload pattern: choose, judge on the test cutoff, fit again with it, collapse, calibrate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scoring.additive import AdditiveModel
from scoring.columns import BoolArray, FloatArray
from scoring.features import Feature
from scoring.grid import Grid
from scoring.vocabulary import TABLES
from training.boosting import FIT_ROWS, Choice, HeldOut, Recipe, Target, choose, fit
from training.calibration import centre
from training.compile import assert_equal, collapse
from training.purify import marginals, purify
from training.rows import Rows
from training.trees import Estimator, raw_scores


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """One target of one pattern.

    `held_out` are rows of a later training cutoff, `tested` those of the test cutoff, both scored by models that had
    not seen them and calibrated; `served` is fitted on everything.
    """

    recipe: Recipe
    choice: Choice
    held_out: HeldOut
    tested: HeldOut
    served: Estimator
    rows: Rows
    unit: float


def train(recipe: Recipe, rows: Rows) -> Trained:
    """Everything about one target on the features of one pattern; `y` is fitted in units of its mean for value."""
    unit = float(rows.training.y.mean()) if recipe.target == "value" else 1.0
    scaled = replace(rows, y=rows.y / unit)
    choice, held_out = choose(recipe, scaled.training)
    known = scaled.training.at_most(FIT_ROWS)
    judged = fit(recipe, known, pairs=choice.pairs, rounds=choice.rounds)
    everything = scaled.at_most(FIT_ROWS)
    served = fit(recipe, everything, pairs=choice.pairs, rounds=choice.rounds)
    a = _centre(recipe, judged, known, choice)
    tested = HeldOut(a + choice.slope * raw_scores(judged, scaled.test.x), scaled.test.y)
    a = centre(recipe.target, held_out.score, held_out.y, choice.slope)
    return Trained(
        recipe, choice, HeldOut(a + choice.slope * held_out.score, held_out.y), tested, served, everything, unit
    )


def compiled(trained: Mapping[Target, Trained]) -> tuple[Grid, dict[Target, AdditiveModel]]:
    """The served estimators of a pattern as calibrated tables over one grid, equal to them on every training row."""
    first = next(iter(trained.values()))
    grid, models = collapse({target: t.served for target, t in trained.items()}, first.rows.names, first.recipe.levels)
    return grid, {target: _finished(t, grid, models[target]) for target, t in trained.items()}


def _finished(trained: Trained, grid: Grid, model: AdditiveModel) -> AdditiveModel:
    """Purified and calibrated: on every training row the affine step of what the trees say, and nothing else."""
    bins, raw = grid.bins(trained.rows.x), raw_scores(trained.served, trained.rows.x)
    slope = trained.choice.slope
    a = centre(trained.recipe.target, raw, trained.rows.y, slope) + float(np.log(trained.unit))
    finished = purify(model, marginals(grid, bins)).affine(a, slope)
    assert_equal(finished.scores(bins), a + slope * raw)
    return finished


def _centre(recipe: Recipe, estimator: Estimator, rows: Rows, choice: Choice) -> float:
    return centre(recipe.target, raw_scores(estimator, rows.x), rows.y, choice.slope)


def richest_first(sets: Mapping[str, Mapping[Target, Trained]]) -> dict[str, Mapping[Target, Trained]]:
    """Patterns in the order in which a row tries them.

    A pattern comes after those that have all its features and more; else the better on held-out rows comes first.
    """
    waiting, ordered = dict(sets), dict[str, Mapping[Target, Trained]]()
    while waiting:
        free = [name for name in waiting if not any(_holds(waiting[other], waiting[name]) for other in waiting)]
        best = min(free, key=lambda name: next(iter(waiting[name].values())).choice.loss)
        ordered[best] = waiting.pop(best)
    return ordered


def _holds(larger: Mapping[Target, Trained], smaller: Mapping[Target, Trained]) -> bool:
    """Whether one pattern has all features of another, and more."""
    one, other = (set(next(iter(trained.values())).rows.names) for trained in (larger, smaller))
    return one > other


def needs(rows: Rows, catalogue: Mapping[str, Feature]) -> dict[str, list[str]]:
    """What a payload must have for a pattern: the lists its features come from, and the fields that rows always had."""
    groups = {catalogue[name].group for name in rows.names}
    always: BoolArray = np.isfinite(rows.training.x.sum(axis=0))
    return {
        "lists": [name for name in TABLES if name in groups],
        "fields": [n for n, kept in zip(rows.names, always, strict=True) if kept and catalogue[n].group not in TABLES],
    }


def pattern_content(
    name: str, needs: Mapping[str, Sequence[str]], rows: Rows, grid: Grid, models: Mapping[Target, AdditiveModel]
) -> dict[str, Any]:
    """One pattern of a bundle, with the share of its training rows in each bin of each feature, to tell drift by."""
    return {
        "name": name,
        "lists": list(needs["lists"]),
        "fields": list(needs["fields"]),
        "features": list(grid.names),
        "grid": grid.to_content(),
        "training_shares": marginals(grid, grid.bins(rows.x)),
        "churn": models["churn"].to_content() if "churn" in models else None,
        "value": models["value"].to_content() if "value" in models else None,
    }


def expected_value(trained: Trained, tested: HeldOut) -> tuple[FloatArray, FloatArray]:
    """Expected and actual revenue (m,) in currency of rows the model had not seen."""
    return np.exp(tested.score) * trained.unit, tested.y * trained.unit
