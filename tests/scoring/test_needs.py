"""DEFINITIONS.md, section 6: orientation, style, severe pain, status and top need."""

from typing import Any

import numpy as np
import pytest

from scoring.cuts import MEASURES
from scoring.model import Bundle
from tests.scoring.builders import ago, bundle, facts
from tests.scoring.measured import order
from tests.scoring.rows import numbers, scored, texts
from tests.scoring.test_pain_points import ask

MEDIANS = {
    "needs_pain_weight": np.array([2.0, 5.0]),
    "needs_service_contacts": np.array([1.0]),
    "needs_response_rate": np.array([0.25]),
    "satisfaction_index": np.array([20.0, 40.0, 60.0, 80.0]),
}


def taught(**changes: object) -> Bundle:
    return bundle(learned={"cuts": {**MEDIANS, **changes}})


def told(column: str, payload: dict[str, Any], of: Bundle | None = None) -> str | None:
    return texts(scored(of or taught(), payload), column)[0]


def asks(**topics: int) -> list[dict[str, Any]]:
    """So many resolved inquiries of each topic."""
    return [ask(topic) for topic, number in topics.items() for _ in range(number)]


def bought(*discounts: float | None, days: int = 9) -> list[dict[str, Any]]:
    return [order(days + i, discount=discount) for i, discount in enumerate(discounts)]


ORIENTATIONS: dict[str, tuple[dict[str, Any], str | None]] = {
    "three of three on after-sales": ({"inquiries": asks(after_sales=3)}, "service"),
    "after-sales and training together": ({"inquiries": asks(after_sales=2, training=1)}, "service"),
    "product and feature together": ({"inquiries": asks(product=1, feature=2)}, "function"),
    "price": ({"inquiries": asks(price=3)}, "price"),
    "two signals are too few": ({"inquiries": asks(price=2)}, "mixed"),
    "60 % of five": ({"inquiries": asks(product=3, price=2)}, "function"),
    "57 % of seven": ({"inquiries": asks(product=4, price=3)}, "mixed"),
    "other topics are signals of nothing": ({"inquiries": asks(product=3, other=3)}, "mixed"),
    "inquiries without a topic are no signals": ({"inquiries": [*asks(product=2), ask(None)]}, "mixed"),
    "purchases at a discount speak for price": ({"inquiries": [], "orders": bought(0.1, 0.1, 0.1)}, "price"),
    "with inquiries about the price": ({"inquiries": asks(price=1), "orders": bought(0.1, 0.1)}, "price"),
    "against inquiries about others": ({"inquiries": asks(training=2), "orders": bought(0.1, 0.1, 0.1)}, "price"),
    "purchases at full price are no signals": ({"inquiries": asks(price=2), "orders": bought(0.0, None)}, "mixed"),
    "lines of a day are one purchase": ({"inquiries": [], "orders": [order(9, discount=0.1)] * 3}, "mixed"),
    "lines of an id are one purchase": (
        {"inquiries": [], "orders": [order(days, discount=0.1, id="a") for days in (7, 8, 9)]}, "mixed",
    ),
    "ids of one day are purchases": (
        {"inquiries": [], "orders": [order(9, discount=0.1, id=name) for name in "abc"]}, "price",
    ),
    "cancelled ones are none": (
        {"inquiries": [], "orders": [order(9, discount=0.1, id=name, status="cancelled") for name in "abc"]}, None,
    ),
    "364 days ago": ({"inquiries": [ask("price", days=364)] * 3}, "price"),
    "a year ago": ({"inquiries": [], "orders": bought(0.1, 0.1, 0.1, days=365)}, None),
    "nothing asked": ({"inquiries": []}, None),
    "inquiries unknown": ({"orders": bought(0.1, 0.1, 0.1)}, None),
}  # fmt: skip


@pytest.mark.parametrize("case", ORIENTATIONS)
def test_the_orientation_is_what_sixty_percent_of_three_signals_speak_of(case: str) -> None:
    payload, expected = ORIENTATIONS[case]
    assert told("needs_orientation", payload) == expected


def contact(
    direction: str = "inbound", department: str | None = "service", days: int = 9, **more: object
) -> dict[str, Any]:
    return {"date": ago(days), "direction": direction, "department": department, **more}


