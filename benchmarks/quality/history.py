"""Companies without a contract at past days: their files as they stood then, and what their customers did after."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import polars as pl

Files = Mapping[str, Path]
CONTRACT_ENDS = "account_contract_ends_on"  # agreed on beforehand, so known though it lies ahead


def cut(files: Files, day: date, folder: Path) -> dict[str, Path]:
    """The files as they stood at the end of a day, written to `folder`: no row of a later day, and no later date in it.

    What only a later day made of a row is taken back: an order refunded later was paid, who left later was there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for name, path in files.items():
        written[name] = folder / f"{name}.parquet"
        _as_of(pl.read_parquet(path), name, day).write_parquet(written[name])
    return written


def _as_of(table: pl.DataFrame, name: str, day: date) -> pl.DataFrame:
    days = {"customers": "account_signed_up_on"}.get(name, "date")
    if name == "usage":  # a month is known when it has ended
        table = table.filter((pl.col("month") + "-01").str.to_date().dt.month_end() <= day)
    elif days in table.columns:
        table = table.filter(pl.col(days).cast(pl.Date) <= day)
    table = _taken_back(table, day)
    later = [column for column, kind in table.schema.items() if kind.is_temporal() and column != CONTRACT_ENDS]
    return table.with_columns(pl.when(pl.col(c).cast(pl.Date) <= day).then(pl.col(c)) for c in later)


def _taken_back(table: pl.DataFrame, day: date) -> pl.DataFrame:
    undone = {("status", "refunded_on"): "paid", ("account_status", "account_left_on"): "active"}
    for (status, when), before in undone.items():
        if {status, when} <= set(table.columns):
            later = pl.col(when) > day
            table = table.with_columns(pl.when(later).then(pl.lit(before)).otherwise(pl.col(status)).alias(status))
    return table


def purchases(orders: pl.DataFrame, amount: str = "amount") -> pl.DataFrame:
    """One row a purchase (DEFINITIONS.md, section 0): `customer_id`, `date`, `net` > 0; and one a refund, `net` < 0.

    Lines of an id are one order, without ids those of a day; what is cancelled, open or refunded is no purchase.
    """
    table = orders.with_columns(pl.col("date").cast(pl.Date), pl.col(amount).alias("net"))
    if "status" in table.columns:
        table = table.filter(pl.col("status").fill_null("paid") == "paid")
    keys = ["customer_id", "id", "date"] if "id" in table.columns else ["customer_id", "date"]
    return (
        table.with_columns(pl.col("customer_id").cast(pl.String))
        .group_by(keys)
        .agg(pl.col("net").sum())
        .filter(pl.col("net") != 0)
        .sort("customer_id", "date", "net")
        .select("customer_id", "date", "net")
    )


def known_at(bought: pl.DataFrame, day: date) -> pl.DataFrame:
    """Buyers up to a day, ascending by id: `first`, `last` (dates), `days` with a purchase, `orders`, `spent`."""
    return (
        bought.filter(pl.col("date") <= day, pl.col("net") > 0)
        .group_by("customer_id")
        .agg(
            pl.col("date").min().alias("first"),
            pl.col("date").max().alias("last"),
            pl.col("date").n_unique().alias("days"),
            pl.len().alias("orders"),
            pl.col("net").sum().alias("spent"),
        )
        .sort("customer_id")
    )


def outcome(known: pl.DataFrame, bought: pl.DataFrame, day: date, horizon_days: int) -> pl.DataFrame:
    """The buyers of a day (`known_at`), and what they did in the horizon after it by the purchases of all the data.

    Beside the columns of `known_at`: `active` (bought in the last two horizons: whom churn can befall), `churned`
    (1: no purchase in the horizon), `purchases` (days with one) and `revenue`, net of refunds and never under 0.
    """
    after = bought.filter((pl.col("date") > day) & (pl.col("date") <= day + timedelta(days=horizon_days)))
    came = after.group_by("customer_id").agg(
        pl.col("date").filter(pl.col("net") > 0).n_unique().cast(pl.Float64).alias("purchases"),
        pl.col("net").sum().clip(lower_bound=0.0).alias("revenue"),
    )
    joined = known.join(came, on="customer_id", how="left", maintain_order="left")
    return joined.with_columns(
        (pl.col("last") >= day - timedelta(days=2 * horizon_days)).alias("active"),
        (pl.col("purchases").fill_null(0.0) == 0).cast(pl.Float64).alias("churned"),
        pl.col("purchases", "revenue").fill_null(0.0),
    )
