"""Invariants of DEFINITIONS.md: the parts of an answer agree with each other, on payloads of every shape."""

import json
from collections.abc import Iterator
from functools import reduce
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from schema.answer import answers
from schema.written import plain_json
from scoring.classes import codes_of
from scoring.columns import Category, is_missing
from scoring.dimensions.churn import BANDS
from scoring.dimensions.value import TIERS
from scoring.outputs import COLUMNS, OUTPUTS, Output, column_of
from scoring.policy import Action
from scoring.scorer import Scores
from scoring.what_if import what_would_change
from tests.scoring.builders import ago, bundle
from tests.scoring.invariants import BUNDLES, Batch, every_bundle, quick
from tests.scoring.payloads import payloads
from tests.scoring.rows import numbers, scored, texts


def the_parts_of_a_score_add_up(scores: Scores) -> None:
    told = [sum(effect for _, effect in _reasons(scores, i)) for i in range(len(scores))]
    parts = (numbers(scores, f"churn_{name}") for name in ("score", "baseline_score", "other_effect"))
    for total, baseline, other, reasons in zip(*parts, told, strict=True):
        if total is None:
            assert baseline is other is None
        else:
            assert baseline is not None and other is not None
            assert baseline + reasons + other == pytest.approx(total, abs=1e-9)


def a_band_follows_from_the_probability(scores: Scores) -> None:
    """Or, by rule, from how long a purchase is overdue."""
    of, state = scores.facts.bundle, texts(scores, "churn_state")
    column, key = ("overdue_ratio", "rule_cuts") if of.method == "rule" else ("probability", "band_cuts")
    measures, cuts = numbers(scores, f"churn_{column}"), of.definitions["churn"][key]
    for measure, band, known in zip(measures, texts(scores, "churn_band"), state, strict=True):
        assert band == (
            BANDS[sum(measure >= cut for cut in cuts)] if measure is not None and known == "scored" else None
        )


def a_probability_follows_from_the_score(scores: Scores) -> None:
    for probability, score in zip(numbers(scores, "churn_probability"), numbers(scores, "churn_score"), strict=True):
        assert probability == (None if score is None else pytest.approx(1 / (1 + np.exp(-score))))


def a_tier_follows_from_the_expected_value(scores: Scores) -> None:
    value = scores.facts.bundle.value
    for expected, tier in zip(numbers(scores, "value_expected_value"), texts(scores, "value_tier"), strict=True):
        if expected is None or value is None:
            assert expected is None and tier is None
        else:
            assert tier == TIERS[sum(expected >= cut for cut in value.tier_cuts)]


def a_group_follows_from_the_code(scores: Scores) -> None:
    groups = scores.facts.bundle.definitions["rfm"]["groups"]
    group_of = {code: group for group, members in groups.items() for code in members}
    for code, group in zip(texts(scores, "rfm_code"), texts(scores, "rfm_group"), strict=True):
        assert group == (None if code is None else group_of[code])


def every_output_is_there_and_no_number_is_infinite(scores: Scores) -> None:
    assert set(scores.columns) == set(COLUMNS)
    for column, output in COLUMNS.items():
        values = scores.columns[column]
        assert isinstance(values, Category) == (output is Output.TEXT)
        assert isinstance(values, Category) or not np.isinf(values).any()


def every_class_is_one_of_its_list(scores: Scores) -> None:
    """Of which each has a label in three languages (tests/scoring/test_labels.py)."""
    for column, codes in codes_of(scores.facts.bundle).items():
        assert {*texts(scores, column)} <= {*codes, None}, column


def a_number_of_a_model_is_there_where_its_basis_says_so(scores: Scores) -> None:
    for column in ("value_expected_value", "churn_score", "segment_confidence"):
        basis = texts(scores, f"{column.split('_')[0]}_basis")
        assert [value is not None for value in numbers(scores, column)] == [found == "model" for found in basis]


def an_interval_holds_the_expected_value(scores: Scores) -> None:
    expected, ends = scores.columns["value_expected_value"], scores.columns["value_interval"]
    assert isinstance(expected, np.ndarray) and isinstance(ends, np.ndarray)
    known = ~np.isnan(expected)
    assert (ends[known, 0] <= expected[known]).all() and (expected[known] <= ends[known, 1]).all()
    assert np.isnan(ends[~known]).all()


