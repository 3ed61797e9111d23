from typing import Any

import numpy as np
import pytest

from scoring.model import Bundle
from scoring.predictions import predict
from tests.scoring.builders import TODAY, ago, content
from tests.scoring.fitted import PATTERNS, fitted, fitted_content, table_model
from tests.scoring.measured import order, orders
from tests.scoring.rows import numbers, scored, texts

FULL: dict[str, Any] = {**orders(40, 9), "usage": [], "inquiries": [], "feedback": []}
SUMMARY = {"count": 3, "amount": 90.0, "first_on": ago(90), "last_on": ago(9)}

# A pattern asks for its lists, for its fields, and for any one of its features.
RICHEST: dict[str, tuple[dict[str, Any], str | None]] = {
    "all that training had": (FULL, "full"),
    "a list that is missing": ({**FULL, "feedback": None}, "history"),
    "a list that is known to be empty is there": ({**FULL, "feedback": []}, "full"),
    "a list more than the pattern needs": ({**FULL, "contacts": []}, "full"),
    "orders alone": (orders(9), "history"),
    "a summary alone": ({"order_summary": SUMMARY}, "summary"),
    "a summary without revenue beside orders": ({**orders(9), "order_summary": {"count": 9}}, "summary"),
    "the last day alone": ({"order_summary": {"last_on": ago(9)}}, "recency"),
    "anything but orders": ({"profile": {"kind": "person"}}, "no_history"),
    "a custom field alone": ({"attributes": {"score": 1}}, "no_history"),
    "a field that no pattern knows": ({"profile": {"city": "苏州"}, "attributes": {"x": 1}}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize("case", RICHEST)
def test_a_customer_takes_the_richest_pattern_that_it_satisfies(case: str) -> None:
    payload, pattern = RICHEST[case]
    assert texts(scored(fitted(), payload), "churn_pattern") == [pattern]


def test_every_pattern_is_reached() -> None:
    assert {pattern for _, pattern in RICHEST.values()} == {*PATTERNS, None}


def test_the_score_is_the_intercept_and_one_value_of_each_table() -> None:
    edges = {"purchase_count": [1.0], "days_since_last_order": [9.0]}
    tables = {"purchase_count": [0.5, -0.25, 9.0], "days_since_last_order": [-1.0, 2.0, 9.0]}
    scores = scored(one_pattern(edges, tables), orders(9), orders(9, 8), orders(10))
    assert numbers(scores, "churn_score") == [0.1 + 0.5 - 1.0, 0.1 - 0.25 - 1.0, 0.1 + 0.5 + 2.0]
    assert numbers(scores, "churn_baseline_score") == [0.1] * 3


def one_pattern(edges: dict[str, list[float]], tables: dict[str, list[float]], **definitions: int) -> Bundle:
    grid, model = table_model(edges, "logit", 0.1, tables)
    pattern = {
        "name": "full", "lists": [], "fields": [], "features": list(edges), "grid": grid.to_content(),
        "churn": model.to_content(), "value": None,
    }  # fmt: skip
    made = content(meta={"method": "glass_box"})
    churn = {**made["definitions"]["churn"], **definitions}
    return Bundle.from_content(
        {**made, "patterns": [pattern], "definitions": {**made["definitions"], "churn": churn}}, "v"
    )


def reasons(of: Bundle, payload: dict[str, Any]) -> list[tuple[str, float]]:
    found = predict(scored(of, payload).facts).reasons
    return [(found.names[i], e) for i, e in zip(found.feature[0], found.effect[0].tolist(), strict=True) if i >= 0]


THREE = {"purchase_count": [1.0], "days_since_last_order": [9.0], "satisfaction": [50.0]}
EFFECTS = {
    "purchase_count": [0.5, 0.0, 9.0],
    "days_since_last_order": [-1.0, 2.0, 9.0],
    "satisfaction": [0.0, 0.0, 3.0],
}


def test_reasons_are_the_largest_effects_first_whichever_way_they_pull() -> None:
    assert reasons(one_pattern(THREE, EFFECTS), orders(9)) == [("days_since_last_order", -1.0), ("purchase_count", 0.5)]


def test_what_has_no_effect_is_no_reason() -> None:
    assert reasons(one_pattern(THREE, EFFECTS), orders(9, 8)) == [("days_since_last_order", -1.0)]


def test_what_is_absent_is_no_reason_but_part_of_the_other_effect() -> None:
    scores = scored(one_pattern(THREE, EFFECTS), orders(9))
    assert numbers(scores, "churn_other_effect") == [3.0]


def test_a_text_that_training_did_not_know_is_absent() -> None:
    pumps, valves = ({**FULL, "orders": [order(9, category=c)]} for c in ("pumps", "valves"))
    found = [name for name, _ in reasons(fitted(), pumps)]
    assert "last_category" not in found
    scores = scored(fitted(), pumps, {**FULL, "orders": [order(9)]}, valves)
    unknown, missing, known = numbers(scores, "churn_score")
    assert unknown == missing != known


def test_no_more_reasons_are_told_than_the_definitions_say() -> None:
    few = one_pattern(THREE, EFFECTS, reasons=1)
    assert reasons(few, orders(9)) == [("days_since_last_order", -1.0)]
    assert numbers(scored(few, orders(9)), "churn_other_effect") == [3.5]


def test_a_bundle_without_patterns_predicts_nothing() -> None:
    bare = Bundle.from_content({**fitted_content(), "patterns": []}, "v")
    found = predict(scored(bare, FULL).facts)
    assert found.pattern.tolist() == [-1]
    assert np.isnan([found.churn_score, found.value, found.baseline]).all()
    assert (found.reasons.feature == -1).all()


def test_the_models_of_one_pattern_never_score_a_customer_of_another() -> None:
    together = scored(fitted(), FULL, orders(9), {"order_summary": SUMMARY}, {"as_of": TODAY})
    alone = [numbers(scored(fitted(), p), "churn_score")[0] for p in (FULL, orders(9), {"order_summary": SUMMARY}, {})]
    assert numbers(together, "churn_score") == alone
    assert len({*alone}) == 4
