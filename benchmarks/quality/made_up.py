"""The demo company, whose truth is known: ours against the best forecast from its history, and each pattern."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from benchmarks.quality import ours
from benchmarks.quality.against import emit_differences
from benchmarks.quality.companies import Company, demo
from benchmarks.quality.past import Forecast, Judged
from benchmarks.quality.result import OURS, Emit, Result, Setting
from benchmarks.quality.rolling import emit_cutoff, emit_means, forecast, judge_cutoff
from benchmarks.quality.scores import churn_scores
from scoring.columns import FloatArray
from training.metrics import auc

TRUTHS = {"truth, observable": "p_no_purchase_{}d", "truth, latent": "latent_p_no_purchase_{}d"}
ORDERS = ("orders",)
OTHERS = ("customers", "usage", "inquiries", "feedback", "contacts")
SUMMARY = ("order_summary_count", "order_summary_amount", "order_summary_first_on", "order_summary_last_on")
SHAPES: Mapping[str, tuple[str, ...]] = {"summary": SUMMARY, "recency": ("order_summary_last_on",)}


def judge(setting: Setting, emit: Emit) -> None:
    """Every cutoff with everything; at the last one each pattern, and who had left for good."""
    company = demo(setting)
    truth = pl.read_parquet(company.files["orders"].with_name("truth.parquet"))
    for horizon_days, days in company.cutoffs.items():
        judged, found = [], []
        for day in days:
            with TemporaryDirectory(dir=setting.work) as name:
                folder = Path(name)
                one = judge_cutoff(company, day, horizon_days, folder, peers=setting.peers)
                judged.append(with_truth(one, truth))
                found.append(emit_cutoff(company, judged[-1], emit))
                if day == days[-1]:
                    _patterns(company, judged[-1], folder, emit)
                    _gone(company, judged[-1], truth, emit)
        emit_means(company, horizon_days, found, emit)
        emit_differences(company, horizon_days, judged, emit)


def with_truth(judged: Judged, truth: pl.DataFrame) -> Judged:
    """With what the history tells at best, and with what really was behind it, as models beside the others."""
    at = truth.filter(pl.col("cutoff") == judged.day)
    ids = judged.outcome["customer_id"]
    revenue = _aligned(at, ids, f"expected_revenue_{judged.horizon_days}d")
    told = {
        model: Forecast.of(len(ids), churn=_aligned(at, ids, column.format(judged.horizon_days)), revenue=revenue)
        for model, column in TRUTHS.items()
    }
    return replace(judged, forecasts={**judged.forecasts, **told})


def _aligned(table: pl.DataFrame, ids: pl.Series, column: str) -> FloatArray:
    found = ids.to_frame().join(
        table.select("customer_id", column), on="customer_id", how="left", maintain_order="left"
    )
    return found[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _patterns(company: Company, judged: Judged, folder: Path, emit: Emit) -> None:
    """The same customers by payloads that hold less; the bundle is the one of the whole."""
    known = {name: folder / "known" / path.name for name, path in company.files.items()}
    bundle = ours.Bundle(folder / "models", folder / "fit.toml", 0.0)
    shapes = {"everything": known, "orders alone": _some(known, ORDERS), "no orders": _some(known, OTHERS)}
    for shape, columns in SHAPES.items():
        path = folder / f"{shape}.parquet"
        _summaries(judged).select("customer_id", *columns).write_parquet(path)
        shapes[f"order_summary: {shape}"] = {"customers": path}
    ids, active = judged.outcome["customer_id"], judged.active
    for shape, files in shapes.items():
        scored, cpu = ours.score(bundle, files, as_of=str(judged.day))
        said = forecast(scored, ids, cpu)
        patterns = ", ".join(scored["churn_pattern"].drop_nulls().unique().sort())
        figures = churn_scores(said.churn[active], judged.came("churned")[active])
        part = f"{judged.horizon_days} days at {judged.day}, payloads with {shape}"
        emit(Result(company.name, part, OURS, figures, cpu, f"pattern {patterns or 'none'}"))


def _some(files: Mapping[str, Path], names: tuple[str, ...]) -> dict[str, Path]:
    return {name: files[name] for name in names}


def _summaries(judged: Judged) -> pl.DataFrame:
    """What a CRM that keeps no orders knows of them."""
    return judged.outcome.select(
        "customer_id",
        order_summary_count="orders",
        order_summary_amount="spent",
        order_summary_first_on="first",
        order_summary_last_on="last",
    )


def _gone(company: Company, judged: Judged, truth: pl.DataFrame, emit: Emit) -> None:
    """Who had left for good, which no table shows: how well each chance of no purchase finds them, and the best one."""
    at, ids = truth.filter(pl.col("cutoff") == judged.day), judged.outcome["customer_id"]
    gone, believed = _aligned(at, ids, "left"), _aligned(at, ids, "p_left")
    ranked = {model: said.churn for model, said in judged.forecasts.items()} | {"truth, p_left": believed}
    for model, score in ranked.items():
        rows = judged.active & ~np.isnan(score) & ~np.isnan(gone)
        figure = auc(gone[rows], score[rows]) if rows.any() else None
        emit(Result(company.name, f"who had left by {judged.day}", model, {"auc": figure}))