def marketing(answered: int, of: int) -> list[dict[str, Any]]:
    """Outbound contacts of marketing, so many of them answered."""
    return [contact("outbound", "marketing", responded=i < answered) for i in range(of)]


STYLES: dict[str, tuple[list[dict[str, Any]], str | None]] = {
    "more service contacts than the median": ([contact(), contact()], "service_seeking"),
    "as many as the median": ([contact()], None),
    "the channel of service": ([contact(department=None, channel="service")] * 2, "service_seeking"),
    "contacts of the service are not sought": ([contact("outbound")] * 2, None),
    "of another department": ([contact(department="finance")] * 2, None),
    "a year ago": ([contact(days=365)] * 2, None),
    "364 days ago": ([contact(days=364)] * 2, "service_seeking"),
    "answers more than the median": (marketing(1, 3), "product_seeking"),
    "answers as often as the median": (marketing(1, 4), None),
    "a campaign is marketing": ([contact("outbound", None, campaign="spring", responded=True)], "product_seeking"),
    "an answer on a day": ([contact("outbound", "marketing", responded_on=ago(8))], "product_seeking"),
    "answers to sales do not count": ([contact("outbound", "sales", responded=True)], None),
    "service comes first": ([contact(), contact(), *marketing(3, 3)], "service_seeking"),
    "no contacts": ([], None),
}  # fmt: skip


@pytest.mark.parametrize("case", STYLES)
def test_the_style_is_service_seeking_then_product_seeking_above_the_medians(case: str) -> None:
    contacts, expected = STYLES[case]
    assert told("needs_style", {"contacts": contacts}) == expected


def test_without_medians_there_is_no_style() -> None:
    many = {"contacts": [contact(), contact(), *marketing(3, 3)]}
    assert told("needs_style", many, taught(needs_service_contacts=None)) is None
    assert told("needs_style", many, taught(needs_response_rate=None)) == "service_seeking"
    assert told("needs_style", {"contacts": marketing(3, 3)}, taught(needs_service_contacts=None)) is None


def test_medians_are_learned_from_those_whose_contacts_are_known() -> None:
    of = facts({"contacts": [contact(), *marketing(1, 2)]}, {"contacts": []}, {})
    assert MEASURES["needs_service_contacts"](of)[:2].tolist() == [1, 0]
    assert np.isnan(MEASURES["needs_service_contacts"](of)[2])
    assert MEASURES["needs_response_rate"](of)[0] == 0.5 and np.isnan(MEASURES["needs_response_rate"](of)[1:]).all()


def rated(days: int = 5, **ratings: int) -> list[dict[str, Any]]:
    return [{"date": ago(days), **ratings}]


