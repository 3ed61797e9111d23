"""The verdict for each place that an interval can lie in, in three languages; and what a comparison tells."""

import re

import pytest

from training.evaluation import baselines
from training.evaluation.brief import not_better
from training.evaluation.gate import Gate
from training.evaluation.verdict import LANGUAGES, sentences, told, verdict

NAN = float("nan")


def evaluation(gate: Gate) -> dict:
    figures = {"churn_rate": {"value": 0.3}, "mean_probability": {"value": 0.36}, "lift_10": {"value": 2.0}}
    return {"churn": {"gate": gate.to_card(), "patterns": ["full"], "models": {"full": figures}}}


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [(0.01, 0.09, "better"), (-0.02, 0.05, "not_better"), (-0.09, -0.01, "worse"), (NAN, NAN, "unclear")],
)
def test_the_verdict_follows_from_where_the_interval_lies(low, high, code):
    found = verdict(evaluation(Gate("recency_alone", 0.7, 0.65, 0.05, low, high)))

    assert found["code"] == code
    for language in LANGUAGES:
        assert "nan" not in found["text"][language] and "{" not in found["text"][language]


def test_a_fit_that_is_worse_is_not_said_to_be_perhaps_chance():
    found = verdict(evaluation(Gate("recency_alone", 0.6, 0.65, -0.05, -0.09, -0.01)))

    assert found["text"]["en"].startswith("Do not use it: it is worse than days since the last purchase alone (60")
    assert "它不如仅凭距上次购买天数的做法" in found["text"]["zh-Hans"]


def test_every_sentence_is_there_in_every_language_with_the_same_blanks():
    def texts(table: dict) -> list[dict]:
        if "en" in table:
            return [table]
        return [found for part in table.values() for found in texts(part)]

    for one in texts(dict(sentences())):
        assert set(one) == set(LANGUAGES)
        assert len({frozenset(re.findall(r"{(\w+)}", one[language])) for language in LANGUAGES}) == 1, one["en"]


def test_every_reason_to_leave_a_baseline_out_has_a_sentence():
    codes = {baselines.NO_ORDERS, baselines.TOO_SLOW, baselines.NO_RHYTHM, baselines.NOT_FITTED}

    assert codes == sentences()["left_out"].keys()


def test_values_that_differ_by_language_stand_in_their_own():
    events = sentences()["events"]
    found = told("refused", "other_event", version="v", theirs=events["label"], ours=events["purchases"])

    assert (
        found["text"]["en"]
        == "Bundle v forecasts customers with a label and this fit customers who stop buying: two events."
    )
    assert "客戶不再購買" in found["text"]["zh-Hant"]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.02, 0.05, "the models are not shown to be better than recency alone on outcomes they had not seen"),
        (-0.09, -0.01, "the models are worse than recency alone on outcomes they had not seen"),
        (None, None, "too few of those judged left, or stayed, to tell"),
    ],
)
def test_a_fit_that_is_not_published_says_which_it_is(low, high, said):
    gate = {"against": "recency_alone", "auc": 0.6, "other_auc": 0.65, "difference": -0.05, "low": low, "high": high}

    assert not_better(gate).startswith(said)
