"""DEFINITIONS.md, section 9, growth: what fits, what forbids it, and the offer that a first buyer may always get."""

from typing import Any

import numpy as np
import pytest

from scoring.actions import choose
from scoring.dimensions.growth import GROWTH_BARS, growth
from scoring.model import Bundle
from scoring.vocabulary import CHANNELS
from tests.scoring.builders import NOTHING, ago, answered, bundle, content, defaults, facts
from tests.scoring.measured import order, orders
from tests.scoring.rows import numbers, scored, texts

Payload = dict[str, Any]
GOOD = {"due_on": ago(80), "paid_on": ago(80)}
LATE = {"due_on": ago(81), "paid_on": ago(80)}
COMPLAINT = {"inquiries": [{"date": ago(5), "complaint": True}]}
CONTRACTS = bundle(meta={"mode": "contracts"})


def buyer(last: int, *, contract_ends_in: int | None = None, uses: float | None = None, **terms: object) -> Payload:
    """A usual gap of 30 days, and the last purchase so many days ago; `uses` of last month, 10 in those before."""
    payload: Payload = {"orders": [order(last + gap, **terms) for gap in (60, 30, 0)]}
    if contract_ends_in is not None:
        payload["account"] = {"contract_ends_on": ago(-contract_ends_in)}
    if uses is not None:
        month = [ago(60 + 30 * i).replace(day=1) for i in range(3)]
        payload["usage"] = [{"month": ago(30).replace(day=1), "uses": uses}, *({"month": m, "uses": 10} for m in month)]
    return payload