OPEN = ask("price", solved=False)
STATUSES: dict[str, tuple[dict[str, Any], str | None]] = {
    "an open complaint": ({"inquiries": [ask("price", complaint=True, solved=False)]}, "unmet"),
    "an open complaint of long ago": ({"inquiries": [ask("price", days=999, complaint=True, solved=False)]}, "unmet"),
    "a complaint that was resolved": ({"inquiries": [ask("price", complaint=True)]}, "met"),
    "the topic rated 2": ({"inquiries": [ask("price")], "feedback": rated(price=2)}, "unmet"),
    "the topic rated 3": ({"inquiries": [ask("price")], "feedback": rated(price=3)}, "partly_met"),
    "resolved and rated 4": ({"inquiries": [ask("price")], "feedback": rated(price=4)}, "met"),
    "resolved and not rated": ({"inquiries": [ask("price")], "feedback": []}, "met"),
    "another rating of 1": ({"inquiries": [ask("price")], "feedback": rated(product=1, overall=1)}, "met"),
    "training is rated as service": ({"inquiries": [ask("training")], "feedback": rated(service=2)}, "unmet"),
    "features are rated as product": ({"inquiries": [ask("feature")], "feedback": rated(product=2)}, "unmet"),
    "other topics have no rating": ({"inquiries": [ask("other")], "feedback": rated(overall=1)}, "met"),
    "the latest rating counts": (
        {"inquiries": [ask("price")], "feedback": rated(8, price=1) + rated(7, price=5)}, "met",
    ),
    "a rating of last year": ({"inquiries": [ask("price")], "feedback": rated(365, price=1)}, "met"),
    "a rating of 364 days ago": ({"inquiries": [ask("price")], "feedback": rated(364, price=1)}, "unmet"),
    "unresolved": ({"inquiries": [OPEN]}, "partly_met"),
    "unresolved and rated 5": ({"inquiries": [OPEN], "feedback": rated(price=5)}, "partly_met"),
    "one of two resolved": ({"inquiries": [OPEN, ask("other")]}, "partly_met"),
    "bought what was asked for": (
        {"inquiries": [ask("price", days=9, solved=False, category="a")], "orders": [order(8, category="a")]}, "met",
    ),
    "bought it the same day": (
        {"inquiries": [ask("price", days=9, solved=False, category="a")], "orders": [order(9, category="a")]},
        "partly_met",
    ),
    "bought it before and after": (
        {
            "inquiries": [ask("price", days=9, solved=False, category="a")],
            "orders": [order(20, category="a"), order(8, category="a")],
        }, "met",
    ),
    "bought it after, and before what another inquiry was about": (
        {
            "inquiries": [ask("price", days=9, solved=False, category="a"), ask("price", category="b")],
            "orders": [order(20, category="b"), order(8, category="a")],
        }, "met",
    ),
    "bought something else": (
        {"inquiries": [ask("price", solved=False, category="a")], "orders": [order(1, category="b"), order(1)]},
        "partly_met",
    ),
    "bought it and gave it back": (
        {
            "inquiries": [ask("price", solved=False, category="a")],
            "orders": [order(1, category="a", status="refunded")],
        }, "partly_met",
    ),
    "bought one of two": (
        {
            "inquiries": [ask("price", solved=False, category=name) for name in "ab"],
            "orders": [order(1, category="a"), order(20, category="b")],
        }, "partly_met",
    ),
    "bought it, with a complaint open": (
        {
            "inquiries": [ask("price", solved=False, complaint=True, category="a")],
            "orders": [order(1, category="a")],
        }, "unmet",
    ),
    "nothing asked for": ({"inquiries": [], "feedback": rated(price=1)}, None),
    "inquiries unknown": ({"feedback": rated(price=1)}, None),
}  # fmt: skip


@pytest.mark.parametrize("case", STATUSES)
def test_needs_are_unmet_met_or_partly_met(case: str) -> None:
    payload, expected = STATUSES[case]
    assert told("needs_status", payload) == expected


def test_what_others_bought_meets_no_need() -> None:
    mine = {"inquiries": [ask("price", solved=False, category="b")]}
    others = {"inquiries": [ask("price", category="a")], "orders": [order(1, category=name) for name in "abc"]}
    assert texts(scored(taught(), others, mine, others), "needs_status") == ["met", "partly_met", "met"]


TOPS: dict[str, tuple[list[dict[str, Any]], tuple[str | None, str | None]]] = {
    "the heaviest topic": ([ask("price", 3), ask("other")], ("price", "topic")),
    "a category that several topics share": (
        [ask("price", 2, category="valves"), ask("other", 2, category="valves")], ("valves", "category"),
    ),
    "a topic where both weigh the same": ([ask("price", 2, category="valves")], ("price", "topic")),
    "a category alone": ([ask(None, category="valves")], ("valves", "category")),
    "neither": ([ask(None)], (None, None)),
    "nothing": ([], (None, None)),
}  # fmt: skip


@pytest.mark.parametrize("case", TOPS)
def test_the_top_need_is_the_topic_or_category_with_the_largest_weight(case: str) -> None:
    inquiries, expected = TOPS[case]
    scores = scored(taught(), {"inquiries": inquiries})
    assert (texts(scores, "needs_top_need")[0], texts(scores, "needs_top_need_kind")[0]) == expected


