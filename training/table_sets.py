"""One table set a payload pattern: choose, judge on the test cutoff, fit again with it, collapse, calibrate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scoring.additive import AdditiveModel
from scoring.columns import BoolArray, FloatArray, IntArray
from scoring.expected import Expected
from scoring.features import Feature
from scoring.grid import Grid
from scoring.vocabulary import TABLES
from training.boosting import FIT_ROWS, Choice, HeldOut, Recipe, Target, fit
from training.calibration import centre, level
from training.choosing import choose
from training.compile import collapse
from training.glass import Glass, glass, pure
from training.purify import marginals
from training.rows import Rows
from training.trees import Estimator

SCORE_BINS = 10


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
    unit = float(rows.training.at_most(FIT_ROWS).y.mean()) if recipe.target == "value" else 1.0
    scaled = replace(rows, y=rows.y / unit)
    choice, held_out = choose(recipe, scaled.training)
    chosen = recipe if choice.held else recipe.free
    known = scaled.training.at_most(FIT_ROWS)
    tested = _tested(chosen, known, scaled.test, choice)
    everything = scaled.at_most(FIT_ROWS)
    served = fit(chosen, everything, order=choice.order, rounds=choice.rounds)
    a = centre(recipe.target, held_out.score, held_out.y, choice.slope)
    held_out = HeldOut(a + choice.slope * held_out.score, held_out.y)
    return Trained(recipe, choice, held_out, tested, served, everything, unit)


def _tested(recipe: Recipe, known: Rows, test: Rows, choice: Choice) -> HeldOut:
    """Rows of the test cutoff, scored by tables as they are served, but made without it."""
    judged = glass(fit(recipe, known, order=choice.order, rounds=choice.rounds), known, recipe.levels)
    kept = judged.without_under(choice.least)
    a = _level(recipe.target, kept, known, known.at_level(served=False), choice.slope)
    return HeldOut(a + choice.slope * kept.scores(test.x), test.y)


def _level(target: Target, made: Glass, rows: Rows, there: Rows, slope: float) -> float:
    """Season and trend: the level of the rows of one cutoff, among all that were learned from."""
    return level(target, HeldOut(made.scores(rows.x), rows.y), HeldOut(made.scores(there.x), there.y), slope)


def compiled(trained: Mapping[Target, Trained]) -> tuple[Grid, dict[Target, AdditiveModel]]:
    """The served estimators of a pattern as calibrated tables over one grid.

    They are equal to the estimators on every training row before the small interactions are dropped.
    """
    first = next(iter(trained.values()))
    grid, models = collapse({target: t.served for target, t in trained.items()}, first.rows.names, first.recipe.levels)
    return grid, {target: _finished(t, grid, models[target]) for target, t in trained.items()}


def _finished(trained: Trained, grid: Grid, model: AdditiveModel) -> AdditiveModel:
    """Pure, without what held-out rows did not miss, and calibrated."""
    kept = pure(grid, model, trained.served, trained.rows).without_under(trained.choice.least)
    slope, rows = trained.choice.slope, trained.rows
    a = _level(trained.recipe.target, kept, rows, rows.at_level(served=True), slope)
    return kept.model.affine(a + float(np.log(trained.unit)), slope)


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
    """One pattern of a bundle, with the share of its training rows in each bin of features and scores: drift's zero."""
    bins = grid.bins(rows.x)
    return {
        "name": name,
        "lists": list(needs["lists"]),
        "fields": list(needs["fields"]),
        "features": list(grid.names),
        "grid": grid.to_content(),
        "training_shares": marginals(grid, bins),
        "score_shares": {target: score_shares(model, bins).to_content() for target, model in models.items()},
        "churn": models["churn"].to_content() if "churn" in models else None,
        "value": models["value"].to_content() if "value" in models else None,
    }


def score_shares(model: AdditiveModel, bins: IntArray) -> Expected:
    """How the training rows (m, p) spread over tenths of the model's own scores, as it tells them.

    Churn in log-odds, where a probability near 0 or 1 would be cut too coarsely; value in currency. Fewer than ten bins
    where scores repeat.
    """
    told = model.scores(bins) if model.link == "logit" else model.predict(bins)
    edges = np.unique(np.quantile(told, np.arange(1, SCORE_BINS) / SCORE_BINS, method="lower"))
    edges = edges[np.isfinite(edges)]  # what overflowed is in the last bin
    counts = np.bincount(edges.searchsorted(told), minlength=len(edges) + 1)
    return Expected(edges, counts / len(told))


def expected_value(trained: Trained, tested: HeldOut) -> tuple[FloatArray, FloatArray]:
    """Expected and actual revenue (m,) in currency of rows the model had not seen."""
    return np.exp(tested.score) * trained.unit, tested.y * trained.unit
