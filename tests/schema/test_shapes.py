"""The shape is the vocabulary."""

import json
from typing import get_type_hints

import pytest
from pydantic import TypeAdapter

from schema import shapes
from schema.examples import EXAMPLES
from schema.limits import Limits
from schema.payload import parse, parse_batch
from schema.places import TOP
from scoring.customers import from_records
from scoring.vocabulary import CHOICES, OBJECTS, TABLES, Kind

SHAPES = {
    "orders": shapes.Order,
    "usage": shapes.Usage,
    "inquiries": shapes.Inquiry,
    "feedback": shapes.Feedback,
    "contacts": shapes.Contact,
    "order_summary": shapes.OrderSummary,
    "account": shapes.Account,
    "profile": shapes.Profile,
    "consent": shapes.Consent,
}
FORMS = {
    Kind.NUMBER: {"number"},
    Kind.FLAG: {"boolean"},
    Kind.DAY: {"string"},
    Kind.TEXT: {"string"},
    Kind.TEXTS: {"array"},
}


def form(name: str) -> dict[str, dict[str, object]]:
    return TypeAdapter(SHAPES[name]).json_schema()["properties"]


def alternatives(field: dict[str, object]) -> list[dict[str, object]]:
    return [each for each in field.get("anyOf", [field]) if each != {"type": "null"}]


@pytest.mark.parametrize("name", SHAPES)
def test_the_fields_are_those_of_the_vocabulary_in_its_order(name):
    assert list(get_type_hints(SHAPES[name])) == list({**TABLES, **OBJECTS}[name])


def test_every_part_of_the_vocabulary_has_its_place():
    assert {*SHAPES} == {*TABLES, *OBJECTS}
    assert {*get_type_hints(shapes.CustomerPayload)} == {*TOP}


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_has_the_kind_of_the_vocabulary(name):
    for field, kind in {**TABLES, **OBJECTS}[name].items():
        assert {each["type"] for each in alternatives(form(name)[field])} == FORMS[kind], field


@pytest.mark.parametrize(("part", "field"), CHOICES)
def test_choices_are_those_of_the_vocabulary(part, field):
    (choice,) = alternatives(form(part)[field])
    assert tuple(choice.get("items", choice)["enum"]) == CHOICES[part, field]


@pytest.mark.parametrize("shape", [shapes.CustomerPayload, *SHAPES.values()])
def test_every_field_is_described(shape):
    assert all(field.get("description") for field in TypeAdapter(shape).json_schema()["properties"].values())


def test_unknown_fields_are_forbidden_at_every_level():
    schema = TypeAdapter(shapes.CustomerPayload).json_schema()
    assert all(each["additionalProperties"] is False for each in [schema, *schema["$defs"].values()])


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_served(name):
    title, payload = EXAMPLES[name]
    record = parse(json.dumps(payload).encode(), Limits(), currency="CNY")
    assert title
    assert len(from_records([record], 0.0)) == 1


def test_the_examples_are_served_as_a_batch():
    payloads = [payload for _, payload in EXAMPLES.values()]
    records = parse_batch(json.dumps(payloads).encode(), Limits(), currency="CNY")
    assert [record["customer_id"] for record in records] == [payload["customer_id"] for payload in payloads]


def test_the_full_example_has_every_field():
    _, payload = EXAMPLES["full"]
    assert {*payload} == {*TOP}
    for name, fields in {**TABLES, **OBJECTS}.items():
        part = payload[name]
        for entry in part if isinstance(part, list) else [part]:
            assert list(entry) == list(fields), name


def test_what_is_needed_is_little():
    needed = {shape.__name__: sorted(shape.__required_keys__) for shape in [shapes.CustomerPayload, *SHAPES.values()]}
    assert {name: keys for name, keys in needed.items() if keys} == {
        "CustomerPayload": ["customer_id"],
        "Order": ["amount", "date"],
        "Usage": ["month"],
        "Inquiry": ["date"],
        "Feedback": ["date"],
        "Contact": ["date"],
    }
