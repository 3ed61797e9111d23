"""A company's own dimensions: classes by conditions, on the same columns as everything else."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest

from scoring.custom import dimensions_of
from scoring.model import Bundle
from scoring.outputs import COMPARABLE
from scoring.policy import LANGUAGES
from tests.scoring.builders import NOTHING, action, content
from tests.scoring.fitted import ATTRIBUTES
from tests.scoring.measured import orders
from tests.scoring.rows import answers, scored, texts


def labels(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def own(code: str, *classes: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    found = [{"code": name, "labels": labels(name), "when": when} for name, when in classes]
    return {"code": code, "labels": labels(code), "classes": found}


# By a feature, a column of the answer and a field of the company's own; the first class that holds wins.
KEY = own(
    "account",
    ("key", [{"field": "purchase_count", "at_least": 2}, {"field": "attributes_contract", "is": "yearly"}]),
    ("open", [{"field": "lifecycle_stage", "in": ["prospect", "first_purchase"]}]),
    ("paid", [{"field": "attributes_score", "above": 1}]),
)


def bundle(*dimensions: Mapping[str, Any], **changes: Any) -> Bundle:
    made = content(features=ATTRIBUTES, learned={"texts": ["attributes_contract"]}, **changes)
    return Bundle.from_content({**made, "dimensions": list(dimensions)}, "2026-11-21-00000000")


YEARLY, MONTHLY = {"attributes": {"contract": "yearly"}}, {"attributes": {"contract": "monthly"}}
CLASSES = [
    ({**orders(9, 40), **YEARLY}, "key"),
    ({**orders(9), **YEARLY}, "open"),
    ({**orders(9, 40), **MONTHLY}, None),
    ({**orders(9, 40), "attributes": {"contract": "monthly", "score": 1.01}}, "paid"),
    ({**orders(9, 40), "attributes": {"contract": "monthly", "score": 1}}, None),
    ({**orders(9, 40), "attributes": {"contract": 5}}, None),
    (orders(9, 40), None),
    ({"orders": []}, "open"),
    ({}, None),
]


@pytest.mark.parametrize(("payload", "expected"), CLASSES)
def test_the_first_class_whose_conditions_hold_wins(payload: dict[str, Any], expected: str | None) -> None:
    assert texts(scored(bundle(KEY), payload), "custom_account") == [expected]


def test_one_customer_and_many_get_the_same_class() -> None:
    payloads = [payload for payload, _ in CLASSES]
    assert texts(scored(bundle(KEY), *payloads), "custom_account") == [expected for _, expected in CLASSES]
    named = [{"customer_id": f"C{i}", **payload} for i, payload in enumerate(payloads)]
    assert answers(bundle(KEY), named) == [answers(bundle(KEY), [one])[0] for one in named]


def test_a_last_class_without_conditions_holds_everybody_else() -> None:
    dimension = own("size", ("many", [{"field": "purchase_count", "at_least": 2}]), ("other", []))
    assert texts(scored(bundle(dimension), orders(1, 2), orders(1), {}), "custom_size") == ["many", "other", "other"]


def test_the_classes_are_tags_and_a_policy_may_ask_for_them() -> None:
    entry = action("call", family="service", when=[{"field": "custom_account", "is": "key"}], because="custom_account")
    of = bundle(KEY, actions=[entry, NOTHING])
    scores = scored(of, *(payload for payload, _ in CLASSES[:2]))
    assert scores.tags.classes["account"].texts() == ["key", "open"]
    assert [of.policy.actions[row[0]].code for row in scores.actions.chosen] == ["call", "do_nothing"]


def changed(**entries: Any) -> list[dict[str, Any]]:
    """The dimension with entries of itself replaced; None takes one out."""
    given = {**deepcopy(KEY), **entries}
    return [{key: item for key, item in given.items() if item is not None}]


def first_class(**entries: Any) -> list[dict[str, Any]]:
    found = deepcopy(KEY)
    found["classes"][0].update(entries)
    return [found]


SLIPS = {
    "a key": (changed(clases=[]), "dimensions[0]: 'clases' does not exist; did you mean 'classes'?"),
    "no labels": (changed(labels=None), "dimensions[0] lacks labels"),
    "a language": (changed(labels={"zh-Hans": "级别", "en": "class"}), "dimensions[0].labels has no text in zh-Hant"),
    "another language": (changed(labels={**labels("a"), "fr": "a"}), "dimensions[0].labels: 'fr' does not exist"),
    "a text for labels": (changed(labels="class"), "dimensions[0].labels must be a table"),
    "a code": (changed(code="Account class"), "dimensions[0].code must begin with a small letter"),
    "no class": (changed(classes=[]), "dimensions[0].classes must hold at least one class"),
    "a class's code": (first_class(code="open"), "dimensions[0].classes: the code 'open' stands twice"),
    "a list of conditions": (first_class(when={}), "dimensions[0].classes[0].when must be a list"),
    "everybody first": (first_class(when=[]), "dimensions[0].classes[0].when holds for everybody"),
    "a field": (
        first_class(when=[{"field": "valeu_tier", "is": "high"}]),
        "dimensions[0].classes[0].when[0].field: 'valeu_tier' does not exist; did you mean 'value_tier'?",
    ),
    "a test": (first_class(when=[{"field": "value_tier", "iss": "high"}]), "did you mean 'is'?"),
    "a text for a number": (first_class(when=[{"field": "value_percentile", "above": "9"}]), "above must be a number"),
    "a pair": (first_class(when=[{"field": "value_interval", "above": 9}]), "'value_interval' does not exist"),
    "twice": ([KEY, KEY], "dimensions: the code 'account' stands twice"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_place_and_remedy(slip: str) -> None:
    entries, sentence = SLIPS[slip]
    with pytest.raises(ValueError, match=re.escape(sentence)):
        dimensions_of(entries, {*COMPARABLE, "purchase_count", *ATTRIBUTES})
