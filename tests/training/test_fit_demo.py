"""The demo company from tables to answers: point in time, exact, honest, and no class that nobody reaches."""

from collections import Counter
from collections.abc import Mapping
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
from scoring.rhythm import Rhythm
from scoring.scorer import measure
from tests.training.records import payloads, records
from training.bulk import load, score_chunks
from training.candidates import learn_levels, usual_values
from training.config import Config
from training.content import reference
from training.metrics import auc, gini
from training.question import Question, ask
from training.snapshots import Snapshot, snapshot
from training.tables import Tables, read_tables

DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    return load(demo_bundle)


@pytest.fixture(scope="module")
def tables(demo_files: Mapping[str, Path]) -> Tables:
    return read_tables(demo_files, Config())


@pytest.fixture(scope="module")
def question(tables: Tables) -> Question:
    return ask(tables, Config())


@pytest.fixture(scope="module")
def scores(demo_files, bundle: Bundle) -> pl.DataFrame:
    return pl.concat(score_chunks(bundle, demo_files, None, Config())[2])


def figures(bundle: Bundle, target: str, pattern: str = "full") -> dict[str, Any]:
    found: dict[str, Any] = bundle.card["patterns"][pattern][target]
    return found


# What was learned from what -----------------------------------------------------------------------------------------


def test_the_card_says_which_cutoffs_were_learned_from_and_which_was_kept(bundle):
    for cutoffs in (bundle.card["churn_cutoffs"], bundle.card["value_cutoffs"]):
        test, horizon = date.fromisoformat(cutoffs["test"]), cutoffs["horizon_days"]
        assert (DAY - test).days == horizon
        assert len(cutoffs["training"]) >= 3
        assert all((test - date.fromisoformat(day)).days >= horizon for day in cutoffs["training"])


def test_nothing_of_the_population_was_learned_after_the_test_cutoff(bundle, tables, question, demo_files, tmp_path):
    """Everything after the earliest test cutoff is taken away; gap, texts and medians are what they were."""
    until = date(1970, 1, 1).toordinal() + int(question.earliest_test)
    cut = {"customers": demo_files["customers"]}
    for name in ("orders", "usage", "inquiries", "feedback", "contacts"):
        day = (pl.col("month") + "-28").str.to_date() if name == "usage" else pl.col("date")
        cut[name] = tmp_path / f"{name}.parquet"
        pl.read_parquet(demo_files[name]).filter(day <= date.fromordinal(until)).write_parquet(cut[name])
    before = read_tables(cut, Config())
    known = ask(before, Config(as_of=date.fromordinal(until), horizon_days=3650))
    facts, _ = measure(before.customers(question.earliest_test), bundle)

    then, now = reference(before, known), reference(tables, question)
    assert then["rhythm"] | {"horizon_days": question.horizon_days} == now["rhythm"]
    assert then | {"rhythm": None} == now | {"rhythm": None}
    assert bundle.reference.rhythm == Rhythm(**now["rhythm"])
    learned = (bundle.reference.population_gap_days, bundle.reference.gap_prior_strength)
    assert learned == (now["population_gap_days"], now["gap_prior_strength"])
    learned = {name: list(levels) for name, levels in bundle.levels.items()}
    assert learn_levels(facts, list(learned)) == learned


def test_usual_values_are_those_of_the_test_cutoff(bundle, tables, question):
    facts, _ = measure(tables.customers(question.reference_day), bundle)

    assert bundle.usual == usual_values(facts, list(bundle.usual))


def test_what_changes_with_time_in_the_customers_file_is_not_learned(bundle):
    groups = {bundle.features[name].group for pattern in bundle.patterns for name in pattern.features}
    learned = {name for pattern in bundle.patterns for name in pattern.features}

    assert groups == {
        "recency",
        "summary",
        "orders",
        "activity",
        "usage",
        "inquiries",
        "feedback",
        "contacts",
        "account",
        "profile",
    }
    assert {name for name in learned if bundle.features[name].group in ("account", "profile")} == {
        "days_since_sign_up", "profile_acquisition_channel", "profile_kind",
    }  # fmt: skip


# How good it is -----------------------------------------------------------------------------------------------------


