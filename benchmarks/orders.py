"""`python -m benchmarks.orders --customers N --out FILE`: made-up orders, ten a customer, the same ones each time.

Customers come at any day of two years, buy for an exponential while, and stop. Made by blocks of customers, so that a
larger file begins with the same ones, and written by day, as a shop writes its orders.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

EACH, BLOCK = 10, 100_000
FIRST_DAY, DAYS = date(2024, 11, 1), 730
NEWEST, MEAN_SPAN = 30, 300.0  # days: nobody came later than so long ago; how long one buys on average
CATEGORIES = (
    "filters",
    "installation",
    "maintenance",
    "pumps",
    "seals",
    "sensors",
    "spare_parts",
    "valves",
)  # the demo's
CHANNELS = ("distributor", "online", "phone", "sales", "store")


def block(first: int, customers: int) -> pl.DataFrame:
    """The orders of `customers` customers from number `first` on."""
    rng = np.random.default_rng(first)
    came = rng.uniform(0, DAYS - NEWEST, customers)
    span = np.minimum(rng.exponential(MEAN_SPAN, customers), DAYS - 1 - came)
    days = came[:, None] + span[:, None] * np.append(
        np.zeros((customers, 1)), rng.random((customers, EACH - 1)), axis=1
    )
    amount = rng.lognormal(5, 1, (customers, 1)) * rng.lognormal(0, 0.5, (customers, EACH))
    ids = pl.Series(np.repeat(np.arange(first, first + customers), EACH))
    return pl.DataFrame(
        {
            "customer_id": "C" + ids.cast(pl.String).str.zfill(8),
            "date": pl.Series(days.ravel().astype(np.int32)) + (FIRST_DAY - date(1970, 1, 1)) // timedelta(days=1),
            "amount": amount.ravel().round(2),
            "category": _drawn(rng, CATEGORIES, customers * EACH),
            "channel": _drawn(rng, CHANNELS, customers * EACH),
        }
    ).with_columns(pl.col("date").cast(pl.Date))


def _drawn(rng: np.random.Generator, texts: Sequence[str], rows: int) -> pl.Series:
    return pl.Series(list(texts)).gather(rng.integers(0, len(texts), rows).astype(np.uint32))


def write(customers: int, out: Path) -> None:
    """The whole file, or nothing."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder:
        parts = []
        for first in range(0, customers, BLOCK):
            parts.append(Path(folder) / f"{first:09d}.parquet")
            block(first, min(BLOCK, customers - first)).write_parquet(parts[-1])
        whole = Path(folder) / "whole.parquet"
        pl.scan_parquet(parts).sort("date", maintain_order=True).sink_parquet(whole)
        whole.replace(out)


def main(arguments: Sequence[str]) -> int:
    """Write one file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.orders", description=__doc__)
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    write(asked.customers, asked.out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