PAINS: dict[str, tuple[dict[str, Any], tuple[str | None, float | None]]] = {
    "at level high, unresolved": ({"inquiries": [ask("price", 3, solved=False)]}, ("price", 1)),
    "at level high, resolved": ({"inquiries": [ask("price", 3)] * 2}, ("price", 0)),
    "at level middle": ({"inquiries": [ask("price", 2, solved=False)]}, (None, 0)),
    "one of three unresolved": ({"inquiries": [ask("price", 3), ask("price", 3), OPEN]}, ("price", 1)),
    "another topic unresolved": ({"inquiries": [*[ask("price", 3)] * 2, ask("other", solved=False)]}, ("price", 0)),
    "nothing": ({"inquiries": []}, (None, 0)),
    "unknown": ({}, (None, None)),
}  # fmt: skip


@pytest.mark.parametrize("case", PAINS)
def test_a_severe_pain_is_the_heaviest_pain_point_at_level_high(case: str) -> None:
    payload, (topic, is_open) = PAINS[case]
    scores = scored(taught(), payload)
    assert (texts(scores, "needs_severe_pain"), numbers(scores, "needs_severe_pain_open")) == ([topic], [is_open])


@pytest.mark.parametrize(
    ("payload", "basis"),
    [({}, "insufficient_data"), ({"inquiries": []}, "rule"), ({"contacts": [contact()] * 2}, "rule"),
     ({"contacts": []}, "insufficient_data")],
)  # fmt: skip
def test_needs_rest_on_a_rule_where_anything_is_known(payload: dict[str, Any], basis: str) -> None:
    assert told("needs_basis", payload) == basis


def test_what_would_tell_the_needs_is_named_where_it_is_missing() -> None:
    missing = scored(taught(), {}, {"inquiries": [], "contacts": [], "feedback": [], "orders": []}).notes.missing
    for name in ("inquiries", "contacts", "feedback"):
        assert missing[name].tolist() == [True, False], name


@pytest.mark.parametrize(
    ("payload", "path", "named"),
    [
        ({"inquiries": [ask(None)]}, "inquiries.topic", True),
        ({"inquiries": [ask(None), ask("price")]}, "inquiries.topic", False),
        ({"inquiries": []}, "inquiries.topic", False),
        ({}, "inquiries.topic", False),
        ({"contacts": [contact(department=None)]}, "contacts.department", True),
        ({"contacts": [contact(department=None), contact()]}, "contacts.department", False),
        ({"contacts": []}, "contacts.department", False),
        ({}, "contacts.department", False),
    ],
)
def test_a_field_that_a_known_list_lacks_is_named(payload: dict[str, Any], path: str, named: bool) -> None:
    assert scored(taught(), payload).notes.missing[path].tolist() == [named]


def tagged(payload: dict[str, Any]) -> set[str]:
    tags = scored(taught(), payload).tags
    flags = {tag for tag, mask in tags.flags.items() if mask[0]}
    return flags | {f"{space}:{tags.classes[space].texts()[0]}" for space in ("need", "pain")}


def test_marketing_finds_needs_and_pains_by_tag() -> None:
    assert {"need:service", "pain:after_sales", "pain:open"} <= tagged(
        {"inquiries": [ask("after_sales", 3, solved=False)] * 3}
    )
    assert "need:unmet" in tagged({"inquiries": [ask("price", complaint=True, solved=False)]})
    assert tagged({"inquiries": [ask("price")]}) == {"need:mixed", "pain:None"}


HAPPY = {"feedback": rated(overall=5)}


@pytest.mark.parametrize(
    ("payload", "warned"),
    [
        ({**HAPPY, "inquiries": [ask("price", 3, solved=False)]}, 1),
        ({**HAPPY, "inquiries": [ask("price", 1, complaint=True, solved=False)]}, 1),
        ({**HAPPY, "inquiries": [OPEN]}, 0),
        ({**HAPPY, "inquiries": [ask("price", 3)] * 2}, 0),
        ({"feedback": rated(overall=4), "inquiries": [ask("price", 3, solved=False)]}, 0),
        (HAPPY, 0),
    ],
)
def test_a_customer_among_the_most_satisfied_with_a_severe_open_problem_is_warned_of(
    payload: dict[str, Any], warned: int
) -> None:
    assert scored(taught(), payload).notes.warnings["satisfied_in_pain"].tolist() == [warned]
