"""Companies at past cutoffs: fit on what was known then, score, and compare with what came, peers beside ours."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.quality import history, history_peers, ours
from benchmarks.quality.companies import Company
from benchmarks.quality.past import Forecast, Judged, Past
from benchmarks.quality.result import OURS, Emit, Result
from benchmarks.quality.same_features import features
from benchmarks.quality.scores import Figures, churn_scores, interval_scores, value_scores
from scoring.columns import FloatArray


def judge_cutoff(company: Company, day: date, horizon_days: int, folder: Path, *, peers: bool) -> Judged:
    """Ours and the peers at one cutoff, all of them on files that end there."""
    files = history.cut(company.files, day, folder / "known")
    bundle = ours.fit(files, company.config(horizon_days), folder)
    bought = history.purchases(pl.read_parquet(files["orders"]), company.amount)
    came = history.purchases(pl.read_parquet(company.files["orders"]), company.amount)
    known = history.known_at(bought, day)
    scored, cpu = ours.score(bundle, files, as_of=str(day))
    forecasts = {OURS: forecast(scored, known["customer_id"], bundle.cpu_seconds + cpu)}
    if peers:
        past = Past(bought, day, horizon_days, features(bundle, files))
        forecasts |= {name: history_peers.timed(peer, past) for name, peer in history_peers.PEERS.items()}
    return Judged(day, horizon_days, history.outcome(known, came, day, horizon_days), forecasts)


def forecast(scored: pl.DataFrame, ids: pl.Series, cpu_seconds: float) -> Forecast:
    """A score file as a forecast for these customers."""
    found = ids.to_frame().join(scored, on="customer_id", how="left", maintain_order="left")
    ends = [_numbers(found["value_interval"].list.get(i)) for i in (0, 1)]
    methods = ", ".join(found["churn_method"].drop_nulls().unique().sort())
    return Forecast(
        _numbers(found["churn_probability"]),
        _numbers(found["value_expected_value"]),
        _numbers(found["next_purchase_expected_purchases"]),
        np.column_stack(ends),
        cpu_seconds,
        f"method {methods}",
    )


def _numbers(series: pl.Series) -> FloatArray:
    return series.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def figures(judged: Judged, said: Forecast) -> Figures:
    """Churn of those whom it can befall, value and purchases of all buyers."""
    active = judged.active
    bought = np.abs(said.purchases - judged.came("purchases"))
    return {
        **churn_scores(said.churn[active], judged.came("churned")[active]),
        **value_scores(said.revenue, judged.came("revenue")),
        "purchases_mae": float(np.mean(bought)),
        **interval_scores(said.interval, judged.came("revenue")),
        "zero_share": _zero_share(judged, said),
    }


def _zero_share(judged: Judged, said: Forecast) -> float | None:
    """The share of buyers without revenue, above which an interval that holds zero cannot but cover."""
    return None if np.isnan(said.interval).all() else float(np.mean(judged.came("revenue") == 0))


def emit_cutoff(company: Company, judged: Judged, emit: Emit) -> dict[str, Figures]:
    """A line a model; the figures by model."""
    part, found = f"{judged.horizon_days} days at {judged.day}", {}
    for model, said in judged.forecasts.items():
        found[model] = figures(judged, said)
        emit(Result(company.name, part, model, found[model], said.cpu_seconds, said.note))
    return found


def emit_means(company: Company, horizon_days: int, found: Sequence[dict[str, Figures]], emit: Emit) -> None:
    """The mean over cutoffs, and how far off the level was: the median of the absolute errors."""
    for model in found[0]:
        each = [one[model] for one in found]
        answered = sum(one["auc"] is not None for one in each)
        means: Figures = {name: _mean([one[name] for one in each]) for name in each[0]}
        means["churn_level_median"] = _median([one["level_error"] for one in each])
        means["revenue_level_median"] = _median([one["bias"] for one in each])
        note = "" if answered == len(found) else f"answers at {answered} cutoffs alone"
        emit(Result(company.name, f"{horizon_days} days, mean of {len(found)} cutoffs", model, means, note=note))


def _mean(values: Sequence[float | None]) -> float | None:
    """The mean over the cutoffs that have a figure."""
    known = _known(values)
    return float(np.mean(known)) if known else None


def _median(errors: Sequence[float | None]) -> float | None:
    known = _known(errors)
    return float(np.median(np.abs(known))) if known else None


def _known(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None and np.isfinite(value)]
