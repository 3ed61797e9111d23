"""Customers as they were known at a cutoff, and what they did after; a changed future changes nothing before it."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from scoring.columns import Category
from scoring.model import Bundle
from scoring.scorer import measure
from training.config import Config
from training.content import bare_content, reference, unfitted
from training.question import Question, ask
from training.snapshots import Snapshot, snapshot, whole_history
from training.tables import Tables, read_tables

CUTOFF = date(2026, 5, 31)
HEADING = "customer_id,date,amount,status,refunded_on\n"


def number(day: date) -> float:
    return float((day - date(1970, 1, 1)).days)


def bare(tables: Tables, question: Question, config: Config) -> Bundle:
    return unfitted(bare_content(tables, config, question, reference(tables, question)))


def taken(files, orders: str, horizon: int = 30, **tables: str) -> dict[str, tuple[float, float]]:
    """Churned and revenue of each customer at the cutoff."""
    config = Config(horizon_days=horizon, as_of=date(2026, 12, 31))
    read = read_tables(files(orders=HEADING + orders, **tables), config)
    question = ask(read, config)
    found = snapshot(
        read.customers(question.as_of), bare(read, question, config), question.outcome, number(CUTOFF), horizon
    )
    rows = zip(found.churned.tolist(), found.revenue.tolist(), strict=True)
    return dict(zip(read.ids, rows, strict=True))


BEFORE = "a,2026-05-20,10,paid,\n"


@pytest.mark.parametrize(
    ("after", "churned", "revenue"),
    [
        ("", 1, 0),
        ("a,2026-06-01,7,paid,\n", 0, 7),
        ("a,2026-06-30,7,paid,\n", 0, 7),
        ("a,2026-07-01,7,paid,\n", 1, 0),
        ("a,2026-06-10,7,cancelled,\n", 1, 0),
        ("a,2026-06-10,7,refunded,2026-06-20\n", 1, 0),
        ("a,2026-06-10,7,paid,\na,2026-06-20,-3,paid,\n", 0, 4),
        ("a,2026-06-10,7,paid,\na,2026-06-20,-30,paid,\n", 0, 0),
    ],
)
def test_the_outcome_is_what_was_bought_from_the_day_after_the_cutoff_to_the_end_of_the_horizon(
    files, after, churned, revenue
):
    assert taken(files, BEFORE + after) == {"a": (churned, revenue)}


def test_a_purchase_on_the_cutoff_is_history(files):
    assert taken(files, "a,2026-05-31,10,paid,\n") == {"a": (1, 0)}


def test_who_had_not_bought_by_then_has_no_outcome(files):
    found = taken(files, BEFORE + "b,2026-06-10,7,paid,\n")

    assert np.isnan(found["b"]).all()


def test_who_had_not_bought_for_two_horizons_is_lost_and_not_judged(files):
    found = taken(files, "a,2026-04-01,5,paid,\nb,2026-03-31,5,paid,\nb,2026-06-10,7,paid,\n")

    assert found["a"] == (1, 0)
    assert np.isnan(found["b"][0]) and found["b"][1] == 7


def test_who_had_left_by_then_is_not_judged_and_who_leaves_later_is(files):
    left = "customer_id,account_status,account_left_on\na,left,2026-05-25\nb,left,2026-06-05\n"
    found = taken(files, BEFORE + "b,2026-05-20,10,paid,\n", customers=left)

    assert np.isnan(found["a"]).all()
    assert found["b"] == (1, 0)


# A changed future ---------------------------------------------------------------------------------------------------

KNOWN_LATER = {"orders": ("paid_on", "refunded_on"), "inquiries": ("resolved_on",), "contacts": ("responded_on",)}


def with_another_future(table: str, frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Events after the cutoff dropped, repeated, moved and altered; later days of earlier events moved or forgotten."""
    rng = np.random.default_rng(seed)
    month_end = (pl.col("month") + "-01").str.to_date().dt.month_end() if table == "usage" else None
    ended = pl.col("date") if month_end is None else month_end
    past, later = frame.filter(ended <= CUTOFF), frame.filter(ended > CUTOFF)
    later = later.sample(fraction=0.8, with_replacement=True, seed=seed)
    if table != "usage":
        days = pl.Series(rng.integers(1, 150, len(later)))
        later = later.with_columns(date=pl.lit(CUTOFF) + pl.duration(days=days))
    numbers = [name for name, kind in later.schema.items() if kind.is_numeric() and name != "discount"]
    later = later.with_columns(pl.col(name).shuffle(seed=seed) for name in numbers)
    for column in KNOWN_LATER.get(table, ()):
        forget = pl.Series(rng.random(len(past)) < 0.5)
        told = pl.when(forget).then(None).otherwise(pl.col(column) + pl.duration(days=9))
        past = past.with_columns(pl.when(pl.col(column) > CUTOFF).then(told).otherwise(pl.col(column)).alias(column))
    if table == "orders":  # what was refunded after the cutoff was paid on it
        undone = (pl.col("status") == "refunded") & pl.col("refunded_on").is_null()
        past = past.with_columns(pl.when(undone).then(pl.lit("paid")).otherwise(pl.col("status")).alias("status"))
    return pl.concat([later, past])


def measured(tables: Tables, bundle: Bundle) -> Snapshot:
    customers = tables.customers(number(date(2026, 10, 31)))
    outcome = whole_history(customers, number(date(2026, 10, 31)))
    return snapshot(customers, bundle, outcome, number(CUTOFF), 60)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_changed_future_never_changes_what_was_known(demo_files, tmp_path, seed):
    config = Config()
    before = read_tables(demo_files, config)
    bundle = bare(before, ask(before, config), config)
    changed = {"customers": demo_files["customers"]}
    for table in ("orders", "usage", "inquiries", "feedback", "contacts"):
        changed[table] = tmp_path / f"{table}.parquet"
        with_another_future(table, pl.read_parquet(demo_files[table]), seed).write_parquet(changed[table])
    one, other = measured(before, bundle), measured(read_tables(changed, config), bundle)

    assert (one.revenue != other.revenue).any()  # the future did change
    for name, column in one.facts.features.columns.items():
        again = other.facts.features.columns[name]
        if isinstance(column, Category) and isinstance(again, Category):
            assert column.texts() == again.texts(), name
        else:
            assert np.array_equal(column, again, equal_nan=True), name


def test_who_leaves_after_the_cutoff_looks_like_everybody_else_on_it(demo_files, tmp_path):
    config = Config()
    before = read_tables(demo_files, config)
    bundle = bare(before, ask(before, config), config)
    stays = pl.col("account_left_on") > CUTOFF
    people = pl.read_parquet(demo_files["customers"]).with_columns(
        pl.when(stays).then(None).otherwise(pl.col("account_left_on")).alias("account_left_on"),
        pl.when(stays).then(pl.lit("active")).otherwise(pl.col("account_status")).alias("account_status"),
    )
    people.write_parquet(tmp_path / "customers.parquet")
    other = read_tables({**demo_files, "customers": tmp_path / "customers.parquet"}, config)
    one, two = (
        measure(tables.customers(0).at(number(CUTOFF)), bundle)[0].customers.columns for tables in (before, other)
    )

    assert (people["account_left_on"].null_count()) > pl.read_parquet(demo_files["customers"])[
        "account_left_on"
    ].null_count()
    for name in ("account_left_on", "account_reactivated_on"):
        assert np.array_equal(one[name], two[name], equal_nan=True)
    assert one["account_status"].texts() == two["account_status"].texts()
