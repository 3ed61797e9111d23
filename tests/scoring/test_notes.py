from datetime import timedelta
from typing import Any

import pytest

from scoring.model import Bundle
from tests.scoring.builders import TODAY, ago, bundle, defaults
from tests.scoring.fitted import fitted, fitted_content
from tests.scoring.measured import order, orders
from tests.scoring.rows import scored

QUIET: dict[str, Any] = {"consent": {"channels": []}}


def warnings(payload: dict[str, Any], of: Bundle | None = None) -> dict[str, float]:
    """The warnings that apply, with their numbers."""
    found = scored(of or bundle(), {**QUIET, **payload}).notes.warnings
    return {code: float(number[0]) for code, number in found.items() if number[0]}


WARNINGS: dict[str, tuple[dict[str, Any], dict[str, float]]] = {
    "nothing to warn of": (orders(9, 8), {}),
    "entries after as_of": (
        {"orders": [order(-1), order(9)], "feedback": [{"date": ago(-9)}]}, {"entries_after_as_of": 2}
    ),
    "a summary after as_of": ({"order_summary": {"count": 1, "last_on": ago(-1)}}, {"entries_after_as_of": 1}),
    "identical lines": ({"orders": [order(9, id="a"), order(9, id="a"), order(9, id="a")]}, {"duplicate_lines": 2}),
    "lines that differ in one field": ({"orders": [order(9, id="a", cost=1.0), order(9, id="a")]}, {}),
    "identical lines of other days": (orders(9, 8), {}),
    "two pairs": ({"orders": [order(9), order(8), order(8), order(9)]}, {"duplicate_lines": 2}),
    "lines that differ in what is not known yet": (
        {"orders": [order(9, paid_on=ago(-1)), order(9, 5.0), order(9)]}, {"duplicate_lines": 1},
    ),
    "amounts of zero": ({"orders": [order(9, 0.0), order(8, -0.0), order(7)]}, {"amounts_of_zero": 2}),
    "no statement on consent": ({"consent": {"channels": None}}, {"consent_unknown": 1}),
    "no consent to anything": ({"consent": {"channels": []}}, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", WARNINGS)
def test_an_answer_warns_of_what_it_had_to_bear_with(case: str) -> None:
    payload, expected = WARNINGS[case]
    assert warnings(payload) == expected


@pytest.mark.parametrize(("days", "stale"), [(0, False), (180, False), (181, True)])
def test_a_bundle_is_stale_more_than_a_horizon_after_its_own_day(days: int, stale: bool) -> None:
    assert ("stale_bundle" in warnings({"as_of": TODAY + timedelta(days=days)})) == stale


def test_a_bundle_without_a_horizon_does_not_grow_stale() -> None:
    label = bundle(meta={"mode": "label", "horizon_days": None, "active_window_days": None})
    assert warnings({"as_of": TODAY + timedelta(days=9_999)}, label) == {}


def test_a_bundle_of_demo_data_says_so_in_every_answer() -> None:
    assert warnings({}, bundle(meta={"demo": True})) == {"demo_bundle": 1}


@pytest.mark.parametrize(("last", "warned"), [(59, False), (60, True)])
def test_a_champion_who_is_overdue_is_warned_of(last: int, warned: bool) -> None:
    """Champions who bought once a month, and have not for two."""
    regular = {"orders": [order(last + 30 * i, 9_999.0) for i in range(12)]}
    scale = {**fitted_content()["learned"]["rfm"]}
    scale["recency"] = scale["recency"] + 100
    of = bundle(learned={"rfm": scale})
    assert scored(of, regular).columns["rfm_group"].texts() == ["champions"]  # type: ignore[union-attr]
    assert ("overdue_champion" in warnings(regular, of)) == warned


PAID = [order(days, due_on=ago(days)) for days in (40, 9)]
FULL: dict[str, Any] = {"orders": PAID, "usage": [], "inquiries": [], "feedback": []}
# Account and profile in full, of which nothing is missing.
WHO: dict[str, Any] = {
    "account": {"status": "active", "signed_up_on": ago(400), "paying": True, "intent": "other"},
    "profile": {
        "kind": "company", "industry": "tools", "employees": 80, "annual_revenue": 3e7, "decision_role": "buyer",
        "city": "苏州", "city_tier": 2, "region": "华东", "acquisition_channel": "fair", "device": "desktop",
    },
}  # fmt: skip
# What a customer has and its pattern does not use; what is missing for a fuller answer.
INPUTS: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "the full pattern": ({**FULL, "contacts": []}, [], []),
    "a custom field of training": ({**FULL, "contacts": [], "attributes": {"score": 1}}, [], []),
    "a custom field that training did not have": (
        {**FULL, "contacts": [], "attributes": {"x": 1, "y": None}}, ["attributes.x"], []
    ),
    "a list less": ({**FULL, "usage": None, "contacts": []}, ["inquiries", "feedback", "contacts"], ["usage"]),
    "orders alone": (orders(9), [], ["usage", "inquiries", "feedback", "contacts", "orders.due_on"]),
    "a summary in place of orders": (
        {"order_summary": {"count": 1, "amount": 9.0, "last_on": ago(9)}}, [],
        ["orders", "usage", "inquiries", "feedback", "contacts"],
    ),
    "a summary without a last day": (
        {"order_summary": {"count": 1, "amount": 9.0}}, [], ["orders", "usage", "inquiries", "feedback", "contacts"],
    ),
    "a summary of nothing": ({"order_summary": {"count": 0}}, [], ["usage", "inquiries", "feedback", "contacts"]),
    "nothing": ({}, [], ["orders", "usage", "inquiries", "feedback", "contacts"]),
    "nothing but a field that training did not have": (
        {"attributes": {"x": 1}}, ["attributes.x"], ["orders", "usage", "inquiries", "feedback", "contacts"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", INPUTS)
def test_inputs_that_are_missing_or_not_used_are_named(case: str) -> None:
    payload, unused, missing = INPUTS[case]
    notes = scored(fitted(), {**WHO, **payload}).notes
    assert [name for name, mask in notes.unused.items() if mask[0]] == unused
    assert [name for name, mask in notes.missing.items() if mask[0]] == missing
    assert bool(notes.warnings["unused_inputs"][0]) == bool(unused)


def test_a_field_that_the_richest_pattern_needs_is_named_where_it_is_missing() -> None:
    made = fitted_content()
    made["patterns"][0]["fields"] = ["account_plan"]
    missing = scored(Bundle.from_content(made, "v"), FULL, {**FULL, "account": {"plan": "pro"}}).notes.missing
    assert missing["account.plan"].tolist() == [True, False]


def test_a_bundle_that_only_has_rules_uses_what_rules_use_and_names_no_input_as_unused() -> None:
    notes = scored(bundle(), {"attributes": {"x": 1}}).notes
    assert notes.unused == {}
    missing = {name for name, mask in notes.missing.items() if mask[0]}
    assert {"orders", "inquiries", "feedback", "contacts", "usage", "account", "profile"} <= missing


def test_every_warning_has_a_sentence_in_every_language() -> None:
    codes = scored(bundle(), {}).notes.warnings
    for language, labels in defaults()["labels"].items():
        assert set(codes) <= set(labels["warnings"]), language
