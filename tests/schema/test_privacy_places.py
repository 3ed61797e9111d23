"""No part of a payload may hold the number of an identity card or a bank card; what resembles one is served."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from scoring.vocabulary import CHOICES, OBJECTS, TABLES, Kind
from tests.schema.cards import CARD, ORDER, PERSON, VISA, identity


@pytest.mark.parametrize(
    "customer",
    [
        {"customer_id": PERSON},
        {"customer_id": "C1", "orders": [{**ORDER, "id": f"SO {PERSON}"}]},
        {"customer_id": "C1", "orders": [{**ORDER, "category": PERSON}]},
        {"customer_id": "C1", "contacts": [{"date": "2026-05-02", "campaign": PERSON}]},
        {"customer_id": "C1", "account": {"plan": PERSON}},
        {"customer_id": "C1", "profile": {"interests": ["golf", PERSON]}},
        {"customer_id": "C1", "attributes": {"note": f"身份证 {PERSON}"}},
        {"customer_id": "C1", "attributes": {PERSON: 1}},
        {"customer_id": "C1", "attributes": {"note": int(identity("330102", "19900101", "123"))}},
    ],
)
def test_no_part_of_a_payload_may_hold_an_identity_card(faults, customer):
    (fault,) = faults(customer)
    assert fault.code == "identity_card"
    assert PERSON[6:14] not in str(fault)


def texts_of_a_payload() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of the payload that takes a text of the customer's or the company's own, filled with %s."""
    for table, fields in TABLES.items():
        needed = {"month": "2026-10"} if table == "usage" else {"date": "2026-05-02"}
        needed |= {"amount": 1.0} if table == "orders" else {}
        for field, kind in fields.items():
            if kind is Kind.TEXT and (table, field) not in CHOICES:
                yield f"{table}.{field}", {table: [{**needed, field: "%s"}]}
    for name, fields in OBJECTS.items():
        for field, kind in fields.items():
            if kind in (Kind.TEXT, Kind.TEXTS) and (name, field) not in CHOICES:
                yield f"{name}.{field}", {name: {field: ["golf", "%s"] if kind is Kind.TEXTS else "%s"}}
    yield "attributes", {"attributes": {"note": "%s"}}
    yield "attributes' keys", {"attributes": {"%s": 1}}


EVERY_TEXT = dict(texts_of_a_payload())


@pytest.mark.parametrize("place", EVERY_TEXT)
def test_no_text_of_the_vocabulary_may_hold_an_identity_card_or_but_for_ids_a_bank_card(faults, place):
    def codes(number: str) -> list[str]:
        filled = json.dumps({"customer_id": "C1", **EVERY_TEXT[place]}).replace("%s", number)
        return [fault.code for fault in faults(filled.encode())]

    assert codes("golf") == []
    assert codes(PERSON) == codes(f"李 {PERSON}") == ["identity_card"]
    assert codes(CARD) == codes(f"no. {VISA}") == ([] if place == "orders.id" else ["bank_card"])


@pytest.mark.parametrize(
    ("customer", "pointer"),
    [
        ({"customer_id": "C1", "attributes": {"note": f"卡号 {CARD}"}}, "/attributes/note"),
        ({"customer_id": "C1", "attributes": {"card": int(CARD)}}, "/attributes/card"),
        ({"customer_id": "C1", "attributes": {"card": -int(VISA)}}, "/attributes/card"),
        ({"customer_id": "C1", "attributes": {"card": float(VISA)}}, "/attributes/card"),
        ({"customer_id": "C1", "attributes": {CARD: 1}}, "/attributes"),
        ({"customer_id": "C1", "profile": {"occupation": CARD}}, "/profile/occupation"),
        ({"customer_id": "C1", "orders": [{**ORDER, "category": VISA}]}, "/orders/0/category"),
    ],
)
def test_texts_and_attributes_may_not_hold_a_bank_card(refused, customer, pointer):
    assert refused(customer) == (pointer, "bank_card")


def test_an_id_alone_is_never_taken_for_a_bank_card(served):
    assert served({"customer_id": CARD, "orders": [{**ORDER, "id": VISA}]})


def test_record_ids_in_attributes_are_served(served):
    assert served(
        attributes={"crm_id": 123_456_789_012_345_678, "fxiaoke": "100000000000123456", "phone": "13800138000"}
    )


def test_a_card_hidden_by_escapes_is_found(refused):
    body = (
        b'{"customer_id": "C1", "attributes": {"note": "' + "".join(f"\\u00{ord(c):x}" for c in VISA).encode() + b'"}}'
    )
    assert refused(body) == ("/attributes/note", "bank_card")


def test_an_unknown_field_named_by_a_number_does_not_show_it(faults):
    (fault,) = faults({"customer_id": "C1", PERSON: 1})
    assert (fault.pointer, fault.code) == ("", "unknown_field")
    assert PERSON not in fault.detail
