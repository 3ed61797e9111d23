from typing import Any

import pytest

from scoring.actions import choose
from scoring.gates import allowed
from scoring.model import Bundle
from scoring.policy import Policy
from scoring.traits import Traits
from scoring.vocabulary import CHANNELS
from tests.scoring.builders import NOTHING, action, ago, answered, bundle, facts

BOUGHT = {"orders": [{"date": ago(10), "amount": 100.0}, {"date": ago(20), "amount": 100.0}]}
ONCE = {"orders": [{"date": ago(10), "amount": 100.0}]}
COMPLAINT = {"date": ago(5), "complaint": True}


def passes(entry: dict[str, object], *payloads: dict[str, Any], of: Bundle | None = None, **columns: Any) -> list[bool]:
    """For which customers no gate holds the action back."""
    known = facts(*payloads, of=of)
    policy = Policy.from_content({"settings": SETTINGS, "actions": [entry, NOTHING]}, set())
    return list(allowed(known, answered(known, **columns), Traits.of(policy.actions[:1]))[:, 0])


SETTINGS = {"max_actions": 3, "contact_limit": 4, "holdout_share": 0.0, "holdout_salt": "s"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_is_open_to_those_who_agreed_to_it(channel: str) -> None:
    others = [name for name in CHANNELS if name != channel]
    agreed, not_agreed = passes(
        action("a", channel=channel), {"consent": {"channels": [channel]}}, {"consent": {"channels": others}}
    )
    assert agreed
    assert not_agreed == (channel == "service")


def test_without_a_word_on_channels_only_the_customers_own_service_is_open() -> None:
    open_to_all = {channel for channel in CHANNELS if passes(action("a", channel=channel), {})[0]}
    assert open_to_all == {"phone", "service", "in_app"}


def test_what_reaches_nobody_needs_no_consent() -> None:
    assert passes(action("a", channel="none"), {}, {"consent": {"channels": []}}) == [True, True]


def test_who_agreed_to_no_channel_is_not_called() -> None:
    assert passes(action("a", channel="phone"), {"consent": {"channels": []}}) == [False]


def test_who_refused_personalization_gets_nothing_but_service_for_everyone() -> None:
    refused, agreed = {"consent": {"personalization": False}}, {"consent": {"personalization": True}}
    silent: dict[str, Any] = {}
    for family in ("growth", "retention", "win_back"):
        assert passes(action("a", family=family, personalized=False), refused, agreed, silent) == [False, True, True]
    assert passes(action("a", family="service"), refused, agreed, silent) == [False, True, True]
    assert passes(action("a", family="service", personalized=False), refused, agreed, silent) == [True, True, True]


def test_who_refused_personalization_is_offered_only_such_service_by_the_default_policy() -> None:
    of = facts(
        {**BOUGHT, "consent": {"personalization": False, "channels": list(CHANNELS)}, "inquiries": [COMPLAINT]},
        {"orders": [], "consent": {"personalization": False, "channels": list(CHANNELS)}},
        of=bundle(settings={"holdout_share": 0.0}),
    )
    actions = of.bundle.policy.actions
    chosen = [[actions[i].code for i in row if i >= 0] for row in choose(of, answered(of)).chosen]
    assert chosen == [["rapid_response_channel", "satisfaction_survey"], ["do_nothing"]]


def contacts(number: int, days: int = 5, **more: object) -> dict[str, Any]:
    return {"contacts": [{"date": ago(days), "direction": "outbound", **more} for _ in range(number)]}


def test_above_the_contact_limit_there_is_only_service() -> None:
    unknown: dict[str, Any] = {}
    payloads = (contacts(4), contacts(5), contacts(5, days=30), unknown)
    for family in ("growth", "retention", "win_back"):
        assert passes(action("a", family=family), *payloads) == [True, False, True, True]
    assert passes(action("a", family="service"), *payloads) == [True, True, True, True]


def test_an_action_waits_until_it_has_cooled_down() -> None:
    payloads = [contacts(1, days, action=code) for days, code in ((29, "a"), (30, "a"), (29, "b"))]
    assert passes(action("a", cool_down_days=30), *payloads) == [False, True, True]
    assert passes(action("a"), *payloads) == [True, True, True]


def test_a_contact_after_the_day_of_the_answer_cools_nothing_down() -> None:
    assert passes(action("a", cool_down_days=30), contacts(1, -1, action="a")) == [True]


def test_growth_is_barred_for_the_dormant_and_the_lost_and_like_winning_back_for_the_complaining() -> None:
    dormant, lost = ({"orders": [{"date": ago(days), "amount": 100.0}]} for days in (60, 120))
    payloads = (BOUGHT, dormant, lost, {**BOUGHT, "inquiries": [COMPLAINT]}, {**BOUGHT, "inquiries": []})
    assert passes(action("a", family="growth"), *payloads) == [True, False, False, False, True]
    assert passes(action("a", family="win_back"), *payloads) == [True, True, True, False, True]  # service before sales
    for family in ("retention", "service"):
        assert passes(action("a", family=family), *payloads) == [True] * 5


def test_a_complaint_that_was_resolved_bars_nothing() -> None:
    assert passes(action("a"), {**BOUGHT, "inquiries": [{**COMPLAINT, "resolved_on": ago(1)}]}) == [True]


def test_under_contract_the_high_band_is_not_sold_to() -> None:
    contracts = bundle(meta={"mode": "contracts"})
    assert passes(action("a"), BOUGHT, of=contracts, churn_band=["high"]) == [False]
    assert passes(action("a"), BOUGHT, of=contracts, churn_band=["medium"]) == [True]
    assert passes(action("a"), BOUGHT, churn_band=["high"]) == [True]


def test_a_first_buyer_is_offered_a_second_purchase_even_in_the_high_band() -> None:
    contracts = bundle(meta={"mode": "contracts"})
    offer = action("a", need="repurchase")
    assert passes(offer, ONCE, of=contracts, churn_band=["high"]) == [True]
    assert passes(action("a"), ONCE, of=contracts, churn_band=["high"]) == [False]
    assert passes(offer, BOUGHT, of=contracts, churn_band=["high"]) == [False]
    assert passes(offer, {**ONCE, "inquiries": [COMPLAINT]}, of=contracts, churn_band=["high"]) == [False]
