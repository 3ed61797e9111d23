"""DEFINITIONS.md, section 4, on a population gap of 30 days that counts as two of one's own."""

from datetime import date
from typing import Any

import pytest

from scoring.dimensions.lifecycle import STAGES
from scoring.model import Bundle
from tests.scoring.builders import TODAY, ago, bundle
from tests.scoring.measured import orders
from tests.scoring.rows import day, numbers, scored, texts

RULES = bundle()
CONTRACTS = bundle(meta={"mode": "contracts"})
LABEL = bundle(meta={"mode": "label", "horizon_days": None, "active_window_days": None})


def account(**fields: object) -> dict[str, Any]:
    return {"account": fields}


def summary(**fields: object) -> dict[str, Any]:
    return {"order_summary": fields}


# Bundle, payload, stage, since how many days. A one-time buyer's usual gap is 30 days.
STAGE: dict[str, tuple[Bundle, dict[str, Any], str | None, float | None]] = {
    "who never bought is a prospect": (RULES, {"orders": []}, "prospect", None),
    "a prospect since signing up": (RULES, {"orders": [], **account(signed_up_on=ago(9))}, "prospect", 9),
    "known never to have bought by the summary": (RULES, summary(count=0), "prospect", None),
    "refunds alone are no purchase": (RULES, {"orders": [{"date": ago(1), "amount": -5.0}]}, "prospect", None),
    "of whom nothing is known has no stage": (RULES, {}, None, None),
    "one purchase": (RULES, orders(9), "first_purchase", 9),
    "one purchase, just not dormant": (RULES, orders(59), "first_purchase", 59),
    "two usual gaps are dormant": (RULES, orders(60), "dormant", 0),
    "more than two": (RULES, orders(70), "dormant", 10),
    "just not lost": (RULES, orders(119), "dormant", 59),
    "four usual gaps are lost": (RULES, orders(120), "lost", 0),
    "more than four": (RULES, orders(150), "lost", 30),
    "two purchases": (RULES, orders(30, 5), "repeat", 5),
    "three purchases repeat since the second": (RULES, orders(40, 30, 5), "repeat", 30),
    "two orders of a day repeat": (
        RULES, {"orders": [{"date": ago(9), "amount": 1.0, "id": i} for i in ("a", "b")]}, "repeat", 9,
    ),
    # gaps 10, 80, 50: before the 80 the usual gap was (10 + 60) / 3 = 23.3 days; 80 is over two of them, under four
    "repeat since the end of a dormancy": (RULES, orders(180, 170, 90, 40), "repeat", 90),
    # gaps 15, 50: before the 50 the usual gap was (15 + 60) / 3 = 25 days; 50 is two of them
    "two usual gaps are a dormancy": (RULES, orders(75, 60, 10), "repeat", 10),
    "just under two are none": (RULES, orders(74, 59, 10), "repeat", 59),
    # gaps 10, 300, 10: before the 300 the usual gap was 23.3 days; today it is 76, which a loss then does not undo
    "a gap that was a loss stays one": (RULES, orders(330, 320, 20, 10), "won_back", 20),
    # gaps 10, 10, 10, 10, 10, 600: usual gap (650 + 60) / 8 = 88.75; 600 is over four of them, back for 177.5 days
    "a purchase that ends a loss wins back": (RULES, orders(650, 640, 630, 620, 610, 600, 0), "won_back", 0),
    "won back for two usual gaps": (RULES, orders(827, 817, 807, 797, 787, 777, 177), "won_back", 177),
    "and no longer": (RULES, orders(828, 818, 808, 798, 788, 778, 178), "dormant", 0),
    "left": (RULES, {**orders(9), **account(left_on=ago(3))}, "lost", 3),
    "left by its status, when is unknown": (RULES, {**orders(9), **account(status="left")}, "lost", None),
    "lost before leaving": (RULES, {**orders(150), **account(left_on=ago(3))}, "lost", 30),
    "left before being lost": (RULES, {**orders(150), **account(left_on=ago(90))}, "lost", 90),
    "left without a purchase": (RULES, {"orders": [], **account(left_on=ago(3))}, "lost", 3),
    "leaves tomorrow": (RULES, {**orders(9), **account(left_on=ago(-1))}, "first_purchase", 9),
    "came back": (RULES, {**orders(9), **account(left_on=ago(90), reactivated_on=ago(5))}, "won_back", 5),
    "came back two usual gaps ago": (
        RULES, {**orders(59), **account(left_on=ago(90), reactivated_on=ago(60))}, "won_back", 60,
    ),
    "came back, and is a first buyer again": (
        RULES, {**orders(59), **account(left_on=ago(90), reactivated_on=ago(61))}, "first_purchase", 0,
    ),
    # usual gap (10 + 60) / 3 days; two of them after day 75 is day 28.3
    "repeats again": (RULES, {**orders(50, 40), **account(left_on=ago(90), reactivated_on=ago(75))}, "repeat", 28),
    "came back, then left again": (
        RULES, {**orders(9), **account(left_on=ago(5), reactivated_on=ago(90))}, "lost", 5,
    ),
    "came back, and has long not bought": (RULES, {**orders(150), **account(reactivated_on=ago(5))}, "lost", 30),
    "signed up and never bought": (RULES, {"orders": [], **account(status="active")}, "prospect", None),
    "under contract without a purchase": (CONTRACTS, account(signed_up_on=ago(90)), "active", 90),
    "active by its status": (CONTRACTS, account(status="active"), "active", None),
    "a contract of which only a label was learned": (LABEL, account(status="active"), "active", None),
    "under contract with known no purchases": (CONTRACTS, {"orders": [], **account(signed_up_on=ago(9))}, "active", 9),
    "under contract and left": (CONTRACTS, account(signed_up_on=ago(90), left_on=ago(3)), "lost", 3),
    "under contract and back": (
        CONTRACTS, account(signed_up_on=ago(90), left_on=ago(30), reactivated_on=ago(3)), "active", 3,
    ),
    "signs up tomorrow": (CONTRACTS, {"orders": [], **account(signed_up_on=ago(-1))}, "prospect", None),
    "under contract with purchases": (CONTRACTS, {**orders(9), **account(signed_up_on=ago(90))}, "first_purchase", 9),
    "a summary alone": (RULES, summary(count=5, first_on=ago(100), last_on=ago(20)), "repeat", None),
    "a summary's one purchase": (RULES, summary(count=1, first_on=ago(9), last_on=ago(9)), "first_purchase", 9),
    "a summary of long ago": (RULES, summary(count=5, last_on=ago(150)), "lost", 30),
    "a last day of long ago": (RULES, summary(last_on=ago(150)), "lost", 30),
    "a last day does not tell first from repeat": (RULES, summary(last_on=ago(9)), None, None),
    "a count without days may be anything": (RULES, summary(count=5), None, None),
    "even a count of one": (RULES, summary(count=1), None, None),
    "a part of the list does not tell the second purchase": (
        RULES, {**orders(30, 5), **summary(count=9)}, "repeat", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STAGE)
def test_the_stage_is_the_first_that_matches(case: str) -> None:
    of, payload, stage, _ = STAGE[case]
    assert texts(scored(of, payload), "lifecycle_stage") == [stage]


@pytest.mark.parametrize("case", STAGE)
def test_since_is_the_day_on_which_its_condition_became_true(case: str) -> None:
    of, payload, _, days = STAGE[case]
    assert numbers(scored(of, payload), "lifecycle_since") == [None if days is None else day(ago(int(days)))]


def test_every_stage_is_reached() -> None:
    assert {stage for _, _, stage, _ in STAGE.values()} == {*STAGES, None}


def test_since_is_the_first_day_of_which_the_answer_says_so() -> None:
    """Asked on that day it says the same stage, asked the day before another."""
    for payload in (orders(300), orders(300, 250, 200), orders(650, 640, 630, 620, 610, 600, 0), orders(70), orders(9)):
        then = numbers(scored(RULES, payload), "lifecycle_since")[0]
        assert then is not None
        days = [date.fromordinal(int(then) + date(1970, 1, 1).toordinal() + step) for step in (-1, 0)]
        before, on = (texts(scored(RULES, {**payload, "as_of": when}), "lifecycle_stage")[0] for when in days)
        assert before != on
        assert texts(scored(RULES, payload), "lifecycle_stage") == [on]


def test_no_stage_began_after_as_of() -> None:
    payloads = [{**orders(days, days // 2, days // 3), "as_of": TODAY} for days in range(1, 700)]
    assert max(filter(None, numbers(scored(RULES, *payloads), "lifecycle_since"))) <= day(TODAY)


def test_a_stage_is_a_rule_and_none_is_insufficient_data() -> None:
    assert texts(scored(RULES, orders(9), {}), "lifecycle_basis") == ["rule", "insufficient_data"]
