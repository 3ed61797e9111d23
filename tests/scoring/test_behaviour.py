"""DEFINITIONS.md, section 5: what a payload holds, and the class that it has."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest

from scoring.columns import Category
from scoring.cuts import MEASURES
from scoring.dimensions import behaviour as of
from scoring.model import Bundle
from tests.scoring.builders import ago, bundle, facts
from tests.scoring.measured import orders
from tests.scoring.rows import scored, texts

Payload = Mapping[str, Any]
OCTOBER = 10  # the last full month before TODAY, 2026-11-21
CUTS = {"behaviour_purchases_a_year": np.array([2.0]), "behaviour_uses_a_month": np.array([5.0, 20.0])}


def learned() -> Bundle:
    """A bundle to which customers with 2 purchases a year, and 5 and 20 uses a month, have taught the cuts."""
    return bundle(learned={"cuts": CUTS})


def months(**values: list[float | None]) -> dict[str, Any]:
    """A usage list of the last months up to October, oldest first."""
    number = max(len(given) for given in values.values())
    entries = [{"month": date(2026, OCTOBER - number + 1 + i, 1)} for i in range(number)]
    return {"usage": [{**e, **{name: given[i] for name, given in values.items()}} for i, e in enumerate(entries)]}


def check(name: str, payload: Payload, wanted: str | None, codes: tuple[str, ...]) -> None:
    assert texts(scored(learned(), payload), f"behaviour_{name}") == [wanted]
    assert wanted is None or wanted in codes


# Uses a month up to the last, oldest first.
ACTIVITY: list[tuple[dict[str, Any], str | None]] = [
    (months(uses=[10, 10, 10, 4.9]), "declining"),
    (months(uses=[10, 10, 10, 5]), "steady"),
    (months(uses=[90, 90, 90, 30]), "declining"),
    (months(uses=[9, 5, 5, 5]), "low"),
    (months(uses=[1, 5, 5, 5.1]), "steady"),
    (months(uses=[9, 20, 20, 20]), "high"),
    (months(uses=[9, 20, 20, 19.9]), "steady"),
    (months(uses=[30]), "high"),
    (months(uses=[9, 0, 0, 0, 0]), "low"),
    ({"usage": []}, "low"),
    (months(visits=[3]), None),
    ({}, None),
]


@pytest.mark.parametrize(("payload", "activity"), ACTIVITY)
def test_activity_compares_the_last_month_with_the_three_before_and_the_mean_with_two_cuts(payload, activity):
    check("activity", payload, activity, of.ACTIVITY)


# Purchases of so many days ago against a median of 2 a year.
FREQUENCY: list[tuple[Payload, str | None]] = [
    (orders(300, 200, 100), "high_frequency"),
    (orders(300, 100), "low_frequency"),
    (orders(30, 20, 10), "high_frequency"),  # a tenure under a year counts as one
    (orders(30, 10), "low_frequency"),
    (orders(730, 300, 200, 100), "low_frequency"),
    (orders(729, 300, 200, 100), "high_frequency"),
    ({**orders(300, 200, 100), "account": {"signed_up_on": ago(730)}}, "low_frequency"),
    ({"orders": []}, "low_frequency"),
    ({"order_summary": {"count": 9}}, None),
    ({"order_summary": {"count": 9, "first_on": ago(365)}}, "high_frequency"),
    ({}, None),
]


@pytest.mark.parametrize(("payload", "frequency"), FREQUENCY)
def test_frequency_is_purchases_a_year_above_the_training_median(payload, frequency):
    check("frequency_class", payload, frequency, of.FREQUENCY)


STAGES = [(orders(*range(1, n + 1)), stage) for n, stage in enumerate(("none", "first", "repeat", "repeat", "repeat"))]
STAGES += [(orders(*range(1, 6)), "fifth_plus"), ({"order_summary": {"count": 99}}, "fifth_plus"), ({}, None)]


@pytest.mark.parametrize(("payload", "stage"), STAGES)
def test_the_purchase_stage_counts_purchases(payload, stage):
    check("purchase_stage", payload, stage, of.STAGES)


TENURE: list[tuple[Payload, str | None]] = [
    ({"account": {"signed_up_on": ago(90)}}, "new"),
    ({"account": {"signed_up_on": ago(91)}}, "existing"),
    (orders(90, 9), "new"),
    (orders(91, 9), "existing"),
    ({"account": {"signed_up_on": ago(9)}, **orders(91)}, "existing"),
    ({"account": {"signed_up_on": ago(9)}, "inquiries": [{"date": ago(91)}, {"date": ago(9)}]}, "existing"),
    ({"orders": [], "contacts": [{"date": ago(90)}]}, "new"),
    ({"contacts": [{"date": ago(90)}]}, None),  # may have bought before
    ({"contacts": [{"date": ago(91)}]}, "existing"),
    ({"order_summary": {"count": 9}, **orders(9)}, None),
    ({"orders": []}, None),
    ({}, None),
]


@pytest.mark.parametrize(("payload", "tenure"), TENURE)
def test_a_customer_is_new_for_90_days_after_being_first_seen(payload, tenure):
    check("tenure", payload, tenure, of.TENURE)


@pytest.mark.parametrize(
    ("payload", "depth"),
    [
        (months(uses=[5, 5, 5]), "light"),
        (months(uses=[5, 5, 5.1]), "moderate"),
        (months(uses=[20, 20, 20]), "moderate"),
        (months(uses=[20, 20, 20.1]), "devoted"),
        ({"usage": []}, "light"),
        (months(visits=[9]), None),
        ({}, None),
    ],
)
def test_usage_depth_is_cut_at_the_training_terciles_ties_low(payload, depth):
    check("usage_depth", payload, depth, of.DEPTH)


PARTICIPATION: list[tuple[Payload, str | None]] = [
    (months(visits=[0], interactions=[0]), "silent"),
    (months(visits=[0]), "silent"),
    (months(visits=[9, 0, 0, 0], interactions=[1, 0, 0, 0]), "silent"),
    (months(visits=[1, 0, 0], interactions=[0, 0, 0]), "lurking"),
    (months(visits=[1, 0, 0], interactions=[1, 0, 0]), "active"),
    (months(interactions=[1]), "active"),
    (months(visits=[1]), None),
    (months(visits=[None, 0, 0], uses=[1, 1, 1]), None),
    (months(visits=[None, 0, 1], interactions=[0, 0, 0]), "lurking"),
    (months(uses=[9]), None),
    ({"usage": []}, "silent"),
    ({}, None),
]


@pytest.mark.parametrize(("payload", "participation"), PARTICIPATION)
def test_participation_is_told_by_visits_and_interactions_of_three_months(payload, participation):
    check("participation", payload, participation, of.PARTICIPATION)


# Posts a month, professional.
CONTRIBUTOR: list[tuple[list[float | None], bool | None, str | None]] = [
    ([10, 10, 10], True, "pugc"),
    ([10, 10, 9], True, "pgc"),
    ([10], True, "pugc"),  # a month of one
    ([99, 1, 0, 0], True, "pgc"),
    ([10, 10, 10], False, "ugc"),
    ([1], False, "ugc"),
    ([1], None, None),
    ([0], None, "none"),
    ([9, 0, 0, 0], True, "none"),
    ([None], True, None),
]


@pytest.mark.parametrize(("posts", "professional", "contributor"), CONTRIBUTOR)
def test_contributors_are_told_by_posts_a_month_and_by_who_writes_them(posts, professional, contributor):
    payload = {**months(posts=posts, uses=[1] * len(posts)), "account": {"professional": professional}}
    check("contributor", payload, contributor, of.CONTRIBUTOR)


# Active weeks of three months, of the 13 that these have.
@pytest.mark.parametrize(
    ("weeks", "tendency"),
    [([1, 1, 1], "hesitating"), ([2, 1, 1], "potential"), ([3, 2, 2], "potential"), ([3, 3, 2], "standard")],
)
def test_the_retention_tendency_is_the_share_of_active_weeks(weeks, tendency):
    check("retention_tendency", months(active_weeks=weeks), tendency, of.RETENTION)


@pytest.mark.parametrize(
    ("share", "tendency"),
    [(0.0, "hesitating"), (0.2499, "hesitating"), (0.25, "potential"), (0.5999, "potential"), (0.6, "standard")],
)
def test_the_retention_tendency_is_cut_at_a_quarter_and_at_60_percent(share, tendency):
    known = facts({"usage": []})
    known.features.number("active_weeks_share")[:] = share
    told = of.behaviour(known)["behaviour_retention_tendency"]
    assert isinstance(told, Category) and told.texts() == [tendency]


LEFT = {"account": {"left_on": date(2026, 8, 31)}}
VISITS = months(visits=[0, 1, 0])  # September
TENDENCY: list[tuple[Payload, str | None]] = [
    ({"account": {"uninstalled_on": ago(9)}}, "uninstall"),
    ({"account": {"unfollowed_on": ago(9)}, **orders(9)}, "uninstall"),
    ({"account": {"uninstalled_on": ago(-9)}, **orders(9)}, "none"),  # not known yet
    ({**LEFT, **VISITS}, "win_back"),
    ({"account": {"left_on": date(2026, 9, 1)}, **VISITS, **orders(90)}, "none"),  # visited before leaving
    ({"account": {**LEFT["account"], "reactivated_on": ago(9)}, **VISITS, **orders(90)}, "none"),
    ({"account": {"status": "left"}, **VISITS, **orders(90)}, None),  # nobody knows since when
    ({**LEFT, **orders(90)}, None),
    ({"orders": [], **VISITS}, "onlooker"),
    ({"orders": [], **VISITS, "account": {"paying": True}}, "none"),
    ({"orders": [], **months(visits=[0])}, "none"),
    ({**orders(9), **VISITS}, "none"),
    (orders(9), "none"),
    (VISITS, None),
    ({"orders": []}, None),
    ({}, None),
]


@pytest.mark.parametrize(("payload", "tendency"), TENDENCY)
def test_a_tendency_is_the_first_that_holds_and_none_where_all_are_ruled_out(payload, tendency):
    check("tendency", payload, tendency, of.TENDENCY)


@pytest.mark.parametrize(("paying", "payer"), [(True, "paying"), (False, "free"), (None, None)])
def test_a_payer_pays(paying, payer):
    check("payer", {"account": {"paying": paying}}, payer, of.PAYER)


@pytest.mark.parametrize("intent", [*of.INTENT, None])
def test_intent_is_as_given(intent):
    check("intent", {"account": {"intent": intent}}, intent, of.INTENT)


def test_every_class_is_reached_by_an_example():
    def reached(table: list[Any]) -> set[str]:
        return {row[-1] for row in table if row[-1] is not None}

    assert reached(ACTIVITY) == set(of.ACTIVITY)
    assert reached(FREQUENCY) == set(of.FREQUENCY)
    assert reached(STAGES) == set(of.STAGES)
    assert reached(TENURE) == set(of.TENURE)
    assert reached(PARTICIPATION) == set(of.PARTICIPATION)
    assert reached(CONTRIBUTOR) == set(of.CONTRIBUTOR)
    assert reached(TENDENCY) == set(of.TENDENCY)


def test_without_learned_cuts_frequency_and_depth_are_not_known():
    scores = scored(bundle(), {**orders(9), **months(uses=[9])})
    assert texts(scores, "behaviour_frequency_class") == texts(scores, "behaviour_usage_depth") == [None]


def test_cuts_are_learned_from_those_who_buy_and_those_who_use():
    known = facts({**orders(400, 35), **months(uses=[6, 9])}, {"orders": [], "usage": []}, {})
    purchases, uses = (MEASURES[name](known).tolist() for name in CUTS)
    assert purchases == pytest.approx([2 * 365 / 400, np.nan, np.nan], nan_ok=True)
    assert uses == pytest.approx([7.5, np.nan, np.nan], nan_ok=True)


# What would fill the classes that are missing.
MISSING: list[tuple[Payload, set[str]]] = [
    ({}, {"usage", "account"}),
    ({"usage": []}, {"account"}),
    (months(uses=[1]), {"usage.visits", "usage.posts", "usage.active_weeks", "account"}),
    (months(visits=[1]), {"usage.uses", "usage.interactions", "usage.posts", "usage.active_weeks", "account"}),
    (
        {**months(posts=[1], uses=[1], visits=[0], active_weeks=[1]), "account": {"plan": "pro"}},
        {"account.professional", "account.paying", "account.intent", "account.signed_up_on", "account.status"},
    ),
    (
        {"usage": [], "account": {"paying": True, "intent": "other", "status": "left"}},
        {"account.signed_up_on", "account.left_on"},
    ),
]


@pytest.mark.parametrize(("payload", "wanted"), MISSING)
def test_what_would_fill_a_missing_class_is_named(payload, wanted):
    found = {name for name, mask in scored(learned(), payload).notes.missing.items() if mask[0]}
    assert {name for name in found if name.startswith(("usage", "account"))} == wanted


def test_nothing_known_is_insufficient_and_one_class_is_a_rule():
    assert texts(scored(learned(), {}, {"orders": []}), "behaviour_basis") == ["insufficient_data", "rule"]
