"""An evaluation of a shop whose customers buy at rates of their own: every figure, earlier levels, and a champion."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from rich.console import Console

from scoring.model import Bundle
from tests.training.companies import LAST, shop
from training.config import Config
from training.evaluation import level
from training.evaluation.champion import against
from training.evaluation.evaluation import evaluate
from training.evaluation.judged import Judged
from training.evaluation.printed import TABLES, printed
from training.fit import finish, fit, judge
from training.progress import silent
from training.tables import read_tables

HORIZON = 60


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "orders.parquet"
    shop(700).write_parquet(path)
    return {"orders": path}


def config(last: date | None = None) -> Config:
    return Config.from_toml(None, {"as_of": str(last) if last else None, "horizon_days": str(HORIZON)})


@pytest.fixture(scope="module")
def judged(orders) -> Judged:
    return judge(read_tables(orders, config()), config(), silent())


@pytest.fixture(scope="module")
def found(judged) -> dict:
    return evaluate(judged, thorough=True)


def test_every_model_is_judged_on_the_same_customers_with_intervals(found):
    for target in ("churn", "value"):
        told = found[target]
        assert {*told["patterns"], "recency_alone", "logistic_rfm", "bg_nbd", "pareto_nbd"} == told["models"].keys()
        assert not told["left_out"]
        for figures in told["models"].values():
            for figure in figures.values():
                if figure["value"] is not None:
                    assert figure["low"] <= figure["high"]


def test_it_is_plain_json_and_the_same_every_time(found, judged):
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert evaluate(judged) == evaluate(judged)


def test_poorer_patterns_name_what_they_lack(found):
    costs = {one["pattern"]: one for one in found["churn"]["cost_of_missing"]}

    assert {"summary", "orders"} <= set(costs["recency"]["without"])
    assert "recency" not in costs["recency"]["without"]
    assert costs["recency"]["difference"]["auc"]["value"] == pytest.approx(
        found["churn"]["models"]["recency"]["auc"]["value"] - found["churn"]["models"]["full"]["auc"]["value"]
    )


def test_models_of_earlier_cutoffs_learn_only_from_outcomes_that_were_known(judged):
    plan, rows = judged.question.churn, judged.material.rows["churn"]
    for period, cutoff in enumerate(plan.training):
        known = level._known_by(rows, plan, period)
        if known is None:
            assert plan.all[0] + plan.horizon_days > cutoff
            continue
        learned = set(known.training.period.tolist())
        assert learned and all(plan.all[k] + plan.horizon_days <= cutoff for k in learned)
        assert set(known.test.period.tolist()) == {period}
        assert known.level is not None and known.level[0] in learned


def test_levels_of_earlier_cutoffs_are_told_with_their_errors(found, judged):
    plan = judged.question.churn
    cutoffs = [one["cutoff"] for one in found["level"] if one["target"] == "churn"]

    assert plan is not None and len(cutoffs) == 4
    assert cutoffs == sorted(cutoffs) and cutoffs[-1] == str(LAST - timedelta(days=HORIZON))
    for one in found["level"]:
        assert one["error"]["value"] == pytest.approx(one["expected"] / one["actual"] - 1)
        assert one["error"]["low"] <= one["error"]["value"] <= one["error"]["high"]


def test_a_champion_that_has_seen_the_answers_gets_no_verdict(judged, found):
    champion = Bundle.from_content(finish(judged, found, silent()).content, "2024-12-31-00000000")
    compared = against(judged, champion)

    assert compared["verdict"] is None and "churn" in compared
    assert json.loads(json.dumps(compared, allow_nan=False)) == compared
    assert "it has seen the answers. Fit one that has not (fit --as-of 2024-11-01" in compared["refused"]["text"]["en"]


def test_a_champion_that_ended_at_the_cutoff_is_compared_on_the_same_customers(judged, orders):
    then = config(LAST - timedelta(days=HORIZON))
    champion = Bundle.from_content(fit(read_tables(orders, then), then, silent()).content, "2024-11-01-00000000")
    compared = against(judged, champion)

    assert compared["refused"] is None
    assert (
        "it has seen the answers" in compared["left_out"]["text"]["en"] and "value" not in compared
    )  # value's cutoff is earlier
    assert json.loads(json.dumps(compared, allow_nan=False)) == compared
    assert compared["verdict"]["code"] in ("champion", "challenger", "level")
    told = compared["churn"]
    assert told["rows"] == told["of"]
    difference = told["difference"]["auc"]
    assert difference["value"] == pytest.approx(
        told["models"]["challenger"]["auc"]["value"] - told["models"]["champion"]["auc"]["value"]
    )
    assert difference["low"] <= difference["value"] <= difference["high"]


def test_a_comparison_prints_no_table_without_figures(found):
    unknown = {"value": None, "low": None, "high": None}
    figures = {name: unknown for names in TABLES["value"].values() for name in names} | {
        "gini": dict.fromkeys(unknown, 0.8)
    }
    told = {"rows": 5, "of": 5, "models": {"champion": figures, "challenger": figures}, "difference": figures}
    compared = {"champion": "old", "value": told, "left_out": None, "verdict": {"text": {"en": "the same"}}}
    console = Console(file=StringIO(), width=200)
    printed(console, {**found, "against": compared})
    assert " ".join(console.file.getvalue().split()).count("champion old and this fit") == 1


def test_another_horizon_is_another_question(judged, orders):
    other = Config.from_toml(None, {"as_of": str(LAST - timedelta(days=HORIZON)), "horizon_days": "90"})
    champion = Bundle.from_content(fit(read_tables(orders, other), other, silent()).content, "2024-11-01-00000001")

    assert "two different questions. Give --horizon-days 90" in against(judged, champion)["refused"]["text"]["en"]
