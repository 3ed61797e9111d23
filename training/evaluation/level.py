"""The level of the forecast, cutoff by cutoff: what was expected against what came, by models that ended before."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from schema.written import iso_day
from scoring.columns import FloatArray, IntArray
from scoring.dimensions.churn import sigmoid
from training.boosting import Recipe, Target
from training.cutoffs import YEAR_DAYS, Plan
from training.evaluation.judged import Judged, When
from training.evaluation.resampling import TAILS, Draws, Figures
from training.evaluation.said import Said
from training.rows import Rows
from training.table_sets import Trained, expected_value, train

MOST_EARLIER, WORKERS = 3, 2


def level(target: Target, cutoff: float, said: FloatArray, actual: FloatArray, customer: IntArray) -> dict[str, Any]:
    """Mean expected and mean actual of m rows, and the error of the level, with its interval over customers."""
    stated, errors = _error(said, actual), _errors(said, actual)
    drawn = Draws(customer).replicates(np.array([stated]), errors, lambda rows: _errors(said[rows], actual[rows]))
    low, high = np.nanquantile(drawn, TAILS) if not np.isnan(drawn).all() else (np.nan, np.nan)
    return {
        "target": target,
        "cutoff": iso_day(cutoff),
        "rows": len(actual),
        "expected": float(said.mean()),
        "actual": float(actual.mean()),
        "error": {"value": stated, "low": float(low), "high": float(high)},
    }


def _errors(said: FloatArray, actual: FloatArray) -> Figures:
    return lambda weight: np.array([_error(weight * said, weight * actual)])


def _error(said: FloatArray, actual: FloatArray) -> float:
    came = float(actual.sum())
    return float(said.sum()) / came - 1 if came else float("nan")


def last_level(target: Target, when: When, said: Said) -> dict[str, Any]:
    """The level of the richest pattern at the test cutoff."""
    return level(target, when.cutoff, said.by[said.best], said.actual, said.customer)


def earlier_levels(judged: Judged) -> list[dict[str, Any]]:
    """The same at the last training cutoffs, each by models that were trained on outcomes known by then.

    Features are measured with the rhythm and gaps of the population as known at the test cutoff: nine numbers.
    """
    jobs: list[tuple[Target, float, Recipe, Rows]] = []
    plans: list[tuple[Target, Plan | None]] = [("churn", judged.question.churn), ("value", judged.question.value)]
    for target, plan in plans:
        if plan is None or not judged.patterns(target):
            continue
        richest = judged.sets[judged.patterns(target)[0]][target]
        rows = judged.material.rows[target].columns(richest.rows.names)
        past = [(plan.all[k], known) for k in range(len(plan.training)) if (known := _known_by(rows, plan, k))]
        jobs += [(target, cutoff, richest.recipe, known) for cutoff, known in past[-MOST_EARLIER:]]
    trained = Parallel(n_jobs=WORKERS)(delayed(train)(recipe, rows) for _, _, recipe, rows in jobs)
    return [_judged(*job, found) for job, found in zip(jobs, trained, strict=True)]


def _known_by(rows: Rows, plan: Plan, period: int) -> Rows | None:
    """A cutoff's rows as the test, and those whose outcome was known by then; None where nothing can be learned."""
    known = [k for k in range(period) if plan.all[k] + plan.horizon_days <= plan.all[period]]
    if not known:
        return None
    kept = rows.where(np.isin(rows.period, [*known, period]))
    found = replace(kept, test_period=period, level=(_level_period(known, plan, period), period))
    return found if found.training.varied and found.test.varied else None


def _level_period(known: Sequence[int], plan: Plan, period: int) -> int:
    """The known cutoff whose level the forecast takes: about a year before, or else the latest.

    `Plan.level` asks besides that such a cutoff had seen 150 days, as most cutoffs of a plan have.
    """
    away = {k: abs(plan.all[k] - (plan.all[period] - YEAR_DAYS)) for k in known}
    nearest = min(known, key=away.__getitem__)
    return nearest if away[nearest] <= plan.horizon_days / 2 else known[-1]


def _judged(target: Target, cutoff: float, _: Recipe, rows: Rows, trained: Trained) -> dict[str, Any]:
    said, actual = sigmoid(trained.tested.score), trained.tested.y
    if target == "value":
        said, actual = expected_value(trained, trained.tested)
    return level(target, cutoff, said, actual, rows.test.customer)


def by_cutoff(levels: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Churn first, cutoffs ascending."""
    return sorted(levels, key=lambda one: (one["target"], one["cutoff"]))
