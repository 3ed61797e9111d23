"""Amounts that no mean survives are borne by a fit: counted as a bound, named, and left alone where they are scored."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from training.config import Config
from training.fit import judge
from training.metrics import gini
from training.outliers import borne, bound
from training.progress import silent
from training.table_sets import expected_value
from training.tables import read_tables

GIANT = 1e12
MANY = [1.0, 2.0, 3.0] * 400
GROUPS = ("orders",)
CONFIG = Config(
    horizon_days=30,
    value_horizon_days=60,
    patterns=dict.fromkeys(("history", "summary", "recency", "no_history"), GROUPS),
)


def shop(customers: int = 600) -> pl.DataFrame:
    """Customers who spend as much as their number says, in a rhythm of their own, for a year and a half."""
    start = date(2023, 1, 1)
    rows = [
        (f"c{i:03}", start + timedelta(day), float(10 + i % 7 * 30 + day % 5))
        for i in range(customers)
        for day in range(i % 20, 500 if i % 3 else 200 + i, 20 + i % 9)
    ]
    return pl.DataFrame(rows, ["customer_id", "date", "amount"], orient="row")


@pytest.mark.parametrize(
    ("amounts", "most"),
    [
        (np.arange(1.0, 101.0), 990.0),
        (np.array([1.0, 2.0, GIANT]), 20.0),
        (np.array([5.0, GIANT]), 50.0),
        (np.array([5.0]), 50.0),
        (np.array([-5.0, 0.0]), np.inf),
        (np.array([]), np.inf),
    ],
)
def test_the_bound_is_ten_times_a_high_quantile_which_no_giant_sets(amounts, most):
    assert bound(amounts) == most


def test_what_is_within_the_bound_stays_bit_for_bit():
    amounts = np.array([*MANY, -30.0, 30.0])

    found, notes = borne({"amount": amounts})
    assert found["amount"] is amounts and notes == ()


def test_a_payment_and_a_refund_beyond_the_bound_are_counted_as_the_bound_and_told():
    found, notes = borne({"amount": np.array([*MANY, -GIANT, GIANT])})

    assert np.asarray(found["amount"]).tolist() == [*MANY, -30.0, 30.0]
    assert len(notes) == 1 and notes[0].startswith("2 order lines") and "counted as 30;" in notes[0]


def test_a_few_machines_among_thousands_of_screws_stay_what_they_are():
    amounts = np.array([0.1] * 9_950 + [50_000.0] * 50)

    assert borne({"amount": amounts})[1] == ()


def test_of_few_lines_nothing_is_told():
    assert borne({"amount": np.array([1.0, 2.0, GIANT])})[1] == ()


def test_a_scoring_reads_what_is_there(files):
    lines = "".join(f"c{i},2026-01-01,5\n" for i in range(600))
    paths = files(orders=f"customer_id,date,amount\n{lines}b,2026-01-02,{GIANT:.0f}\n")

    assert max(read_tables(paths, Config(), attributes={}).events["orders"][1]["amount"]) == GIANT
    assert max(read_tables(paths, Config()).events["orders"][1]["amount"]) == 50


def test_giant_spenders_leave_the_value_model_of_all_others_as_it_was(files):
    clean = shop()
    late = pl.col("date") == pl.col("date").max().over("customer_id")
    struck = clean.with_columns(
        amount=pl.when(pl.col("customer_id").is_in([f"c00{i}" for i in range(3)]) & late)
        .then(GIANT)
        .otherwise("amount")
    )
    was, now = (judged(files(orders=one)) for one in (clean, struck))

    assert gini(*now) > gini(*was) - 0.1
    assert now[0].mean() == pytest.approx(was[0].mean(), rel=0.5)


def judged(paths: dict[str, Path]) -> tuple[np.ndarray, np.ndarray]:
    """Expected and actual revenue of customers that the value model had not seen."""
    sets = judge(read_tables(paths, CONFIG), CONFIG, silent()).sets
    value = next(iter(sets.values()))["value"]
    return expected_value(value, value.tested)
