"""DEFINITIONS.md, section 7: open complaints, complaints and inquiries of 90 days, contact pressure and by whom."""

from typing import Any

import pytest

from tests.scoring.builders import ago, bundle
from tests.scoring.rows import numbers, scored, texts


def told(column: str, payload: dict[str, Any]) -> float | None:
    return numbers(scored(bundle(), payload), f"attention_{column}")[0]


def asked(*days: int, **more: object) -> dict[str, Any]:
    return {"inquiries": [{"date": ago(day), **more} for day in days]}


@pytest.mark.parametrize(
    ("payload", "inquiries", "complaints"),
    [
        (asked(0, 89), 2, 0),
        (asked(0, 89, 90, complaint=True), 2, 2),
        (asked(5, complaint=False), 1, 0),
        (asked(-1, complaint=True), 0, 0),
        ({"inquiries": []}, 0, 0),
        ({}, None, None),
    ],
)
def test_complaints_and_inquiries_of_ninety_days_are_counted(
    payload: dict[str, Any], inquiries: int | None, complaints: int | None
) -> None:
    assert (told("inquiries_90d", payload), told("complaints_90d", payload)) == (inquiries, complaints)


def test_days_to_resolve_are_the_mean_of_what_was_resolved() -> None:
    solved = [{"date": ago(9), "resolved_on": ago(days)} for days in (8, 4)]
    assert told("mean_days_to_resolve", {"inquiries": [*solved, {"date": ago(3)}]}) == 3
    assert told("mean_days_to_resolve", asked(3)) is None


def contacts(*departments: str | None, days: int = 5, direction: str = "outbound") -> list[dict[str, Any]]:
    return [{"date": ago(days), "direction": direction, "department": name} for name in departments]


DEPARTMENTS: dict[str, tuple[dict[str, Any], float | None]] = {
    "each once": ({"contacts": contacts("sales", "service", "sales")}, 2),
    "one on two days": ({"contacts": contacts("sales", days=1) + contacts("sales", days=2)}, 1),
    "not named": ({"contacts": contacts(None)}, 0),
    "29 days ago": ({"contacts": contacts("sales", days=29)}, 1),
    "30 days ago": ({"contacts": contacts("sales", days=30)}, 0),
    "inbound": ({"contacts": contacts("sales", direction="inbound")}, 0),
    "none": ({"contacts": []}, 0),
    "unknown": ({}, None),
}


@pytest.mark.parametrize("case", DEPARTMENTS)
def test_departments_that_contacted_a_customer_in_thirty_days_are_counted(case: str) -> None:
    payload, expected = DEPARTMENTS[case]
    assert told("contact_departments_30d", payload) == expected


def test_departments_are_counted_for_each_customer_by_itself() -> None:
    scores = scored(bundle(), {"contacts": contacts("a", "b")}, {}, {"contacts": contacts("b")}, {"contacts": []})
    assert numbers(scores, "attention_contact_departments_30d") == [2, None, 1, 0]


@pytest.mark.parametrize(("number", "pressed"), [(4, 0), (5, 1)])
def test_more_contacts_than_the_limit_are_pressure(number: int, pressed: int) -> None:
    payload = {"contacts": contacts(*["sales"] * number)}
    assert (told("outbound_contacts_30d", payload), told("contact_pressure", payload)) == (number, pressed)


@pytest.mark.parametrize(
    ("payload", "basis"),
    [({}, "insufficient_data"), (asked(3), "rule"), ({"contacts": []}, "rule")],
)
def test_attention_rests_on_a_rule_where_anything_is_known(payload: dict[str, Any], basis: str) -> None:
    assert texts(scored(bundle(), payload), "attention_basis") == [basis]


def test_inputs_that_would_tell_are_named() -> None:
    missing = scored(bundle(), {}, {"inquiries": [], "contacts": []}).notes.missing
    assert missing["inquiries"].tolist() == missing["contacts"].tolist() == [True, False]
