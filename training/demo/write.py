"""Make the demo company and write its tables: all of them or none."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from training.demo.engagement import contact_table, feedback_table, inquiry_table, usage_table
from training.demo.orders import make_orders, order_table
from training.demo.parameters import Parameters, load_parameters
from training.demo.people import make_people
from training.demo.process import live
from training.demo.profile import customer_table
from training.demo.timeline import make_timeline
from training.demo.truth import truth_table
from training.demo.world import World

END = date(2026, 10, 31)


def write_demo_data(customers: int, seed: int, out: Path, *, months: int = 24, end: date = END) -> list[Path]:
    """Write `orders`, `customers`, `usage`, `inquiries`, `feedback`, `contacts` and `truth` as Parquet files to `out`.

    The same arguments give the same bytes. `truth.parquet` is for judging a fit, never for fitting.
    ValueError if there is no customer, or `end` is not the last day of a month.
    """
    tables = make_demo_data(load_parameters(), customers, seed, months, end)
    return _write_all(tables, out, {"demo": f"{customers} customers, seed {seed}"})


def make_demo_data(
    parameters: Parameters, customers: int, seed: int, months: int, end: date
) -> dict[str, pl.DataFrame]:
    """The tables by name; every part draws from a stream of its own."""
    if customers < 1:
        raise ValueError("customers must be at least 1")
    rng = iter(np.random.default_rng(seed).spawn(9))
    timeline = make_timeline(parameters, months, end)
    world = World(parameters, timeline, make_people(parameters, timeline, customers, next(rng)))
    lives = live(world, next(rng))
    orders = make_orders(world, lives, next(rng))
    tables = {
        "orders": order_table(world, orders, next(rng)).sort("date", "id", maintain_order=True),
        "customers": customer_table(world, lives, next(rng)),
        "usage": usage_table(world, lives, next(rng)),
        "inquiries": inquiry_table(world, lives, next(rng)).sort("date", "customer", maintain_order=True),
        "feedback": feedback_table(world, lives, next(rng)).sort("date", "customer", maintain_order=True),
        "contacts": contact_table(world, lives, next(rng)).sort("date", "customer", maintain_order=True),
        "truth": truth_table(world, lives, orders.amounts, orders.bought_on(world)),
    }
    return {name: _with_ids(table, customers) for name, table in tables.items()}


def _with_ids(table: pl.DataFrame, customers: int) -> pl.DataFrame:
    """Numbers of customers as the ids that a CRM would give."""
    width = max(6, len(str(customers)))
    number = (pl.col("customer") + 1).cast(pl.String).str.zfill(width)
    return table.with_columns(pl.format("C{}", number).alias("customer")).rename({"customer": "customer_id"})


def _write_all(tables: dict[str, pl.DataFrame], out: Path, metadata: dict[str, str]) -> list[Path]:
    """Write every table under a temporary name first, so that a full disk leaves no half of a company."""
    out.mkdir(parents=True, exist_ok=True)
    files = {name: out / f"{name}.parquet" for name in tables}
    parts = {name: file.with_suffix(".parquet.part") for name, file in files.items()}
    try:
        for name, table in tables.items():
            table.write_parquet(parts[name], compression="zstd", statistics=True, metadata=metadata)
        for name, part in parts.items():
            part.replace(files[name])
    finally:
        for part in parts.values():
            if part.is_file():
                part.unlink()
    return list(files.values())
