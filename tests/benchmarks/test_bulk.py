"""The benchmarks of many customers and of fits: growth, made-up orders, watched commands, the section of results."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks import orders, results
from benchmarks.bulk import cases
from benchmarks.bulk.__main__ import main
from benchmarks.bulk.cases import Measured, with_growth
from benchmarks.watch import Failed, watched


def measured(case: str, customers: int, cpu: float, peak: float = 100.0) -> Measured:
    return Measured(case, customers, cpu, cpu, customers / cpu, None, peak)


# Growth ---------------------------------------------------------------------------------------------------------------


def test_growth_is_told_since_the_size_before_of_the_same_case():
    told = with_growth(
        [measured("file", 100, 1.0), measured("orders", 100, 1.0), measured("file", 1_000, 100.0, 150.0)]
    )
    assert [(one.exponent, one.peak_ratio) for one in told] == [(None, None), (None, None), (2.0, 1.5)]


# Made-up orders -------------------------------------------------------------------------------------------------------


def test_everyone_has_ten_orders_within_two_years_and_a_larger_file_begins_with_the_same_customers(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(orders, "BLOCK", 200)
    for customers in (200, 500):
        orders.write(customers, tmp_path / f"{customers}.parquet")
    small, large = (pl.read_parquet(tmp_path / f"{customers}.parquet") for customers in (200, 500))

    assert large["customer_id"].value_counts()["count"].to_list() == [10] * 500
    assert large["date"].is_sorted()
    assert (large["date"].min(), large["date"].max()) >= (orders.FIRST_DAY, orders.FIRST_DAY)
    assert (large["date"].max() - orders.FIRST_DAY).days < orders.DAYS
    first = large.filter(pl.col("customer_id") < "C00000200")
    assert first.sort(pl.all()).equals(small.sort(pl.all()))


def test_some_have_stopped_long_ago_and_some_buy_still():
    last = orders.block(0, 2_000).group_by("customer_id").agg(pl.max("date"))["date"]
    silent = np.array([(orders.FIRST_DAY - day).days + orders.DAYS for day in last])
    assert 0.2 < (silent > 180).mean() < 0.9


# Watched commands -----------------------------------------------------------------------------------------------------


def test_a_command_is_watched_with_its_children():
    # a child that holds 1,000 MiB and burns CPU, while the parent waits; the floor is what this process itself holds
    child = "x = bytearray(1_000 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1\nsum(range(20_000_000))"
    cost = watched(
        ["-c", f"import subprocess, sys; print(1); subprocess.run([sys.executable, '-c', {child!r}])"], cores=1
    )
    assert cost.output == "1\n"
    assert 1_000 < cost.peak_mib < 1_300
    assert 0.1 < cost.cpu <= cost.wall + 0.1


def test_a_command_that_fails_is_told_with_its_last_words():
    with pytest.raises(Failed, match="no orders here"):
        watched(["-c", "raise SystemExit('no orders here')"], cores=1)


def test_many_customers_are_measured_end_to_end(monkeypatch, capsys, tmp_path, demo_bundle: Path, demo_files):
    monkeypatch.setattr(cases, "TEN", tmp_path / "ten")
    monkeypatch.setattr(cases, "demo_tables", lambda: list(demo_files.values()))
    assert main(["--sizes", "300", "--json", "--bundle", str(demo_bundle / "current")]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [(one["case"], one["customers"]) for one in told] == [(case, 300) for case in cases.CASES]
    assert told[0].keys() == set(Measured.__dataclass_fields__)
    assert all(one["cpu_seconds"] > 0 and one["peak_mib"] > 50 for one in told)
    assert [one["ratio_to_predict_proba"] is None for one in told] == [False, False, False, True]


# RESULTS.md -----------------------------------------------------------------------------------------------------------


def test_a_section_is_replaced_and_the_others_stay(tmp_path: Path):
    file = tmp_path / "RESULTS.md"
    for name, told in (("bulk", "old"), ("fit", r"kept \1"), ("bulk", r"new \g<0>")):
        results.publish(name, told, file)
    told = file.read_text()
    assert (
        told == f"{results.ABOUT}\n<!-- bulk -->\nnew \\g<0>\n<!-- /bulk -->\n\n<!-- fit -->\nkept \\1\n<!-- /fit -->\n"
    )


def test_a_section_says_when_where_and_how():
    told = results.section("A fit", "python -m benchmarks.fit", results.versions_of("numpy"), ["| a |"])
    assert told.startswith("## A fit\n\nMeasured on 2")
    assert "with `python -m benchmarks.fit` on " in told and "GiB of memory" in told and "numpy 2." in told


def test_the_command_is_told_without_what_only_writes_it_down():
    assert results.command_of("benchmarks.fit", ["--sizes", "10", "--json", "--results"]) == (
        "python -m benchmarks.fit --sizes 10"
    )