UPSELL: dict[str, tuple[Payload, float | None, str | None]] = {
    "good credit, 24 days into a cycle of 30": (buyer(24, **GOOD), 1, "cycle_ending"),
    "23 days into it": (buyer(23, **GOOD), 0, None),
    "a contract that ends in 90 days": (buyer(9, contract_ends_in=90, **GOOD), 1, "contract_ending"),
    "in 91 days": (buyer(9, contract_ends_in=91, **GOOD), 0, None),
    "today": (buyer(9, contract_ends_in=0, **GOOD), 1, "contract_ending"),
    "ended yesterday": (buyer(9, contract_ends_in=-1, **GOOD), 0, None),
    "both ends near": (buyer(25, contract_ends_in=9, **GOOD), 1, "contract_ending"),
    "use up by a fifth": (buyer(25, uses=12), 1, "cycle_ending"),
    "use up by less": (buyer(25, uses=11.9), 0, None),
    "use up, credit bad": (buyer(25, uses=12, **LATE), 0, None),
    "credit good, use not up": (buyer(25, uses=10, **GOOD), 0, None),
    "both good": (buyer(25, uses=12, **GOOD), 1, "cycle_ending"),
    "bad credit": (buyer(25, **LATE), 0, None),
    "neither credit nor use known": (buyer(25), None, None),
    "no occasion, whatever the rest": (buyer(9), 0, None),
    "no occasion known": ({"usage": buyer(9, uses=12)["usage"]}, None, None),
    "an occasion, but an open complaint": ({**buyer(24, **GOOD), **COMPLAINT}, 0, None),
    "an occasion long gone": (buyer(60, **GOOD), 0, None),
    "no orders, a contract that ends, use up": (
        {"orders": [], "account": {"contract_ends_on": ago(-9)}, "usage": buyer(9, uses=12)["usage"]},
        1, "contract_ending",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UPSELL)
def test_upsell_takes_an_occasion_and_good_credit_or_rising_use(case: str) -> None:
    payload, flag, reason = UPSELL[case]
    scores = scored(bundle(), payload)
    assert numbers(scores, "growth_upsell") == [flag]
    assert texts(scores, "growth_upsell_reason") == [reason]
    assert scores.tags.flags["growth:upsell"].tolist() == [flag == 1]


@pytest.mark.parametrize(
    ("lift", "support", "flag"), [(1.2, 30, 1), (1.19, 30, 0), (1.2, 29, 0), (3.0, 300, 1), (np.nan, np.nan, None)]
)
def test_cross_sell_takes_a_category_with_lift_and_support(lift: float, support: float, flag: float | None) -> None:
    known = facts(buyer(9))
    told = {"next_purchase_category_lift": np.array([lift]), "next_purchase_category_support": np.array([support])}
    columns = growth(known, answered(known, **told))
    assert np.array_equal(columns["growth_cross_sell"], [np.nan if flag is None else flag], equal_nan=True)
    assert columns["growth_cross_sell_reason"].texts() == (["category_lift"] if flag else [None])


def test_a_barred_customer_is_not_sold_another_category() -> None:
    known = facts({**buyer(9), **COMPLAINT}, buyer(60))
    told = {"next_purchase_category_lift": np.full(2, 3.0), "next_purchase_category_support": np.full(2, 300.0)}
    assert growth(known, answered(known, **told))["growth_cross_sell"].tolist() == [0, 0]


BARRED: dict[str, tuple[Bundle, Payload, str | None, str | None]] = {
    "just bought": (bundle(), buyer(9), None, None),
    "not quite two gaps": (bundle(), buyer(59), None, None),
    "two gaps": (bundle(), buyer(60), None, "dormant"),
    "not quite four": (bundle(), buyer(119), None, "dormant"),
    "four": (bundle(), buyer(120), None, "lost"),
    "left": (bundle(), {**buyer(9), "account": {"status": "left"}}, None, "lost"),
    "an open complaint": (bundle(), {**buyer(9), **COMPLAINT}, None, "open_complaint"),
    "dormant comes first": (bundle(), {**buyer(60), **COMPLAINT}, None, "dormant"),
    "high band without a contract": (bundle(), buyer(9), "high", None),
    "high band under contract": (CONTRACTS, buyer(9), "high", "contract_at_risk"),
    "medium band under contract": (CONTRACTS, buyer(9), "medium", None),
    "a running contract": (bundle(), buyer(9, contract_ends_in=0), "high", "contract_at_risk"),
    "a contract that has ended": (bundle(), buyer(9, contract_ends_in=-1), "high", None),
    "a prospect": (bundle(), {"orders": []}, None, None),
}


@pytest.mark.parametrize("case", BARRED)
def test_growth_is_barred_and_says_why(case: str) -> None:
    of, payload, band, why = BARRED[case]
    known = facts(payload, of=of)
    columns = growth(known, answered(known, **({"churn_band": [band]} if band else {})))
    assert columns["growth_barred"].tolist() == [float(why is not None)]
    assert columns["growth_barred_reason"].texts() == [why]
    assert columns["growth_basis"].texts() == ["rule"]


def test_every_bar_is_reached() -> None:
    assert {why for *_, why in BARRED.values() if why} == set(GROWTH_BARS)


@pytest.mark.parametrize(
    ("of", "payload", "second"),
    [
        (bundle(), orders(9), 1),
        (bundle(), orders(59), 1),
        (bundle(), orders(60), 0),
        (bundle(), orders(40, 9), 0),
        (bundle(), {**orders(9), **COMPLAINT}, 0),
        (CONTRACTS, orders(9), 1),
        (bundle(), {}, None),
    ],
)
def test_a_first_buyer_may_get_the_second_purchase_offer(of: Bundle, payload: Payload, second: float | None) -> None:
    known = facts(payload, of=of)
    columns = growth(known, answered(known, churn_band=["high"]))
    assert np.array_equal(columns["growth_second_purchase"], [np.nan if second is None else second], equal_nan=True)


def test_of_who_is_unknown_nothing_is_said() -> None:
    scores = scored(bundle(), {})
    for name in ("upsell", "cross_sell", "second_purchase", "barred"):
        assert numbers(scores, f"growth_{name}") == [None]
    assert texts(scores, "growth_barred_reason") == texts(scores, "growth_upsell_reason") == [None]
    assert texts(scores, "growth_basis") == ["insufficient_data"]
    assert {name for name, mask in scores.notes.missing.items() if mask[0]} >= {"orders", "usage"}


def test_no_growth_action_of_the_default_policy_reaches_the_barred() -> None:
    for of, payload, band, why in BARRED.values():
        agreed = {**payload, "consent": {"channels": list(CHANNELS)}}
        everything = Bundle.from_content(_all_growth(of), "v")
        known = facts(agreed, of=everything)
        chosen = choose(known, answered(known, **({"churn_band": [band]} if band else {}))).chosen[0]
        offered = [everything.policy.actions[i].code for i in chosen if i >= 0]
        assert not why or offered == ["do_nothing"]


def _all_growth(of: Bundle) -> dict[str, Any]:
    """Every growth action of the default policy, offered to everyone whom no gate keeps it from."""
    growing = [
        {**entry, "when": [], "after": [], "effect": {"scale": "money", "value": 1e6, "basis": "assumed"}}
        for entry in defaults()["policy"]["actions"]
        if entry["family"] == "growth"
    ]
    return content(meta={"mode": of.mode}, settings={"holdout_share": 0.0}, actions=[*growing, NOTHING])
