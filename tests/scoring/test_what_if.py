"""DEFINITIONS.md, section 3: the smallest change of one payload field that leads into a lower band."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from scoring import what_if
from scoring.dimensions.churn import BANDS
from scoring.features import Feature
from scoring.levers import levers_of
from scoring.model import Bundle
from scoring.vocabulary import OBJECTS, TABLES
from scoring.what_if import what_would_change
from tests.scoring.builders import ago, bundle, content, defaults
from tests.scoring.fitted import fitted, table_model
from tests.scoring.invariants import quick
from tests.scoring.measured import orders
from tests.scoring.payloads import payloads
from tests.scoring.rows import numbers, scored, texts

LEVERS = [lever["feature"] for lever in defaults()["definitions"]["levers"]]
UNMOVED = {name: [0.0] * 5 for name in LEVERS}
EDGES: Mapping[str, Sequence[float]] = {
    "open_complaints": (0, 1, 2),
    "satisfaction": (25, 50, 75),
    "uses_last_month": (0, 5, 20),
    "contract_days_left": (0, 60, 180),
    "mean_days_to_resolve": (10,),
}


def of_tables(intercept: float, **tables: Sequence[float]) -> Bundle:
    """A bundle of one pattern; each table has four bins and one for missing."""
    values = {**UNMOVED, "mean_days_to_resolve": [0.0, 0.0, 0.0], **tables}
    grid, model = table_model(EDGES, "logit", intercept, values)
    pattern = {
        "name": "full", "lists": [], "fields": [], "features": list(EDGES), "grid": grid.to_content(),
        "churn": model.to_content(), "value": None,
    }  # fmt: skip
    made = content(meta={"mode": "contracts", "method": "glass_box"})
    return Bundle.from_content({**made, "patterns": [pattern]}, "v")


def changes(of: Bundle, *payloads: Mapping[str, Any]) -> list[list[tuple[str, float, str]]]:
    """What would lower each customer's band: feature, its value then, band then."""
    found = what_would_change(scored(of, *payloads))
    return [
        [
            (feature, float(found.to[row, i]), BANDS[found.band[row, i]])
            for i, feature in enumerate(found.features)
            if found.band[row, i] >= 0
        ]
        for row in range(len(payloads))
    ]


def complaints(number: int) -> dict[str, Any]:
    return {"inquiries": [{"date": ago(9 + i), "complaint": True} for i in range(number)]}


COMPLAINTS = [-1.0, 0.0, 0.2, 2.0, 0.0]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, []),
        (1, [("open_complaints", 0.0, "low")]),
        (2, [("open_complaints", 0.0, "low")]),
        (3, [("open_complaints", 2.0, "medium")]),
        (4, [("open_complaints", 2.0, "medium")]),
        (9, []),
    ],
)
def test_the_smallest_step_into_a_lower_band_is_found(number: int, expected: list[Any]) -> None:
    assert changes(of_tables(0.5, open_complaints=COMPLAINTS), complaints(number)) == [expected]


def test_nothing_is_said_in_the_low_band() -> None:
    assert changes(of_tables(-5.0, open_complaints=COMPLAINTS), complaints(3)) == [[]]


def test_nothing_is_said_where_no_step_reaches() -> None:
    assert changes(of_tables(5.0, open_complaints=COMPLAINTS), complaints(1)) == [[]]


def test_the_whole_score_is_computed_again_not_one_table() -> None:
    """Resolving late ones raises the mean days to resolve, which takes back what the resolution gave."""
    of = of_tables(0.5, open_complaints=COMPLAINTS, mean_days_to_resolve=[0.0, 3.0, 0.0])
    assert changes(of, complaints(1)) == [[("open_complaints", 0.0, "low")]]
    assert changes(of, {"inquiries": [{"date": ago(11), "complaint": True}]}) == [[]]


