"""Rows of past cutoffs: measured some customers at a time, once a cutoff, and nothing kept but numbers."""

import gc
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import orders as made_up
from tests.training.companies import shop
from training import parted, periods
from training.config import Config
from training.content import bare_content, reference, unfitted
from training.material import Material, gather
from training.question import Question, ask
from training.tables import read_tables

SMALL, LARGE = 20_000, 60_000
MOST_BYTES = 9_000  # of memory a customer of ten orders; 16,800 were needed where the facts of every cutoff stayed
GATHERS = """
import resource, sys
from pathlib import Path
from tests.training.test_periods import gathered
gathered({"orders": Path(sys.argv[1])})
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def gathered(paths: dict[str, Path], **settings: Any) -> tuple[Material, Question]:
    config = Config(**settings)
    tables = read_tables(paths, config)
    question = ask(tables, config)
    content = bare_content(tables, config, question, reference(tables, question))
    return gather(tables, unfitted(content), question, config), question


def test_nothing_stays_of_past_cutoffs_but_rows_and_each_is_measured_once(files, monkeypatch):
    measured: list[tuple[float, weakref.ref[Any]]] = []

    def seen(customers, bundle):
        facts, later = measure(customers, bundle)
        measured.append((facts.customers.as_of[0], weakref.ref(facts.features.number("net_revenue"))))
        return facts, later

    measure = periods.measure
    monkeypatch.setattr(periods, "measure", seen)
    found, question = gathered(files(orders=shop(600)), horizon_days=60, value_horizon_days=60)
    gc.collect()

    assert found.rows.keys() == {"churn", "value"}
    assert sorted(day for day, _ in measured) == sorted({*question.churn.all, *question.value.all})
    assert question.churn.all == question.value.all
    assert all(column() is None for _, column in measured)


def test_some_customers_at_a_time_have_the_rows_of_all_at_once(files, monkeypatch):
    paths = files(orders=shop(600))
    whole, _ = gathered(paths, horizon_days=60)
    monkeypatch.setattr(parted, "AT_ONCE", 77)
    parts, _ = gathered(paths, horizon_days=60)

    for target, rows in whole.rows.items():
        for name in ("x", "y", "customer", "period"):
            np.testing.assert_array_equal(getattr(rows, name), getattr(parts.rows[target], name))


def test_a_sample_of_each_training_cutoff_holds_the_sample_of_all(files, monkeypatch):
    paths = files(orders=shop(600))
    whole, _ = gathered(paths, horizon_days=60)
    monkeypatch.setattr(periods, "FIT_ROWS", 150)
    some, _ = gathered(paths, horizon_days=60)

    for target, rows in whole.rows.items():
        drawn = some.rows[target]
        assert len(drawn.training) < 0.8 * len(rows.training)
        assert len(drawn.test) == len(rows.test)
        for number in (50, 150):
            np.testing.assert_array_equal(drawn.training.at_most(number).x, rows.training.at_most(number).x)
            np.testing.assert_array_equal(drawn.at_most(number).x, rows.at_most(number).x)
        np.testing.assert_array_equal(drawn.beside_test(150).training.x, rows.training.at_most(150).x)
        np.testing.assert_array_equal(drawn.beside_test(150).test.x, rows.test.x)


def test_ten_orders_more_need_little_memory_more(tmp_path):
    peaks = []
    for customers in (SMALL, LARGE):
        file = tmp_path / f"{customers}.parquet"
        made_up.write(customers, file)
        ran = subprocess.run([sys.executable, "-c", GATHERS, str(file)], capture_output=True, check=True, text=True)
        peaks.append(int(ran.stdout) * 1024)

    assert (peaks[1] - peaks[0]) / (LARGE - SMALL) < MOST_BYTES
