"""The option that is not targeted at anybody (PIPL, article 24), on the path of a request: bytes in, answer out."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from schema.answer import answer
from schema.limits import Limits
from schema.payload import parse_batch
from scoring.vocabulary import CHANNELS
from tests.scoring.fitted import fitted

TODAY = date(2026, 11, 21)
POLICY = {action.code: action for action in fitted().policy.actions}


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def lives() -> Iterator[dict[str, Any]]:
    """Customers of many situations: new, repeated, quiet, lost, at odds, in debt, with a contract that ends."""
    for last in (2, 20, 50, 70, 130, 300):
        for count in (1, 4):
            orders = [{"date": ago(last + 30 * i), "amount": 900.0, "cost": 300.0} for i in range(count)]
            yield {"orders": orders}
            yield {"orders": orders, "feedback": [{"date": ago(5), "nps": 2}]}
            yield {"orders": orders, "inquiries": [{"date": ago(20), "complaint": True, "topic": "after_sales"}]}
            yield {"orders": [{**one, "due_on": ago(last + 1)} for one in orders]}
            yield {"orders": orders, "account": {"contract_ends_on": ago(-30), "signed_up_on": ago(700)}}
            yield {"orders": orders, "usage": [{"month": "2026-10", "uses": 2}, {"month": "2026-07", "uses": 40}]}


def answers(*, personalization: bool) -> list[dict[str, Any]]:
    # every customer several times, since a tenth is held out of each action
    consent = {"channels": list(CHANNELS), "personalization": personalization}
    rows = [
        {"customer_id": f"C{i}-{k}", "consent": consent, **life} for i, life in enumerate(lives()) for k in range(3)
    ]
    records = parse_batch(json.dumps(rows).encode(), Limits(), currency="CNY")
    return answer([one for one in records if isinstance(one, dict)], fitted(), "en", TODAY)


@pytest.fixture(scope="module")
def plain() -> list[dict[str, Any]]:
    return answers(personalization=False)


def codes(found: list[dict[str, Any]]) -> set[str]:
    return {one["code"] for each in found for one in each["actions"]} | {
        code for each in found for code in each["withheld"]
    }


def test_who_refuses_personalisation_is_offered_service_alone(plain: list[dict[str, Any]]) -> None:
    offered = [POLICY[code] for code in codes(plain)]
    assert len(plain) == 6 * 2 * 6 * 3
    assert {action.family for action in offered} == {"service", "none"}
    assert not any(action.personalized or action.discount for action in offered)


def test_the_same_customers_are_offered_more_where_they_agree() -> None:
    """Else the test above could not fail."""
    offered = [POLICY[code] for code in codes(answers(personalization=True))]
    assert {"retention", "win_back", "growth"} <= {action.family for action in offered}
    assert any(action.discount for action in offered) and any(action.personalized for action in offered)


def test_what_is_owed_comes_whether_personalised_or_not(plain: list[dict[str, Any]]) -> None:
    duties = [{one["code"] for one in each["actions"] if POLICY[one["code"]].duty} for each in plain]
    agreed = [
        {one["code"] for one in each["actions"] if POLICY[one["code"]].duty} for each in answers(personalization=True)
    ]
    assert any(duties) and all(mine >= theirs for mine, theirs in zip(duties, agreed, strict=True))
