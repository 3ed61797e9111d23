"""Dated contracts: who leaves within the horizon, learned from sign-up and leaving days, with and without orders."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from schema.answer import answer
from scoring.model import Bundle
from tests.training.companies import LAST, shop, subscribers
from tests.training.records import records
from training.bulk import score_chunks
from training.config import Config
from training.fit import Fitted, fit
from training.metrics import auc
from training.progress import silent
from training.question import ask
from training.snapshots import snapshot
from training.tables import Tables, read_tables

CONFIG = Config(horizon_days=180, static=("account_plan",))


@pytest.fixture(scope="module")
def paths(tmp_path_factory) -> dict[str, Path]:
    path = tmp_path_factory.mktemp("contracts") / "customers.parquet"
    subscribers(2_500).write_parquet(path)
    return {"customers": path}


@pytest.fixture(scope="module")
def tables(paths) -> Tables:
    return read_tables(paths, CONFIG)


@pytest.fixture(scope="module")
def found(tables) -> Fitted:
    return fit(tables, CONFIG, silent())


@pytest.fixture(scope="module")
def bundle(found) -> Bundle:
    return Bundle.from_content(found.content, "2024-12-31-00000000")


def told(bundle: Bundle, account: dict[str, Any], **others: Any) -> dict[str, Any]:
    return answer(records([{"customer_id": "x", "account": account, **others}], bundle), bundle, "en", LAST)[0]


def test_the_event_is_leaving_within_the_horizon(tables):
    question = ask(tables, CONFIG)
    bundle = Bundle.from_content(fit(tables, Config(horizon_days=3650), silent()).content, "")
    cutoff = question.churn.test
    taken = snapshot(tables.customers(question.as_of), bundle, question.outcome, cutoff, 180)
    signed, left = (taken.facts.customers.number(f"account_{name}_on") for name in ("signed_up", "left"))
    raw = tables.customers(0).number("account_left_on")

    assert np.isnan(left[~np.isnan(taken.churned)]).all()  # who had left by then is not asked
    assert (signed[~np.isnan(taken.churned)] <= cutoff).all()  # nor who had not yet signed up
    assert (taken.churned == 1).sum() == ((raw > cutoff) & (raw <= cutoff + 180) & (signed <= cutoff)).sum()
    assert np.isnan(taken.revenue).all()


def test_what_is_learned_are_days_and_static_columns_alone(bundle, found):
    assert (bundle.mode, bundle.method, bundle.horizon_days) == ("contracts", "glass_box", 180)
    assert [pattern.name for pattern in bundle.patterns] == ["full"]
    assert bundle.patterns[0].features == ("days_since_sign_up", "account_plan", "profile_kind")
    assert bundle.patterns[0].value is None and bundle.value_horizon_days is None
    assert found.content["card"]["patterns"]["full"].keys() == {"churn"}


def test_the_plan_that_is_left_four_times_as_often_has_the_higher_risk(bundle):
    signed = {"signed_up_on": "2023-01-01", "status": "active"}
    basic, pro = (told(bundle, {**signed, "plan": plan}, profile={"kind": "person"}) for plan in ("basic", "pro"))
    truth = [1 - np.exp(-180 / mean) for mean in (400, 1_600)]

    assert [one["churn"]["basis"] for one in (basic, pro)] == ["model", "model"]
    assert [one["churn"]["probability"] for one in (basic, pro)] == pytest.approx(truth, abs=0.07)
    assert basic["churn"]["reasons"][0]["feature"] == "account_plan"


def test_the_test_cutoff_is_ranked_as_well_as_the_plan_can(bundle, tables):
    plan = tables.customers(0).text("account_plan").equals("basic").astype(float)
    taken = snapshot(tables.customers(0), bundle, ask(tables, CONFIG).outcome, ask(tables, CONFIG).churn.test, 180)
    asked = ~np.isnan(taken.churned)

    assert bundle.card["patterns"]["full"]["churn"]["auc"] == pytest.approx(
        auc(taken.churned[asked], plan[asked]), abs=0.03
    )


def test_who_has_left_is_not_scored(bundle):
    gone = told(bundle, {"signed_up_on": "2023-01-01", "plan": "basic", "left_on": "2024-06-01", "status": "left"})

    assert (gone["churn"]["state"], gone["churn"]["score"], gone["churn"]["basis"]) == ("left", None, "rule")
    assert (gone["lifecycle"]["stage"], gone["lifecycle"]["since"]) == ("lost", "2024-06-01")


def test_who_is_there_is_active_without_any_order(bundle):
    there = told(bundle, {"signed_up_on": "2023-01-01", "plan": "pro"})

    assert (there["lifecycle"]["stage"], there["lifecycle"]["since"]) == ("active", "2023-01-01")
    assert there["value"]["basis"] == "insufficient_data"


def test_without_its_fields_a_contract_is_not_scored_and_they_are_asked_for(bundle):
    nothing = told(bundle, {"status": "active"})

    assert (nothing["churn"]["state"], nothing["churn"]["basis"]) == ("unknown", "insufficient_data")
    assert {"account.signed_up_on", "account.plan", "profile.kind"} <= set(nothing["inputs_missing"])


def test_the_files_that_were_fitted_are_scored_as_of_the_same_day(bundle, paths, tables):
    day, total, chunks = score_chunks(bundle, paths, None, CONFIG)
    scored = pl.concat(chunks)

    assert (day.isoformat(), total) == (bundle.as_of, 2_500)
    here = tables.customers(0).number("account_left_on")
    assert scored["churn_probability"].is_null().to_list() == (~np.isnan(here)).tolist()


def test_orders_of_contract_customers_make_value_and_patterns(files):
    config = Config(event="contracts", horizon_days=90, value_horizon_days=90, static=("account_plan",))
    people = subscribers(600, days=700)
    bought = shop(600).with_columns(customer_id="s" + pl.col("customer_id").str.slice(1))
    ended = people.select("customer_id", end=pl.col("account_left_on").fill_null(LAST + timedelta(days=1)))
    bought = bought.join(ended, on="customer_id").filter(pl.col("date") < pl.col("end")).drop("end")
    paths = files(customers=people, orders=bought)
    made = fit(read_tables(paths, config), config, silent())
    bundle = Bundle.from_content(made.content, "2024-12-31-00000000")
    account = {"signed_up_on": "2024-01-05", "plan": "basic", "status": "active"}
    orders = [{"date": f"2024-{month:02}-03", "amount": 60} for month in (2, 5, 9, 12)]
    both = told(bundle, account, orders=orders, profile={"kind": "person"})
    alone = told(bundle, account, profile={"kind": "person"})

    assert bundle.mode == "contracts" and bundle.as_of == str(max(bought["date"]))
    assert (both["churn"]["pattern"], both["value"]["basis"]) == ("full", "model")
    assert (alone["churn"]["pattern"], alone["value"]["basis"]) == ("no_history", "model")
    assert alone["lifecycle"]["stage"] == "active" and both["lifecycle"]["stage"] == "repeat"
    assert both["value"]["expected_value"] > 0 and alone["value"]["historic_value"] is None


def test_leavers_of_the_last_months_alone_are_learned(files):
    """Many companies delete who has left, but for the last: earlier cutoffs hold no event."""
    people = subscribers(3_000).filter(
        pl.col("account_left_on").is_null() | (pl.col("account_left_on") > date(2024, 3, 1))
    )
    config = Config(horizon_days=90, static=("account_plan",))
    found = fit(read_tables(files(customers=people), config), config, silent())

    assert found.content["meta"]["method"] == "glass_box"
    assert found.content["card"]["patterns"]["full"]["churn"]["auc"] > 0.6
