"""DEFINITIONS.md, section 9, on a population gap of 30 days that counts as two of one's own."""

from typing import Any

import pytest

from tests.scoring.builders import ago, bundle
from tests.scoring.measured import orders
from tests.scoring.rows import day, numbers, scored, texts


@pytest.mark.parametrize(
    ("days_ago", "expected_in", "overdue"), [(0, 30, 0), (29, 1, 0), (30, 0, 0), (31, -1, 1), (300, -270, 1)]
)
def test_the_next_purchase_is_due_a_usual_gap_after_the_last(days_ago: int, expected_in: int, overdue: int) -> None:
    scores = scored(bundle(), orders(days_ago))
    assert numbers(scores, "next_purchase_usual_gap_days") == [30.0]
    assert numbers(scores, "next_purchase_expected_on") == [day(ago(-expected_in))]
    assert numbers(scores, "next_purchase_overdue") == [overdue]


def test_a_purchase_is_overdue_from_the_day_after_it_was_expected_on() -> None:
    payloads = [orders(days + own, days) for own in (7, 20, 33) for days in range(60)]  # gaps of thirds of a day
    scores = scored(bundle(), *payloads)
    expected, overdue = (numbers(scores, f"next_purchase_{name}") for name in ("expected_on", "overdue"))
    assert overdue == [float(day(ago(0)) > when) for when in expected if when is not None]


GONE = {**orders(9), "account": {"status": "left"}}


@pytest.mark.parametrize(("payload", "basis"), [({"orders": []}, "rule"), ({}, "insufficient_data"), (GONE, "rule")])
def test_nothing_is_due_from_who_never_bought_or_has_left(payload: dict[str, Any], basis: str) -> None:
    scores = scored(bundle(), payload)
    assert numbers(scores, "next_purchase_expected_on") == numbers(scores, "next_purchase_overdue") == [None]
    assert texts(scores, "next_purchase_basis") == [basis]


def test_a_last_day_alone_is_enough() -> None:
    scores = scored(bundle(), {"order_summary": {"last_on": ago(9)}})
    assert numbers(scores, "next_purchase_expected_on") == [day(ago(-21))]
    assert texts(scores, "next_purchase_basis") == ["rule"]


def test_more_purchases_are_expected_of_who_buys_more_often_and_none_of_who_left() -> None:
    scores = scored(bundle(), orders(9), orders(99, 69, 39, 9), {**orders(9), **GONE}, {"orders": []})
    once, often, gone, never = numbers(scores, "next_purchase_expected_purchases")
    assert 0 < once < often < 90
    assert gone is None and never is None
    without = scored(bundle(learned={"rhythm": None}), orders(9))
    assert numbers(without, "next_purchase_expected_purchases") == [None]