FIELDS: dict[str, tuple[dict[str, Any], Bundle, tuple[str, float, str]]] = {
    "satisfaction": (
        {"feedback": [{"date": ago(9), "overall": 1.0}]}, of_tables(1.0, satisfaction=[0.2, 0.1, -2.0, -3.0, 0.0]),
        ("satisfaction", 75.0, "low"),
    ),
    "use": (
        {"usage": [{"month": date(2026, 10, 1), "uses": 4.0}]},
        of_tables(1.0, uses_last_month=[0.4, 0.3, -2.0, -3.0, 0.0]),
        ("uses_last_month", 6.0, "low"),
    ),
    "the contract": (
        {"account": {"contract_ends_on": ago(-30)}}, of_tables(1.0, contract_days_left=[1.0, 0.5, 0.3, -2.0, 0.0]),
        ("contract_days_left", 210.0, "low"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_that_the_company_can_act_on_is_tried(field: str) -> None:
    payload, of, expected = FIELDS[field]
    assert changes(of, payload) == [[expected]]


def test_only_features_that_the_model_holds_to_a_direction_are_tried() -> None:
    of = of_tables(0.5, open_complaints=COMPLAINTS)
    loose = replace(of, features={**of.features, "open_complaints": Feature("open_complaints", "inquiries", "count")})
    assert changes(of, complaints(1)) != [[]] == changes(loose, complaints(1))


def test_a_pattern_without_the_feature_is_not_moved_by_it() -> None:
    payload = {**orders(9), "account": {"contract_ends_on": ago(-30)}}
    scores = scored(fitted(), payload)
    assert texts(scores, "churn_pattern") == ["history"]
    assert changes(fitted(), payload) == [[]]


def test_rules_say_nothing_about_other_values() -> None:
    assert changes(bundle(), {**orders(90), **complaints(1)}) == [[]]


def test_what_is_promised_comes_true() -> None:
    """The payload with the change gets the band that was told, and one step less does not."""
    of = of_tables(0.5, open_complaints=COMPLAINTS)
    payload = complaints(3)
    inquiries = sorted(payload["inquiries"], key=lambda entry: entry["date"])
    resolved = {**inquiries[0], "resolved_on": ago(0)}
    promised = changes(of, payload)[0][0]
    after = scored(of, {"inquiries": [resolved, *inquiries[1:]]})
    assert after.facts.number("open_complaints").tolist() == [promised[1]]
    assert texts(after, "churn_band") == [promised[2]]


def test_customers_beside_each_other_get_what_they_get_alone() -> None:
    of = of_tables(0.5, open_complaints=COMPLAINTS, satisfaction=[0.5, 0.0, -1.0, -2.0, 0.0])
    payloads = [
        complaints(n) | {"feedback": [{"date": ago(9), "overall": r}]} for n in range(4) for r in (1.0, 2.0, 4.0)
    ]
    together = changes(of, *payloads)
    assert together == [changes(of, payload)[0] for payload in payloads]
    assert sum(map(len, together)) > 5


def test_a_score_is_not_changed_by_asking() -> None:
    scores = scored(of_tables(0.5, open_complaints=COMPLAINTS), complaints(3))
    before = numbers(scores, "churn_score")
    what_would_change(scores)
    assert numbers(scores, "churn_score") == before
    assert np.isnan(scores.facts.customers.tables["inquiries"].number("resolved_on")).all()


@quick
@given(payloads())
def test_copies_are_measured_as_if_they_had_come_as_they_are(batch: list[dict[str, Any]]) -> None:
    """Measuring their orders too, which no lever of the default touches, tells the same."""
    scores = scored(fitted(), *batch)
    with pytest.MonkeyPatch.context() as patched:
        fast = what_would_change(scores)
        patched.setattr(what_if, "OF_PURCHASES", tuple(TABLES) + tuple(OBJECTS))
        whole = what_would_change(scores)
    np.testing.assert_array_equal(fast.to, whole.to)
    np.testing.assert_array_equal(fast.band, whole.band)


def test_a_lever_on_purchases_moves_what_is_measured_of_them() -> None:
    lever = {
        "feature": "uses_last_month",
        "table": "order_summary",
        "field": "last_on",
        "edit": "extend",
        "steps": [30],
    }
    of = of_tables(1.0, uses_last_month=[0.4, 0.3, -2.0, -3.0, 0.0])
    scores = scored(of, {"order_summary": {"last_on": ago(90)}, "usage": []})
    facts = what_if._measured(scores.facts, (levers_of({"levers": [lever]})), np.array([0]))
    assert facts.number("days_since_last_order").tolist() == [60.0]
