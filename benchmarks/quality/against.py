"""Ours against each peer over the same cutoffs, with the interval of the difference."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from benchmarks.quality.bootstrap import Measure, Paired, difference, weighted_auc, weighted_brier, weighted_gini
from benchmarks.quality.companies import Company
from benchmarks.quality.past import Forecast, Judged
from benchmarks.quality.result import OURS, Emit, Result
from benchmarks.quality.scores import Figures
from scoring.columns import BoolArray, FloatArray, IntArray

WORSE_AUC, WORSE_BRIER, WORSE_GINI = 0.01, 0.02, 0.02  # what the interval of a difference has to exclude


def emit_differences(company: Company, horizon_days: int, cutoffs: Sequence[Judged], emit: Emit) -> None:
    """A line a peer: differences of AUC and spend Gini, and of Brier as a share of the peer's, with their intervals."""
    for peer in [name for name in cutoffs[0].forecasts if name != OURS]:
        found: Figures = {}
        churn, spend = _paired(cutoffs, peer, "churn"), _paired(cutoffs, peer, "revenue")
        if churn:
            found |= _named("auc", churn, weighted_auc) | _named("brier", churn, weighted_brier, relative=True)
        if spend:
            found |= _named("gini", spend, weighted_gini)
        complete = min(len(churn), len(spend)) == len(cutoffs)
        note = "" if complete else f"both answer at {min(len(churn), len(spend))} of {len(cutoffs)} cutoffs"
        part = f"{horizon_days} days, ours minus the peer's"
        emit(
            Result(
                company.name, part, peer, found | {"level_or_better": _level(found) if complete else None}, note=note
            )
        )


def _named(name: str, cutoffs: Sequence[Paired], measure: Measure, *, relative: bool = False) -> Figures:
    middle, low, high = difference(cutoffs, measure, relative=relative)
    return {name: middle, f"{name}_low": low, f"{name}_high": high}


def _level(found: Figures) -> float | None:
    """1 where the intervals exclude being worse by what matters."""
    auc, brier, gini = found.get("auc_low"), found.get("brier_high"), found.get("gini_low")
    if auc is None or brier is None or gini is None:
        return None
    return float(auc > -WORSE_AUC and brier < WORSE_BRIER and gini > -WORSE_GINI)


def _paired(cutoffs: Sequence[Judged], peer: str, what: str) -> list[Paired]:
    """The rows that both models answered, cutoff by cutoff; without cutoffs where either has no answer."""
    number = _numbered(cutoffs)
    found = []
    for judged in cutoffs:
        ours, other = (_said(judged.forecasts[name], what) for name in (OURS, peer))
        rows: BoolArray = ~np.isnan(ours) & ~np.isnan(other)
        if what == "churn":
            rows &= judged.active
        if not rows.any():
            continue
        actual = judged.came("churned" if what == "churn" else "revenue")
        found.append(Paired(actual[rows], ours[rows], other[rows], number[judged.day][rows]))
    return found


def _said(forecast: Forecast, what: str) -> FloatArray:
    return forecast.churn if what == "churn" else forecast.revenue


def _numbered(cutoffs: Sequence[Judged]) -> dict[object, IntArray]:
    """Customers as numbers from 0 on, the same at every cutoff."""
    ids = pl.concat([judged.outcome["customer_id"] for judged in cutoffs]).unique().sort()
    return {
        judged.day: ids.search_sorted(judged.outcome["customer_id"]).cast(pl.Int64).to_numpy() for judged in cutoffs
    }
