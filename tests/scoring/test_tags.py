from typing import Any

import pytest

from scoring.model import Bundle
from tests.scoring.builders import ago, bundle, content, defaults
from tests.scoring.fitted import fitted
from tests.scoring.measured import order, orders
from tests.scoring.rows import scored


def flags(payload: dict[str, Any], of: Bundle | None = None) -> list[str]:
    return [tag for tag, mask in scored(of or fitted(), payload).tags.flags.items() if mask[0]]


def test_each_namespace_carries_the_class_of_its_column() -> None:
    scores = scored(fitted(), orders(40, 9), {})
    assert set(scores.tags.classes) == set(defaults()["definitions"]["tags"])
    for space, column in defaults()["definitions"]["tags"].items():
        assert scores.tags.classes[space] is scores.columns[column]


def outbound(number: int) -> dict[str, Any]:
    return {"contacts": [{"date": ago(9), "direction": "outbound"}] * number}


# Payload, tag, whether it is there.
TAGS: dict[str, tuple[dict[str, Any], str, bool]] = {
    "after the usual gap": (orders(31), "purchase:overdue", True),
    "within the usual gap": (orders(30), "purchase:overdue", False),
    "an open complaint": ({"inquiries": [{"date": ago(9), "complaint": True}]}, "complaint:open", True),
    "a complaint that is resolved": (
        {"inquiries": [{"date": ago(9), "complaint": True, "resolved_on": ago(1)}]}, "complaint:open", False,
    ),
    "more contacts than the limit": (outbound(5), "contact:pressed", True),
    "as many as the limit": (outbound(4), "contact:pressed", False),
    "unknown contacts": ({}, "contact:pressed", False),
}  # fmt: skip


@pytest.mark.parametrize("case", TAGS)
def test_a_tag_is_there_where_its_conditions_hold(case: str) -> None:
    payload, tag, there = TAGS[case]
    assert (tag in flags(payload)) == there


@pytest.mark.parametrize("recent", [10.0, 20.0])
def test_a_rising_customer_who_is_not_of_high_value_is_a_potential_one(recent: float) -> None:
    payload = {"orders": [order(120, 10.0), order(9, recent)]}
    scores = scored(fitted(), payload)
    assert scores.columns["value_tier"].texts() != ["high"]  # type: ignore[union-attr]
    assert ("potential_high_value" in flags(payload)) == (recent > 12)


def test_a_tier_that_is_not_known_is_not_called_potential() -> None:
    assert "potential_high_value" not in flags({"orders": [order(120), order(9, 20.0)]}, bundle())


def test_a_company_adds_a_tag_without_code() -> None:
    made = content()
    rule = {"tag": "vip:yes", "when": [{"field": "value_historic_value", "at_least": 100}]}
    definitions = {**made["definitions"], "tag_rules": [*made["definitions"]["tag_rules"], rule]}
    own = Bundle.from_content({**made, "definitions": definitions}, "v")
    assert flags({"orders": [order(9, 100.0)]}, own) == ["vip:yes"]
    assert flags({"orders": [order(9, 99.0)]}, own) == []
