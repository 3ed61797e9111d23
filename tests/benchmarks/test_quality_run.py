"""Each data set end to end with ours alone, small; and that no row that is judged was learned from."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks.processes import run
from benchmarks.quality import companies, history_peers, made_up
from benchmarks.quality.__main__ import SETS, main
from benchmarks.quality.against import emit_differences
from benchmarks.quality.companies import Company
from benchmarks.quality.labelled import fit_and_score
from benchmarks.quality.labelled_sets import HISTORY, MLC_CHURN, TELCO, LabelledSet, matrix, read
from benchmarks.quality.past import Past
from benchmarks.quality.result import OURS, Absent, Result, Setting
from benchmarks.quality.rolling import figures, judge_cutoff
from tests.conftest import SHARED
from tests.training.companies import shop


def setting(folder: Path, at_most: int = 700) -> Setting:
    return Setting(SHARED, folder, peers=False, at_most=at_most)


def present(make, folder: Path) -> Company:
    try:
        return make(setting(folder))
    except Absent as absent:
        pytest.skip(str(absent))


def test_every_set_of_the_contract_can_be_named():
    assert list(SETS) == ["cdnow", "complete_journey", "telco", "mlc_churn", "demo"]


def test_a_set_that_is_not_here_says_so_in_its_line(tmp_path, capsys):
    assert main(["telco", "cdnow", "--data", str(tmp_path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [(line["data"], line["note"]) for line in lines] == [
        ("telco", "telco.csv is not in the folder that --data names"),
        ("cdnow", "cdnow.parquet is not in the folder that --data names"),
    ]


# Labelled -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("about", [TELCO, MLC_CHURN], ids=lambda about: about.name)
def test_a_fold_is_learned_from_its_training_rows_and_scored_without_the_label(about: LabelledSet, tmp_path):
    if not (SHARED / about.file).exists():
        pytest.skip(f"{about.file} is not beside this checkout (../shared/data)")
    data = read(about, SHARED, at_most=2_000)  # a tenth of mlc_churn leaves, and a fit asks for 30 in its own test part
    known, asked = next(data.folds())
    scored, cpu = fit_and_score(data, about.config(), data, known, asked, tmp_path / "fold")
    train, test = (pl.read_csv(tmp_path / "fold" / f"{name}.csv", infer_schema=False) for name in ("train", "test"))

    assert not set(train[about.id]) & set(test[about.id])
    assert about.label in train.columns and about.label not in test.columns
    assert set(scored["customer_id"]) == set(test[about.id])
    assert scored["churn_probability"].null_count() == 0 and cpu > 0


def test_folds_are_the_published_ones_and_each_row_is_asked_once():
    if not (SHARED / TELCO.file).exists():
        pytest.skip(f"{TELCO.file} is not beside this checkout (../shared/data)")
    data = read(TELCO, SHARED)
    folds = list(data.folds())

    assert (len(data.y), data.y.sum()) == (7_043, 1_869)
    assert sorted(np.concatenate([asked for _, asked in folds])) == list(range(7_043))
    assert all(not set(known) & set(asked) for known, asked in folds)


def test_peers_see_neither_id_nor_label():
    if not (SHARED / TELCO.file).exists():
        pytest.skip(f"{TELCO.file} is not beside this checkout (../shared/data)")
    data = read(TELCO, SHARED, at_most=100)
    features = matrix(data)

    assert len(features.names) == 19 and not {TELCO.id, TELCO.label} & set(features.names)
    assert features.x.shape == (100, 19)
    assert not dict(zip(features.names, features.is_text, strict=True))["TotalCharges"]
    assert set(matrix(data.with_columns(HISTORY)).names) == set(HISTORY)


# Companies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cdnow", "complete_journey"])
def test_a_company_is_judged_at_a_cutoff(name: str, tmp_path):
    company = present(getattr(companies, name), tmp_path)
    horizon_days, days = next(iter(company.cutoffs.items()))
    judged = judge_cutoff(company, days[-1], horizon_days, tmp_path / "cutoff", peers=False)
    found = figures(judged, judged.forecasts[OURS])

    assert set(judged.forecasts) == {OURS}
    assert found["rows"] > 300 and 0 < found["churn_rate"] < 1
    assert judged.forecasts[OURS].cpu_seconds > 0


def test_the_demo_is_judged_against_its_truth(tmp_path):
    company = companies.demo(setting(tmp_path))
    truth = pl.read_parquet(tmp_path / "demo" / "truth.parquet")
    judged = judge_cutoff(company, date(2026, 8, 31), 60, tmp_path / "cutoff", peers=False)
    told = made_up.with_truth(judged, truth)
    best = figures(told, told.forecasts["truth, observable"])

    assert "truth" not in company.files
    assert 0.7 < best["auc"] < 0.85
    assert figures(told, told.forecasts["truth, latent"])["auc"] > best["auc"]


@pytest.fixture
def small(tmp_path) -> Company:
    """A made-up shop."""
    shop(900, days=500).write_parquet(tmp_path / "orders.parquet")
    return Company("shop", {"orders": tmp_path / "orders.parquet"}, {60: [date(2024, 10, 31)]})


def test_orders_after_the_cutoff_change_nothing_that_is_said(small: Company, tmp_path):
    day = small.cutoffs[60][0]
    orders = pl.read_parquet(small.files["orders"])
    orders.filter(pl.col("date") <= day).write_parquet(tmp_path / "cut.parquet")
    cut = Company("shop", {"orders": tmp_path / "cut.parquet"}, small.cutoffs)
    one, other = (judge_cutoff(c, day, 60, tmp_path / n, peers=True) for c, n in ((small, "one"), (cut, "other")))

    assert one.outcome["churned"].mean() < other.outcome["churned"].mean() == 1.0
    for name, said in one.forecasts.items():
        np.testing.assert_array_equal(said.churn, other.forecasts[name].churn, err_msg=name)
        np.testing.assert_array_equal(said.revenue, other.forecasts[name].revenue, err_msg=name)
    assert not {name for name, said in one.forecasts.items() if np.isnan(said.churn).all()}
    lines: list[Result] = []
    emit_differences(small, 60, [one], lines.append)
    assert {line.model for line in lines} == set(history_peers.PEERS)
    assert all(line.metrics["auc_low"] <= line.metrics["auc"] <= line.metrics["auc_high"] for line in lines)


def test_a_peer_that_cannot_be_fitted_is_named(small: Company):
    def refuses(past: Past):
        raise ValueError("no order is dear enough")

    orders = pl.read_parquet(small.files["orders"]).rename({"amount": "net"})
    said = history_peers.timed(refuses, Past(orders, date(2024, 10, 31), 60))

    assert said.note == "could not be fitted: no order is dear enough"
    assert np.isnan(said.churn).all() and len(said.churn) == len(Past(orders, date(2024, 10, 31), 60).asked)


def test_the_command_runs_as_a_program(tmp_path):
    assert run(["-m", "benchmarks.quality", "mlc_churn", "--data", str(tmp_path)]).wall > 0
