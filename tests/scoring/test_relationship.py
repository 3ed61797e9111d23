"""DEFINITIONS.md, section 8: whether and how a customer is with the company; the active window is 360 days here."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given

from scoring.dimensions.relationship import STATUSES
from scoring.model import Bundle
from tests.scoring.builders import ago, bundle
from tests.scoring.measured import orders
from tests.scoring.payloads import payloads
from tests.scoring.rows import scored, texts

Payload = Mapping[str, Any]


def contracts() -> Bundle:
    return bundle(meta={"mode": "contracts", "active_window_days": None})


PURCHASES: list[tuple[Payload, str | None]] = [
    (orders(360), "active"),
    (orders(361), "historic"),
    ({**orders(361), "account": {"status": "active"}}, "historic"),  # an account that nothing is bought on
    ({"orders": [], "account": {"status": "active"}}, "active"),
    ({"order_summary": {"count": 9}, "account": {"status": "paused"}}, "active"),
    ({"orders": [], "account": {"signed_up_on": ago(9)}}, None),  # a prospect
    ({**orders(9), "account": {"left_on": ago(3)}}, "left"),
    ({**orders(9), "account": {"status": "left"}}, "left"),
    ({**orders(9), "account": {"left_on": ago(-3)}}, "active"),  # leaves later
    ({"account": {"left_on": ago(300), "reactivated_on": ago(180)}}, "won_back"),
    ({**orders(9), "account": {"left_on": ago(300), "reactivated_on": ago(181)}}, "active"),
    (orders(400, 60), "won_back"),  # a purchase that ended a lost spell, within two usual gaps
    ({"orders": [], "account": {"competitor": True}}, "competitor"),
    ({**orders(361), "account": {"competitor": True}}, "competitor"),
    ({**orders(9), "account": {"competitor": True}}, "active"),
    ({"account": {"competitor": True, "left_on": ago(9)}}, "left"),
    ({"account": {"competitor": False}, "orders": []}, None),
    ({"orders": []}, None),
    ({}, None),
]
CONTRACTS: list[tuple[Payload, str | None]] = [
    ({"account": {"signed_up_on": ago(900)}}, "active"),
    ({"account": {"status": "paused"}}, "active"),
    ({"account": {"signed_up_on": ago(900), "left_on": ago(9)}}, "left"),
    ({"account": {"signed_up_on": ago(900), "left_on": ago(90), "reactivated_on": ago(9)}}, "won_back"),
    ({**orders(900), "account": {"status": "active"}}, "active"),
    ({}, None),
]


@pytest.mark.parametrize(("payload", "status"), PURCHASES)
def test_where_customers_are_bound_by_purchases_the_active_window_tells(payload, status):
    assert texts(scored(bundle(), payload), "relationship_status") == [status]


@pytest.mark.parametrize(("payload", "status"), CONTRACTS)
def test_under_contract_the_account_tells(payload, status):
    assert texts(scored(contracts(), payload), "relationship_status") == [status]


def test_every_status_is_reached():
    assert {status for _, status in PURCHASES} - {None} == set(STATUSES)


@given(payloads())
def test_the_relationship_never_contradicts_churn_life_cycle_or_behaviour(customers: list[dict[str, Any]]):
    scores = scored(bundle(), *customers)
    columns = ("relationship_status", "churn_state", "lifecycle_stage", "behaviour_purchase_stage")
    for status, state, stage, purchases in zip(*(texts(scores, column) for column in columns), strict=True):
        assert (status == "left") == (state == "left")
        assert status == "won_back" or stage != "won_back"
        assert status != "historic" or purchases != "none"
        assert (purchases == "none") <= (stage in ("prospect", "lost", None))


@pytest.mark.parametrize(
    ("payload", "wanted"), [({"account": {"plan": "pro"}}, True), ({"account": {"status": "active"}}, False)]
)
def test_a_status_that_is_not_known_asks_for_the_state_of_the_account(payload, wanted):
    missing = scored(bundle(), payload).notes.missing
    assert bool(missing["account.status"][0]) == wanted
    assert texts(scored(bundle(), payload), "relationship_basis") == ["insufficient_data" if wanted else "rule"]


@pytest.mark.parametrize("status", STATUSES)
def test_the_status_is_a_tag(status):
    payload = next(payload for payload, found in PURCHASES if found == status)
    column = scored(bundle(), payload).tags.classes["relationship"]
    assert column.texts() == [status]
