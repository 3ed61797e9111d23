"""Invariants of DEFINITIONS.md: the parts of an answer agree with each other, on payloads of every shape."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given

from scoring.columns import Category, is_missing
from scoring.dimensions.churn import BANDS
from scoring.dimensions.value import TIERS
from scoring.outputs import COLUMNS, Output
from scoring.policy import Action
from scoring.scorer import Scores
from scoring.what_if import what_would_change
from tests.scoring.builders import ago, bundle
from tests.scoring.fitted import fitted
from tests.scoring.invariants import BUNDLES, Batch, every_bundle, quick
from tests.scoring.payloads import payloads
from tests.scoring.rows import numbers, scored, texts


@quick
@given(payloads())
def test_the_parts_of_a_score_add_up(batch: Batch) -> None:
    scores = scored(fitted(), *batch)
    told = [sum(effect for _, effect in _reasons(scores, i)) for i in range(len(scores))]
    parts = (numbers(scores, f"churn_{name}") for name in ("score", "baseline_score", "other_effect"))
    for total, baseline, other, reasons in zip(*parts, told, strict=True):
        if total is None:
            assert baseline is other is None
        else:
            assert baseline is not None and other is not None
            assert baseline + reasons + other == pytest.approx(total, abs=1e-9)


@quick
@given(payloads())
def test_classes_follow_from_what_they_are_derived_of(batch: Batch) -> None:
    of = fitted()
    scores = scored(of, *batch)
    cuts = of.definitions["churn"]["band_cuts"]
    for probability, log_odds, band in zip(
        numbers(scores, "churn_probability"), numbers(scores, "churn_score"), texts(scores, "churn_band"), strict=True
    ):
        assert band == (None if probability is None else BANDS[sum(probability >= cut for cut in cuts)])
        assert log_odds is None or probability == pytest.approx(1 / (1 + np.exp(-log_odds)))
    assert of.value is not None
    for expected, tier in zip(numbers(scores, "value_expected_value"), texts(scores, "value_tier"), strict=True):
        assert tier == (None if expected is None else TIERS[sum(expected >= cut for cut in of.value.tier_cuts)])
    group_of = {code: group for group, members in of.definitions["rfm"]["groups"].items() for code in members}
    for code, group in zip(texts(scores, "rfm_code"), texts(scores, "rfm_group"), strict=True):
        assert group == (None if code is None else group_of[code])


@every_bundle
@quick
@given(batch=payloads())
def test_a_value_that_rests_on_nothing_is_null_and_numbers_are_finite(name: str, batch: Batch) -> None:
    scores = scored(BUNDLES[name](), *batch)
    assert set(scores.columns) == set(COLUMNS)
    for column, output in COLUMNS.items():
        values = scores.columns[column]
        assert isinstance(values, Category) == (output is Output.TEXT)
        assert isinstance(values, Category) or not np.isinf(values).any()
    for column, basis in (("value_expected_value", "model"), ("churn_score", "model"), ("segment_confidence", "model")):
        basis_of = texts(scores, f"{column.split('_')[0]}_basis")
        assert [value is not None for value in numbers(scores, column)] == [found == basis for found in basis_of]


@quick
@given(payloads())
def test_an_interval_holds_the_expected_value(batch: Batch) -> None:
    found = scored(fitted(), *batch).columns
    expected, ends = found["value_expected_value"], found["value_interval"]
    assert isinstance(expected, np.ndarray) and isinstance(ends, np.ndarray)
    known = ~np.isnan(expected)
    assert (ends[known, 0] <= expected[known]).all() and (expected[known] <= ends[known, 1]).all()
    assert np.isnan(ends[~known]).all()


@quick
@given(payloads())
def test_no_day_of_an_answer_comes_before_its_cause_or_after_as_of(batch: Batch) -> None:
    scores = scored(fitted(), *batch)
    since, as_of = scores.columns["lifecycle_since"], scores.facts.customers.as_of
    assert isinstance(since, np.ndarray)
    assert (np.isnan(since) | (since <= as_of)).all()


@every_bundle
@quick
@given(batch=payloads())
def test_every_action_names_what_stands_in_the_same_answer(name: str, batch: Batch) -> None:
    scores = scored(BUNDLES[name](), *batch)
    for row, action in _actions(scores):
        assert not is_missing(scores.columns[action.because])[row], action.code


def test_a_payment_reminder_names_what_stands_in_the_same_answer() -> None:
    latest = [{"date": ago(40), "amount": 10.0, "due_on": ago(10)}]
    scores = scored(bundle(), {"orders": latest, "order_summary": {"count": 2}})
    assert all(not is_missing(scores.columns[action.because])[row] for row, action in _actions(scores))


@every_bundle
@quick
@given(batch=payloads())
def test_who_is_lost_or_waits_for_an_answer_is_not_sold_more(name: str, batch: Batch) -> None:
    scores = scored(BUNDLES[name](), *batch)
    stage, band = texts(scores, "lifecycle_stage"), texts(scores, "churn_band")
    complaints = scores.facts.number("open_complaints")
    for row, action in _actions(scores):
        if action.family == "growth":
            assert stage[row] not in ("dormant", "lost") and not complaints[row] > 0
            assert name != "contracts" or band[row] != "high" or stage[row] == "first_purchase"


@quick
@given(payloads())
def test_an_overdue_champion_is_warned_of(batch: Batch) -> None:
    scores = scored(fitted(), *batch)
    group, overdue = texts(scores, "rfm_group"), scores.facts.number("overdue_ratio")
    expected = [g == "champions" and ratio >= 2 for g, ratio in zip(group, overdue, strict=True)]
    assert scores.notes.warnings["overdue_champion"].tolist() == expected


@quick
@given(payloads())
def test_a_band_that_would_change_is_lower(batch: Batch) -> None:
    scores = scored(fitted(), *batch)
    changes = what_would_change(scores)
    for row, band in enumerate(texts(scores, "churn_band")):
        for found in changes.band[row][changes.band[row] >= 0]:
            assert band is not None and found < BANDS.index(band)


def _reasons(scores: Scores, i: int) -> Iterator[tuple[str, float]]:
    for feature, effect in zip(scores.reasons.feature[i].tolist(), scores.reasons.effect[i].tolist(), strict=True):
        if feature >= 0:
            yield scores.reasons.names[feature], effect


def _actions(scores: Scores) -> Iterator[tuple[int, Action]]:
    for row, chosen in enumerate(scores.actions.chosen):
        for index in chosen[chosen >= 0]:
            yield row, scores.facts.bundle.policy.actions[index]