def no_stage_begins_after_as_of(scores: Scores) -> None:
    since = scores.columns["lifecycle_since"]
    assert isinstance(since, np.ndarray)
    assert (np.isnan(since) | (since <= scores.facts.customers.as_of)).all()


def every_action_names_what_stands_in_the_same_answer(scores: Scores) -> None:
    for row, action in _actions(scores):
        assert not is_missing(scores.columns[action.because])[row], action.code


def who_is_lost_or_waits_for_an_answer_is_not_sold_more(scores: Scores) -> None:
    """And whoever is at high risk, where customers have contracts."""
    stage, band = texts(scores, "lifecycle_stage"), texts(scores, "churn_band")
    complaints = scores.facts.number("open_complaints")
    for row, action in _actions(scores):
        if action.family == "growth":
            assert stage[row] not in ("dormant", "lost") and not complaints[row] > 0
            assert scores.facts.bundle.mode != "contracts" or band[row] != "high" or stage[row] == "first_purchase"


def an_overdue_champion_is_warned_of(scores: Scores) -> None:
    group, overdue = texts(scores, "rfm_group"), scores.facts.number("overdue_ratio")
    expected = [g == "champions" and ratio >= 2 for g, ratio in zip(group, overdue, strict=True)]
    assert scores.notes.warnings["overdue_champion"].tolist() == expected


def a_band_that_would_change_is_lower(scores: Scores) -> None:
    changes = what_would_change(scores)
    for row, band in enumerate(texts(scores, "churn_band")):
        for found in changes.band[row][changes.band[row] >= 0]:
            assert band is not None and found < BANDS.index(band)


def the_json_says_what_the_columns_say(scores: Scores) -> None:
    """To the last bit, and what an action names stands in the JSON too."""
    for row, told in enumerate(json.loads(plain_json(answers(scores, "en")))):
        for path, output in OUTPUTS.items():
            if output is Output.NUMBER:
                assert _at(told, path) == numbers(scores, column_of(path))[row], path
        assert all(_at(told, action["because"]) is not None for action in told["actions"])


CHECKS = (
    the_parts_of_a_score_add_up,
    a_band_follows_from_the_probability,
    a_probability_follows_from_the_score,
    a_tier_follows_from_the_expected_value,
    a_group_follows_from_the_code,
    every_output_is_there_and_no_number_is_infinite,
    every_class_is_one_of_its_list,
    a_number_of_a_model_is_there_where_its_basis_says_so,
    an_interval_holds_the_expected_value,
    no_stage_begins_after_as_of,
    every_action_names_what_stands_in_the_same_answer,
    who_is_lost_or_waits_for_an_answer_is_not_sold_more,
    an_overdue_champion_is_warned_of,
    a_band_that_would_change_is_lower,
    the_json_says_what_the_columns_say,
)


@every_bundle
@quick
@given(batch=payloads())
def test_the_parts_of_an_answer_agree(name: str, batch: Batch) -> None:
    """A payload is made and scored once for all checks: that is what costs."""
    scores = scored(BUNDLES[name](), *batch)
    for check in CHECKS:
        check(scores)


def test_a_payment_reminder_names_what_stands_in_the_same_answer() -> None:
    latest = [{"date": ago(40), "amount": 10.0, "due_on": ago(10)}]
    every_action_names_what_stands_in_the_same_answer(
        scored(bundle(), {"orders": latest, "order_summary": {"count": 2}})
    )


def _reasons(scores: Scores, i: int) -> Iterator[tuple[str, float]]:
    for feature, effect in zip(scores.reasons.feature[i].tolist(), scores.reasons.effect[i].tolist(), strict=True):
        if feature >= 0:
            yield scores.reasons.names[feature], effect


def _actions(scores: Scores) -> Iterator[tuple[int, Action]]:
    for row, chosen in enumerate(scores.actions.chosen):
        for index in chosen[chosen >= 0]:
            yield row, scores.facts.bundle.policy.actions[index]


def _at(told: Any, path: str) -> Any:
    return reduce(lambda found, key: found[key], path.split("."), told)
