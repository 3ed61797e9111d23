"""Buying where the history is too short for past cutoffs with a full horizon: the rhythm of purchase, corrected.

The parameters of the rhythm (`scoring.rhythm`) forecast any horizon, but not quite right. So the earlier part of the
history forecasts the later, regressions learn there how much to believe the forecast beside what was bought, and the
same weights correct the forecast of the whole horizon. They are linear in logarithms, which hold from one horizon to
another where tables learned from one would not; beside the rhythm, of the number of purchases only its inverse counts,
since twice the history is twice the number. Churn is the mean, in log-odds, of that look and of a second one that asks
for recency, frequency and amount alone: it ranks better, and takes its level from the first.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression, PoissonRegressor

from scoring.additive import AdditiveModel
from scoring.columns import FloatArray
from scoring.dimensions.churn import in_population, sigmoid
from scoring.facts import Facts
from scoring.grid import Grid, grid_from_edges
from training.boosting import Choice, HeldOut, Recipe, Target, loss
from training.calibration import centre
from training.content import unfitted, with_learned
from training.purify import marginals, purify
from training.question import FEWEST_OF_A_CLASS, Question
from training.reference import expected_purchases, learned_of
from training.rows import FOLDS, Rows, hashed
from training.snapshots import Snapshot, of_any_day, snapshot, whole_history
from training.table_sets import Trained
from training.tables import Tables

TOO_FEW = (
    f"in the later part of the history fewer than {FEWEST_OF_A_CLASS} customers left, or as few stayed, or all of "
    "them among one half of the customers, so no churn model is learned"
)
PATTERN, FORECAST = "summary", "no_purchase_by_rhythm"
CELLS = 250  # of a table; a table of a curve is as exact as its cells are narrow
SURE = 1e-12  # log-odds of a probability stay finite
RIDGE = 1e-3


def _log_odds(p: FloatArray) -> FloatArray:
    inside = np.clip(p, SURE, 1 - SURE)
    odds: FloatArray = np.log(inside) - np.log1p(-inside)
    return odds


def _log(values: FloatArray) -> FloatArray:
    return np.log(np.maximum(values, SURE))


def _log1p(values: FloatArray) -> FloatArray:
    return np.log1p(np.maximum(values, 0.0))


def _inverse(values: FloatArray) -> FloatArray:
    return 1 / np.maximum(values, 1.0)


Curve = Callable[[FloatArray], FloatArray]
Look = Mapping[str, Curve]
LOOKS: Mapping[Target, Sequence[Look]] = {
    "churn": (
        {FORECAST: _log_odds, "average_purchase": _log1p, "purchase_count": _inverse},
        {"days_since_last_order": _log1p, "average_purchase": _log1p, "purchase_count": _log},
    ),
    "value": ({"purchases_a_year_by_rhythm": _log, "purchase_by_rhythm": _log, "purchase_count": _inverse},),
}
NAMES = tuple(dict.fromkeys(name for looks in LOOKS.values() for look in looks for name in look))


def learn(tables: Tables, content: Mapping[str, Any], question: Question, facts: Facts) -> dict[Target, Trained]:
    """Regressions from the earlier part of the history to the later; `facts` are of the last day.

    Without churn where too few left or stayed.
    """
    assert question.halfway is not None
    then = _taken(tables, content, question, question.halfway.day)
    later = _taken(tables, content, question, question.halfway.value_day)
    rows: dict[Target, Rows] = {
        "churn": _rows(_matrix(then.facts), then.churned),
        "value": _rows(_matrix(later.facts), later.revenue),
    }
    left = int(rows["churn"].y.sum())
    if min(left, len(rows["churn"]) - left) < FEWEST_OF_A_CLASS:
        del rows["churn"]
    more = _more_purchases(content, question, facts)
    return {
        target: _train(target, found, more)
        for target, found in rows.items()
        if found.training.varied and found.test.varied
    }


def compiled(trained: Mapping[Target, Trained], facts: Facts) -> tuple[Grid, dict[Target, AdditiveModel]]:
    """The regressions as tables, over the values of then and of the last day (`facts`)."""
    now = _matrix(facts)
    grid = _grid(np.concatenate([now, *(one.rows.x for one in trained.values())]))
    known = ~np.isnan(now).any(axis=1)
    models = {target: _tables(grid, target, one, now[known]) for target, one in trained.items()}
    asked = now[in_population(facts) & known]  # value is told of the lapsed too
    if "churn" in models and len(asked):
        models["churn"] = models["churn"].affine(_level(trained["churn"], asked), 1.0)
    return grid, models


def _taken(tables: Tables, content: Mapping[str, Any], question: Question, day: float) -> Snapshot:
    """The customers of a day of the history, measured by what was learned up to then, and what they did next."""
    days = int(question.as_of - day)
    customers = tables.customers(question.as_of)
    then = learned_of(whole_history(of_any_day(customers), day), days)
    return snapshot(customers, unfitted(with_learned(content, **then)), question.outcome, day, days)


def _matrix(facts: Facts) -> FloatArray:
    return facts.features.matrix(NAMES, {})


def _rows(x: FloatArray, y: FloatArray) -> Rows:
    known = np.flatnonzero(~np.isnan(y) & ~np.isnan(x).any(axis=1))
    return Rows(NAMES, x[known], y[known], known, hashed(known) % FOLDS, 1)


def _train(target: Target, rows: Rows, more: float) -> Trained:
    """Fitted on all; held out and tested on a half of the customers each, by a fit on the other half alone.

    Amounts are as of the value horizon.
    """
    mean = float(rows.y.mean()) if target == "value" else 1.0
    x, y = rows.x, rows.y / mean
    first = rows.period != rows.test_period
    held_out, tested = (
        HeldOut(_said(target, _fit(target, x[~half], y[~half]), x[half]), y[half]) for half in (first, ~first)
    )
    choice = Choice(order=1, rounds=0, least=0.0, slope=1.0, loss=loss(target, held_out.score, held_out.y))
    return Trained(
        Recipe(target, {}, {}, 0),
        choice,
        held_out,
        tested,
        _fit(target, x, y),
        rows,
        mean * (more if target == "value" else 1.0),
    )


def _fit(target: Target, x: FloatArray, y: FloatArray) -> Any:
    """A regression for each look, on its curves of the features `x` (N, p)."""
    if target == "churn":
        return [LogisticRegression(C=1 / RIDGE, max_iter=1_000).fit(_curved(look, x), y) for look in LOOKS[target]]
    return [PoissonRegressor(alpha=RIDGE / len(y), max_iter=1_000).fit(_curved(look, x), y) for look in LOOKS[target]]


def _said(target: Target, models: Sequence[Any], x: FloatArray) -> FloatArray:
    """The mean of what the looks say (N,), in log-odds or logarithms."""
    said: FloatArray = np.mean([_linear(m, look, x) for m, look in zip(models, LOOKS[target], strict=True)], axis=0)
    return said


def _linear(model: Any, look: Look, x: FloatArray) -> FloatArray:
    said: FloatArray = _curved(look, x) @ np.ravel(model.coef_) + float(np.ravel(model.intercept_)[0])
    return said


def _curved(look: Look, x: FloatArray) -> FloatArray:
    return np.stack([curve(x[:, NAMES.index(name)]) for name, curve in look.items()], axis=1)


def _level(trained: Trained, x: FloatArray) -> float:
    """What to add for a mean probability half way between the rhythm as published and as corrected.

    Frequency grows with the history, so the second look has no say in it; the corrected rhythm knows the season of the
    later part alone, and the published one knows none.
    """
    models: Any = trained.served
    corrected = sigmoid(_linear(models[0], LOOKS["churn"][0], x))
    both = np.array([corrected.mean(), x[:, NAMES.index(FORECAST)].mean()])
    return centre("churn", _said("churn", models, x), both, 1.0)


def _grid(x: FloatArray) -> Grid:
    """Cells that hold as many of the rows (N, p) each as may be."""
    shares = np.arange(1, CELLS) / CELLS
    edges = [np.unique(np.nanquantile(column, shares, method="lower")) for column in x.T]
    return grid_from_edges(dict(zip(NAMES, edges, strict=True)))


def _tables(grid: Grid, target: Target, trained: Trained, now: FloatArray) -> AdditiveModel:
    """The regressions as one table a feature: the mean of its curves times their weights, over the rows of a cell."""
    models: Any = trained.served
    x = np.concatenate([trained.rows.x, now])
    bins = grid.bins(x)
    mains, intercept = np.zeros(grid.size), float(np.log(trained.unit))
    for model, look in zip(models, LOOKS[target], strict=True):
        intercept += float(np.ravel(model.intercept_)[0]) / len(models)
        for (name, curve), weight in zip(look.items(), np.ravel(model.coef_) / len(models), strict=True):
            j = NAMES.index(name)
            part = slice(int(grid.offsets[j]), int(grid.offsets[j] + grid.counts[j] + 2))
            mains[part] += weight * _means(bins[:, j], curve(x[:, j]), int(grid.counts[j]) + 2)
    link = "logit" if target == "churn" else "log"
    return purify(AdditiveModel(link, intercept, grid.counts, mains), marginals(grid, bins))


def _means(bins: Any, values: FloatArray, size: int) -> FloatArray:
    """The mean in each cell; in one without rows, among them that of what is missing, the mean of all."""
    count = np.bincount(bins, minlength=size)
    total = np.bincount(bins, weights=values, minlength=size)
    return np.where(count > 0, total / np.maximum(count, 1), values.mean())


def _more_purchases(content: Mapping[str, Any], question: Question, facts: Facts) -> float:
    """How many times as much is bought in the value horizon as in the part of the history that was learned from."""
    assert question.halfway is not None
    rhythm, past = content["learned"]["rhythm"], facts.features.past
    part = question.as_of - question.halfway.value_day
    return expected_purchases(rhythm, past, question.halfway.value_days) / expected_purchases(rhythm, past, part)
