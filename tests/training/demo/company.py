"""The demo company that these tests look at, and how its truth is held against what came."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from training.demo import write_demo_data

END = date(2026, 10, 31)
Tables = dict[str, pl.DataFrame]


def written(folder: Path, customers: int, seed: int, months: int = 24) -> Tables:
    files = write_demo_data(customers, seed, folder, months=months)
    return {file.stem: pl.read_parquet(file) for file in files}


def at(tables: Tables, purchases: pl.DataFrame, horizon: int, cutoff: date) -> pl.DataFrame:
    """The truth of those who bought in the last two horizons, and `silent`: whether no purchase came."""
    days = (pl.lit(cutoff) - pl.col("date")).dt.total_days()
    history = purchases.filter(days >= 0).group_by("customer_id")
    past = history.agg(recency=days.min(), age=days.max(), count=pl.col("date").n_unique().cast(pl.Int64))
    later = purchases.filter(days.is_between(-horizon, -1)).select("customer_id").unique()
    rows = tables["truth"].filter(pl.col("cutoff") == cutoff).join(past, on="customer_id")
    rows = rows.join(later.with_columns(silent=False), on="customer_id", how="left")
    return rows.filter(pl.col("recency") < 2 * horizon).with_columns(pl.col("silent").fill_null(True))


def cutoffs(tables: Tables, horizon: int) -> list[date]:
    """The cutoffs whose horizon ends within the history."""
    days = tables["truth"]["cutoff"].unique().sort()
    return [day for day in days if day + timedelta(days=horizon) <= END]


def assert_calibrated(p: np.ndarray, happened: np.ndarray, slack: float) -> None:
    """Mean chance and realised rate agree, within four standard errors and the slack of the approximation."""
    error = np.sqrt((p * (1 - p)).sum()) / len(p)
    assert abs(p.mean() - happened.mean()) < 4 * error + slack
