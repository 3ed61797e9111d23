"""Buying where the history is too short for past cutoffs with a full horizon: the rhythm of purchase, corrected.

The parameters of the rhythm (`scoring.rhythm`) forecast any horizon, but not quite right. So the first half of the
history forecasts the second, regressions learn there how much to believe the forecast beside what was bought, and the
same weights correct the forecast of the whole horizon. They are linear in logarithms, which hold from one horizon to
another where tables learned from one would not; of the number of purchases only its inverse counts, since twice the
history is twice the number.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression, PoissonRegressor

from scoring.additive import AdditiveModel
from scoring.columns import FloatArray
from scoring.facts import Facts
from scoring.grid import Grid, grid_from_edges
from training.boosting import Choice, HeldOut, Recipe, Target, loss
from training.content import unfitted, with_learned
from training.purify import marginals, purify
from training.question import FEWEST_OF_A_CLASS, Question
from training.reference import expected_purchases, learned_of
from training.rows import FOLDS, Rows, hashed
from training.snapshots import Snapshot, of_any_day, snapshot, whole_history
from training.table_sets import Trained
from training.tables import Tables

TOO_FEW = (
    f"in the second half of the history fewer than {FEWEST_OF_A_CLASS} customers left, or as few stayed, so no churn "
    "model is learned"
)
PATTERN = "summary"
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
CURVES: Mapping[Target, Mapping[str, Curve]] = {
    "churn": {"no_purchase_by_rhythm": _log_odds, "average_purchase": _log1p, "purchase_count": _inverse},
    "value": {"purchases_a_year_by_rhythm": _log, "purchase_by_rhythm": _log, "purchase_count": _inverse},
}
NAMES = tuple(dict.fromkeys(name for curves in CURVES.values() for name in curves))


def learn(tables: Tables, content: Mapping[str, Any], question: Question, facts: Facts) -> dict[Target, Trained]:
    """Regressions from the middle of the history to its end; `facts` are of the last day.

    Without churn where too few left or stayed.
    """
    taken = _halfway(tables, content, question)
    outcomes: Mapping[Target, FloatArray] = {"churn": taken.churned, "value": taken.revenue}
    rows = {target: _rows(_matrix(taken.facts), y) for target, y in outcomes.items()}
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
    return grid, {target: _tables(grid, target, one, now) for target, one in trained.items()}


def _halfway(tables: Tables, content: Mapping[str, Any], question: Question) -> Snapshot:
    """The customers in the middle of the history, measured by what was learned up to then, and what they did next."""
    assert question.halfway is not None
    day, days = question.halfway.day, int(question.as_of - question.halfway.day)
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
    y, z = rows.y / mean, _curved(target, rows.x)
    first = rows.period != rows.test_period
    held_out, tested = (HeldOut(_said(_fit(target, z[~half], y[~half]), z[half]), y[half]) for half in (first, ~first))
    choice = Choice(order=1, rounds=0, least=0.0, slope=1.0, loss=loss(target, held_out.score, held_out.y))
    return Trained(
        Recipe(target, {}, {}, 0),
        choice,
        held_out,
        tested,
        _fit(target, z, y),
        rows,
        mean * (more if target == "value" else 1.0),
    )


def _fit(target: Target, z: FloatArray, y: FloatArray) -> Any:
    if target == "churn":
        return LogisticRegression(C=1 / RIDGE, max_iter=1_000).fit(z, y)
    return PoissonRegressor(alpha=RIDGE / len(y), max_iter=1_000).fit(z, y)


def _said(model: Any, z: FloatArray) -> FloatArray:
    said: FloatArray = z @ np.ravel(model.coef_) + float(np.ravel(model.intercept_)[0])
    return said


def _curved(target: Target, x: FloatArray) -> FloatArray:
    return np.stack([curve(x[:, NAMES.index(name)]) for name, curve in CURVES[target].items()], axis=1)


def _grid(x: FloatArray) -> Grid:
    """Cells that hold as many of the rows (N, p) each as may be."""
    shares = np.arange(1, CELLS) / CELLS
    edges = [np.unique(np.nanquantile(column, shares, method="lower")) for column in x.T]
    return grid_from_edges(dict(zip(NAMES, edges, strict=True)))


def _tables(grid: Grid, target: Target, trained: Trained, now: FloatArray) -> AdditiveModel:
    """The regression as one table a feature: its curve times its weight, the mean over the rows of a cell."""
    model: Any = trained.served
    x = np.concatenate([trained.rows.x, now[~np.isnan(now).any(axis=1)]])
    bins = grid.bins(x)
    mains = np.zeros(grid.size)
    for (name, curve), weight in zip(CURVES[target].items(), np.ravel(model.coef_), strict=True):
        j = NAMES.index(name)
        part = slice(int(grid.offsets[j]), int(grid.offsets[j] + grid.counts[j] + 2))
        mains[part] = weight * _means(bins[:, j], curve(x[:, j]), int(grid.counts[j]) + 2)
    intercept = float(np.ravel(model.intercept_)[0]) + float(np.log(trained.unit))
    link = "logit" if target == "churn" else "log"
    return purify(AdditiveModel(link, intercept, grid.counts, mains), marginals(grid, bins))


def _means(bins: Any, values: FloatArray, size: int) -> FloatArray:
    """The mean in each cell; in one without rows, among them that of what is missing, the mean of all."""
    count = np.bincount(bins, minlength=size)
    total = np.bincount(bins, weights=values, minlength=size)
    return np.where(count > 0, total / np.maximum(count, 1), values.mean())


def _more_purchases(content: Mapping[str, Any], question: Question, facts: Facts) -> float:
    """How many times as much is bought in the value horizon as in the half of the history that was learned from."""
    assert question.halfway is not None
    rhythm, past = content["learned"]["rhythm"], facts.features.past
    half = question.as_of - question.halfway.day
    return expected_purchases(rhythm, past, question.halfway.value_days) / expected_purchases(rhythm, past, half)
