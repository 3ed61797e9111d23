"""What the demo company's bundle was learned from, point in time, and how good it is by what is known of the truth."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scoring.model import Bundle
from scoring.rhythm import Rhythm
from scoring.scorer import measure
from training.bulk import load
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
