"""The demo company's answers: the richest pattern, exact and honest, and no class that nobody reaches."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from schema import catalogue
from schema.answer import answer
from scoring.classes import classes
from scoring.model import Bundle
from scoring.outputs import COLUMNS
from scoring.vocabulary import TABLES
from tests.training.records import payloads, records
from training.bulk import load, score_chunks
from training.config import Config

DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    return load(demo_bundle)


@pytest.fixture(scope="module")
def scores(demo_files, bundle: Bundle) -> pl.DataFrame:
    return pl.concat(score_chunks(bundle, demo_files, None, Config())[2])


# Patterns -----------------------------------------------------------------------------------------------------------

SHAPES = {
    "full": (),
    "history": ("usage", "inquiries", "feedback", "contacts"),
    "no_history": ("orders",),
}


@pytest.fixture(scope="module")
def sent(demo_files) -> list[dict[str, Any]]:
    """Payloads of customers who bought within the last two months, with everything that is known."""
    found = payloads(demo_files, DAY, 400)
    return [p for p in found if any(order["date"] > "2026-09-10" and order["amount"] > 0 for order in p["orders"])]


def told(bundle: Bundle, of: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return answer(records(of, bundle), bundle, "en", DAY, explain=False)


def test_patterns_are_tried_from_the_richest_to_the_poorest(bundle):
    names = [pattern.name for pattern in bundle.patterns]
    assert names[0] == "full"
    assert names.index("history") < names.index("summary") < names.index("recency")
    assert sorted(names) == ["full", "history", "no_history", "recency", "summary"]


@pytest.mark.parametrize("pattern", SHAPES)
def test_a_row_takes_the_richest_pattern_that_it_satisfies(bundle, sent, pattern):
    lacking = [{key: value for key, value in p.items() if key not in SHAPES[pattern]} for p in sent]

    assert {one["churn"]["pattern"] for one in told(bundle, lacking)} == {pattern}


def test_totals_alone_take_the_summary_and_a_last_day_alone_recency(bundle):
    totals = {"count": 5, "amount": 3_280, "first_on": "2025-02-11", "last_on": "2026-09-30"}
    some = [
        {"customer_id": "t", "order_summary": totals},
        {"customer_id": "r", "order_summary": {"last_on": "2026-09-30"}},
    ]

    assert [one["churn"]["pattern"] for one in told(bundle, some)] == ["summary", "recency"]


def test_what_a_pattern_does_not_use_is_named(bundle, sent):
    lacking = told(bundle, [{key: value for key, value in p.items() if key != "feedback"} for p in sent[:20]])
    assert {one["churn"]["pattern"] for one in lacking} == {"history"}
    assert all({"usage", "inquiries", "contacts", "profile.kind"} <= set(one["inputs_unused"]) for one in lacking)
    assert all(set(one["inputs_missing"]) & set(TABLES) == {"feedback"} for one in lacking)


# Answers ------------------------------------------------------------------------------------------------------------


def test_baseline_reasons_and_the_rest_are_the_score(bundle, sent):
    shapes = [
        {key: value for key, value in p.items() if key not in lack} for p in sent[:60] for lack in SHAPES.values()
    ]
    for one in told(bundle, shapes):
        churn = one["churn"]
        total = churn["baseline_score"] + sum(reason["effect"] for reason in churn["reasons"]) + churn["other_effect"]
        assert total == pytest.approx(churn["score"], abs=1e-9)
        assert churn["probability"] == pytest.approx(1 / (1 + np.exp(-churn["score"])), abs=1e-12)


def test_every_answer_says_that_the_data_were_made_up(bundle, sent, scores):
    assert all("demo_bundle" in {warning["code"] for warning in one["warnings"]} for one in told(bundle, sent[:9]))
    assert scores["warnings"].list.contains("demo_bundle").all()
    assert catalogue.model(bundle)["demo"] is True


def test_an_id_alone_is_answered_with_what_is_missing(bundle):
    (one,) = told(bundle, [{"customer_id": "x"}])

    assert (one["churn"]["basis"], one["value"]["basis"], one["churn"]["state"]) == (
        "insufficient_data", "insufficient_data", "unknown",
    )  # fmt: skip
    assert {"orders", "usage", "feedback", "inquiries", "contacts"} <= set(one["inputs_missing"])


# Realism ------------------------------------------------------------------------------------------------------------

RULES = (
    "rfm", "lifecycle", "next_purchase", "satisfaction", "attention", "behaviour", "credit", "growth", "loyalty",
    "needs", "relationship", "profile",
)  # fmt: skip
EVERYBODY_HAS = "every customer's orders and inquiries are known"
NOT_HERE = {
    **{(f"{rule}_basis", "model"): "a definition" for rule in RULES},
    **{(f"{name}_basis", "insufficient_data"): EVERYBODY_HAS for name in ("value", "churn", *RULES)},
    ("churn_method", "rule"): "a model was learned",
    ("churn_method", "mbg_nbd"): "the history holds past cutoffs",
    ("churn_state", "unknown"): EVERYBODY_HAS,
    ("lifecycle_stage", "active"): "only under contract, without orders",
    ("segment_basis", "rule"): "found, never defined",
    ("behaviour_contributor", "pugc"): "no professional posts ten times a month",
    ("profile_age_range", "under_18"): "it sells to adults",
    ("satisfaction_driver", "nps"): "who gives it rates an aspect too",
}
del NOT_HERE["satisfaction_basis", "insufficient_data"]  # not everybody says it
del NOT_HERE["credit_basis", "insufficient_data"]  # nor has terms of payment
CROWDED = {
    "churn_method": "one model was learned",
    "behaviour_contributor": "few post",
    "needs_top_need_kind": "a category outweighs every topic of few",
    "growth_cross_sell_reason": "there is but one",
}


def test_every_class_of_every_answer_occurs_or_there_is_a_reason(bundle, scores):
    absent = {
        (column, code)
        for column, codes in classes(bundle.definitions).items()
        for code in codes
        if code not in set(scores[column].drop_nulls())
    }

    assert absent == set(NOT_HERE)


def test_no_class_holds_nearly_everybody(bundle, scores):
    for column in classes(bundle.definitions):
        if column.endswith("_basis") or column in CROWDED:
            continue  # a basis is what the shape of the data decides, and here that is the same for everybody
        number = Counter(scores[column].drop_nulls().to_list())
        assert max(number.values()) <= 0.95 * number.total(), (column, number)


def test_every_segment_has_members_and_none_most_of_them(bundle, scores):
    assert bundle.segmentation is not None
    share = scores["segment_code"].drop_nulls().value_counts(normalize=True)

    assert set(share["segment_code"]) == set(bundle.segmentation.codes)
    assert len(share) >= 3
    assert share["proportion"].min() >= 0.02 and share["proportion"].max() <= 0.65


def test_tags_reasons_and_actions_tell_customers_apart(bundle, scores):
    told = [[reason["feature"] for reason in reasons] for reasons in scores["churn_reasons"].to_list()]
    beside_rhythm = [[name for name in names if name != "no_purchase_by_rhythm"] for names in told]
    leading = Counter(names[0] for names in beside_rhythm if names)
    first = Counter(actions[0]["code"] for actions in scores["actions"].to_list() if actions)

    assert len(leading) >= 5 and leading.most_common(1)[0][1] < 0.7 * leading.total()
    assert len(first) >= 12 and first.most_common(1)[0][1] < 0.7 * first.total()
    assert scores["tags"].list.len().min() >= 1
    assert {f"churn:{band}" for band in ("low", "medium", "high")} <= set(scores["tags"].explode().to_list())


def test_score_columns_are_never_empty_for_everybody(scores):
    empty = {name for name in COLUMNS if scores[name].null_count() == len(scores)}

    assert empty == set()
