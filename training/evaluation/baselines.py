"""What can be had without this program: recency alone, logistic RFM, and models of buying without a contract."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression, PoissonRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from scoring.columns import FloatArray, IntArray
from training import btyd
from training.boosting import FIT_ROWS, Target
from training.content import unfitted
from training.evaluation.judged import Judged
from training.rows import FOLDS, hashed
from training.snapshots import measured_in_the_past, of_any_day, whole_history

RECENCY = "recency_alone"
REGRESSIONS: Mapping[str, tuple[str, ...]] = {
    RECENCY: ("days_since_last_order",),
    "logistic_rfm": ("days_since_last_order", "purchase_count", "net_revenue"),
}
RHYTHMS: Mapping[str, type[btyd.Rhythm]] = {"bg_nbd": btyd.BgNbd, "pareto_nbd": btyd.ParetoNbd}
SLOW = ("pareto_nbd",)  # seconds, where the others take milliseconds
NO_ORDERS, TOO_SLOW, NO_RHYTHM, NOT_FITTED = "no_orders", "too_slow", "no_rhythm", "not_fitted"  # verdict.toml has them


class LeftOut(ValueError):
    """A baseline that these data have no use for; its text is the code of the reason."""


@dataclass(frozen=True, slots=True)
class Baselines:
    """P(churn), or expected revenue, of the rows of the test cutoff (m,) by each baseline.

    `left_out` has the code of the reason why others are not there.
    """

    said: Mapping[str, FloatArray]
    left_out: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Purchases:
    """Sufficient statistics (n,) of all customers at the last cutoff, and whom it is asked about (m,)."""

    repeats: btyd.Repeats
    spend: btyd.Spend
    horizon_days: int
    asked: IntArray


def baselines(target: Target, judged: Judged, *, slow: bool) -> Baselines:
    """Every baseline that the data allow, fitted on earlier cutoffs, or on what was known at the last.

    Those that take seconds only if `slow`.
    """
    past = _purchases(target, judged)
    jobs: dict[str, Callable[[], FloatArray]] = {
        **{name: partial(_regression, target, judged, features) for name, features in REGRESSIONS.items()},
        **{name: partial(_parametric, target, rhythm, past) for name, rhythm in RHYTHMS.items()},
    }
    said, left_out = {}, {}
    for name, job in jobs.items():
        if name in SLOW and past is not None and not slow:
            left_out[name] = TOO_SLOW
            continue
        try:
            said[name] = job()
        except LeftOut as reason:
            left_out[name] = str(reason)
        except ValueError:
            left_out[name] = NOT_FITTED
    return Baselines(said, left_out)


def _regression(target: Target, judged: Judged, names: tuple[str, ...]) -> FloatArray:
    """Logistic or Poisson regression on logarithms (m,); LeftOut where a feature is not among the candidates."""
    rows = judged.rows(target)
    if rows is None:
        return _by_each_other(target, judged, names)
    if not set(names) <= set(rows.names):
        raise LeftOut(NO_ORDERS)
    chosen = rows.columns(names)
    known = chosen.training.at_most(FIT_ROWS)  # as the models
    return _fitted(target, known.x, known.y, chosen.test.x)


def _by_each_other(target: Target, judged: Judged, names: tuple[str, ...]) -> FloatArray:
    """The same for a short history: each half of the customers by a fit on the other, as the models are judged."""
    when, (who, y) = judged.when(target), judged.asked(target)
    assert when is not None
    customers = judged.tables.customers(judged.question.as_of)
    facts = measured_in_the_past(customers, unfitted(judged.content), when.cutoff)
    x, fold = facts.features.matrix(names, {})[who], hashed(who) % FOLDS
    said = np.empty(len(who))
    for k in range(FOLDS):
        said[fold == k] = _fitted(target, x[fold != k], y[fold != k], x[fold == k])
    return said


def _fitted(target: Target, x: FloatArray, y: FloatArray, asked: FloatArray) -> FloatArray:
    unit = float(y.mean()) if target == "value" else 1.0
    regression = LogisticRegression() if target == "churn" else PoissonRegressor(alpha=1e-3, max_iter=1_000)
    model: Any = make_pipeline(StandardScaler(), regression).fit(_design(x), y / unit)
    said: FloatArray = (
        model.predict_proba(_design(asked))[:, 1] if target == "churn" else model.predict(_design(asked)) * unit
    )
    return said


def _design(x: FloatArray) -> FloatArray:
    """Logarithms (N, p) beside who has no value (N, p), whose logarithm counts as 0."""
    missing = np.isnan(x)
    logs = np.log1p(np.maximum(np.where(missing, 0.0, x), 0.0))
    return np.concatenate([logs, missing.astype(np.float64)], axis=1)


def _purchases(target: Target, judged: Judged) -> Purchases | None:
    when = judged.when(target)
    if when is None or (target == "churn" and judged.question.mode != "purchases"):
        return None
    customers = judged.tables.customers(judged.question.as_of)
    bought = whole_history(of_any_day(customers), when.cutoff).purchases
    who, day = bought.customer, bought.number("day")
    repeats = btyd.Repeats.of_purchases(who, day, when.cutoff, len(customers))
    spend = btyd.Spend.with_first(who, day, bought.number("amount"), len(customers))
    return Purchases(repeats, spend, when.horizon_days, judged.asked(target)[0])


def _parametric(target: Target, model: type[btyd.Rhythm], past: Purchases | None) -> FloatArray:
    """P(no purchase) or expected revenue of the customers asked about (m,)."""
    if past is None:
        raise LeftOut(NO_RHYTHM)
    rhythm = model.fit(past.repeats)
    if target == "churn":
        return rhythm.p_no_purchase(past.repeats, past.horizon_days)[past.asked]
    average = btyd.GammaGamma.fit(past.spend).expected_average(past.spend)
    revenue: FloatArray = rhythm.expected_purchases(past.repeats, past.horizon_days) * average
    return revenue[past.asked]