def at(tables: Tables, question: Question, bundle: Bundle, day: date, horizon: int) -> Snapshot:
    cutoff = float((day - date(1970, 1, 1)).days)
    return snapshot(tables.customers(question.as_of), bundle, question.outcome, cutoff, horizon)


def truth(demo_files: Mapping[str, Path], taken: Snapshot, day: date) -> pl.DataFrame:
    known = pl.read_parquet(demo_files["orders"].with_name("truth.parquet")).filter(pl.col("cutoff") == day)
    outcome = {"customer_id": taken.facts.customers.ids, "churned": taken.churned, "revenue": taken.revenue}
    return pl.DataFrame(outcome).join(known, on="customer_id")


def test_churn_is_ranked_nearly_as_well_as_the_history_allows_and_never_better(demo_files, tables, question, bundle):
    """The test cutoff lies a day or so from a month end, for which the best possible forecast is known."""
    horizon = bundle.card["churn_cutoffs"]["horizon_days"]
    test = date.fromisoformat(bundle.card["churn_cutoffs"]["test"])
    day = min(
        pl.read_parquet(demo_files["orders"].with_name("truth.parquet"))["cutoff"].unique(), key=lambda d: abs(d - test)
    )
    rows = truth(demo_files, at(tables, question, bundle, day, horizon), day).filter(pl.col("churned").is_not_nan())
    best = auc(rows["churned"].to_numpy(), rows[f"p_no_purchase_{horizon}d"].to_numpy().astype(float))

    assert abs((day - test).days) <= 15
    assert best - 0.06 < figures(bundle, "churn")["auc"] < best + 0.02


def test_value_is_ranked_nearly_as_well_as_the_history_allows(demo_files, tables, question, bundle):
    horizon = bundle.card["value_cutoffs"]["horizon_days"]
    test = date.fromisoformat(bundle.card["value_cutoffs"]["test"])
    day = min(
        pl.read_parquet(demo_files["orders"].with_name("truth.parquet"))["cutoff"].unique(), key=lambda d: abs(d - test)
    )
    rows = truth(demo_files, at(tables, question, bundle, day, horizon), day).filter(pl.col("revenue").is_not_nan())
    revenue = rows["revenue"].to_numpy()
    best = gini(rows[f"expected_revenue_{horizon}d"].to_numpy().astype(float), revenue) / gini(revenue, revenue)

    assert best - 0.06 < figures(bundle, "value")["gini"] < best + 0.03


def test_probabilities_and_intervals_hold_about_what_they_say_on_the_test_cutoff(bundle):
    for pattern in bundle.patterns:
        churn, value = (figures(bundle, target, pattern.name) for target in ("churn", "value"))
        assert churn["slope"] > 0 and value["slope"] > 0
        assert churn["ece"] < 0.15
        assert abs(churn["mean_probability"] - churn["churn_rate"]) < 0.15
        assert 0.65 < value["interval_coverage"] < 0.97


def test_a_richer_pattern_is_the_better_one(bundle):
    ranks = {pattern.name: figures(bundle, "churn", pattern.name)["auc"] for pattern in bundle.patterns}

    assert ranks["full"] > max(ranks["recency"], ranks["no_history"])
    assert ranks["history"] > ranks["recency"]


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
    assert all(one["inputs_missing"] == ["feedback"] for one in lacking)


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

RULES = ("rfm", "lifecycle", "next_purchase", "satisfaction", "attention")
EVERYBODY_HAS = "every customer's orders and inquiries are known"
NOT_HERE = {
    **{(f"{rule}_basis", "model"): "a definition" for rule in RULES},
    **{(f"{name}_basis", "insufficient_data"): EVERYBODY_HAS for name in ("value", "churn", *RULES)},
    ("churn_method", "rule"): "a model was learned",
    ("churn_method", "mbg_nbd"): "the history holds past cutoffs",
    ("churn_state", "unknown"): EVERYBODY_HAS,
    ("lifecycle_stage", "active"): "only under contract, without orders",
    ("segment_basis", "rule"): "found, never defined",
}
del NOT_HERE["satisfaction_basis", "insufficient_data"]  # not everybody says it


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
        if column.endswith("_basis") or column == "churn_method":
            continue  # what the shape of the data decides, and here that is the same for everybody
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
