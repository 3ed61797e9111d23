"""The card says what was asked, what was learned from, and how good it was; in plain JSON and as a page."""

import json
from pathlib import Path

import pytest

from schema import catalogue
from scoring.bundle import locate, read
from training.bulk import load
from training.card_text import BRIEF, card_text

CHOSEN = {"features_together", "monotone", "rounds", "slope"}
CHURN = CHOSEN | {
    "rows", "churn_rate", "mean_probability", "auc", "brier", "ece", "calibration_slope",
}  # fmt: skip
VALUE = CHOSEN | {
    "rows", "mean_actual", "mean_expected", "bias", "mean_absolute_error", "gini",
    "interval_coverage",
}  # fmt: skip


@pytest.fixture(scope="module")
def content(demo_bundle: Path) -> dict:
    return dict(read(demo_bundle).content)


def test_every_pattern_has_every_figure(content):
    judged = content["card"]["patterns"]

    assert judged.keys() == {"full", "history", "summary", "recency", "no_history"}
    for figures in judged.values():
        assert (figures["churn"].keys(), figures["value"].keys()) == (CHURN, VALUE)


def test_the_figures_are_of_models_without_the_test_cutoff(content):
    assert "fitted again with the test cutoff; the figures are of models without it" in content["card"]["served_fit"]


def test_a_card_is_served_as_it_is(content, demo_bundle):
    told = catalogue.model(load(demo_bundle))

    assert json.loads(json.dumps(told["card"], allow_nan=False)) == content["card"]
    assert [pattern["name"] for pattern in told["patterns"]] == [pattern["name"] for pattern in content["patterns"]]


def test_the_page_stands_beside_the_bundle(content, demo_bundle):
    assert (locate(demo_bundle) / "card.md").read_text(encoding="utf-8") == card_text(content)


def test_the_page_says_that_the_data_were_made_up(content):
    demo = "**Fitted on demo data: its figures prove that everything works, not how good it is.**"

    assert demo in card_text(content).splitlines()
    assert demo not in card_text({**content, "meta": {**content["meta"], "demo": False}})


def test_the_page_has_a_row_for_each_pattern_and_target(content):
    lines = card_text(content).splitlines()

    for name, figures in content["card"]["patterns"].items():
        assert len([line for line in lines if line.startswith(f"| {name} |")]) == 4  # each target, with intervals again
        assert any(f"| {figures['churn']['auc']:.4g} |" in line for line in lines if line.startswith(f"| {name} |"))


def test_alarms_and_reasons_stand_on_the_page(content):
    card = {**content["card"], "leak_alarms": {"attributes_score": 0.993}, "rules_because": ["too few"], "patterns": {}}
    page = card_text({**content, "card": card})

    assert "ALARM: `attributes_score` alone has an AUC of 0.993." in page
    assert "- too few" in page
    assert "No churn model." in page and "No value model." in page


def test_the_content_says_what_made_it(content):
    assert {"numpy", "scikit-learn", "polars", "joblib"} <= set(content["libraries"])
    assert set(content["data"]) == {"orders", "customers", "usage", "inquiries", "feedback", "contacts"}
    for facts in content["data"].values():
        assert len(facts["sha256"]) == 64 and facts["rows"] > 0


def test_the_page_tells_the_verdict_the_level_and_the_baselines(content):
    page = card_text(content)

    assert content["card"]["verdict"]["text"]["en"] in page.splitlines()
    assert "| recency_alone | " in page and "| bg_nbd | " in page
    assert f"Level of churn at {content['card']['churn_cutoffs']['test']}: " in page


def test_a_figure_without_an_interval_or_without_a_value_is_a_dash(content):
    figures = {name: {"value": 0.7, "low": None, "high": None} for name in BRIEF["churn"]}
    empty = {name: {"value": None, "low": None, "high": None} for name in BRIEF["churn"]}
    judged = {"full": {"churn": {**content["card"]["patterns"]["full"]["churn"], "calibration_slope": None}}}
    told = {"churn": {"models": {"full": figures, "recency_alone": empty}}}
    page = card_text({**content, "card": {**content["card"], "patterns": judged, "figures": told}})

    assert "| full | 0.7 | 0.7 | 0.7 | 0.7 | 0.7 |" in page
    assert "| recency_alone | – | – | – | – | – |" in page


def test_where_nobody_looked_for_leaks_there_is_no_alarm_and_no_fault(content):
    assert "ALARM" not in card_text({**content, "card": {**content["card"], "leak_alarms": None}})


def test_horizons_that_are_not_there_are_not_told(content):
    page = card_text({**content, "meta": {**content["meta"], "value_horizon_days": None}})

    assert "Churn horizon" in page and "Value horizon" not in page
