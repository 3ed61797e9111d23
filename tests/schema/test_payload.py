"""Every way in which a payload may be badly made, and those in which it only looks so."""

import json

import pytest

from schema.limits import Limits
from schema.payload import parse
from schema.refusal import NotJson

ORDER = {"date": "2026-05-02", "amount": 10}


def test_a_customer_with_nothing_but_an_id_is_served(served):
    assert served() == {"customer_id": "C1"}


def test_null_and_empty_lists_are_kept_apart(served):
    assert served(orders=None, usage=[]) == {"customer_id": "C1", "orders": None, "usage": []}


def test_a_byte_order_mark_is_named_with_its_remedy():
    with pytest.raises(NotJson, match="begins with a byte order mark; save and send it as UTF-8 without one"):
        parse(b'\xef\xbb\xbf{"customer_id": "C1"}', Limits(), currency="CNY")


@pytest.mark.parametrize(
    "body", [b"", b"nope", b"{", b'{"customer_id": "C1"} x', b'{"customer_id": "\xff"}', b"[" * 9_999]
)
def test_what_is_not_json_cannot_be_parsed(body):
    with pytest.raises(NotJson) as error:
        parse(body, Limits(), currency="CNY")
    assert error.value.__context__ is None


def test_the_place_where_json_goes_wrong_is_told():
    with pytest.raises(NotJson, match="line 2 column 5"):
        parse(b'{"customer_id": "C1",\n"a" 1}', Limits(), currency="CNY")


@pytest.mark.parametrize("body", [b"[]", b"3", b"null", b'"C1"'])
def test_a_payload_is_an_object(refused, body):
    assert refused(body) == ("", "not_an_object")


def test_a_list_is_a_list(refused):
    assert refused(orders=ORDER) == ("/orders", "not_a_list")


@pytest.mark.parametrize("entry", [None, 1, "x", []])
def test_an_entry_is_an_object(refused, entry):
    assert refused(orders=[ORDER, entry]) == ("/orders/1", "not_an_object")


@pytest.mark.parametrize("customer", [{}, {"orders": []}])
def test_an_id_is_needed(refused, customer):
    assert refused(customer) == ("/customer_id", "missing")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"orders": [{"amount": 1}]}, "/orders/0/date"),
        ({"orders": [{"date": "2026-05-02"}]}, "/orders/0/amount"),
        ({"usage": [{"uses": 1}]}, "/usage/0/month"),
        ({"inquiries": [{"topic": "price"}]}, "/inquiries/0/date"),
    ],
)
def test_an_entry_needs_its_day_and_an_order_its_amount(refused, fields, pointer):
    assert refused(**fields) == (pointer, "missing")


@pytest.mark.parametrize(
    ("fields", "pointer", "nearest"),
    [
        ({"ordrs": []}, "/ordrs", "orders"),
        ({"orders": [{**ORDER, "ammount": 1}]}, "/orders/0/ammount", "amount"),
        ({"account": {"signedUpOn": "2026-01-01"}}, "/account/signedUpOn", "signed_up_on"),
        ({"profile": {"city-tier": 2}}, "/profile", "city_tier"),
        ({"city": "苏州"}, "/city", "profile.city"),
        ({"orders": [{**ORDER, "currency": "CNY"}]}, "/orders/0/currency", "currency beside customer_id"),
    ],
)
def test_an_unknown_field_is_refused_with_the_nearest_known_one(faults, fields, pointer, nearest):
    (fault,) = faults(**fields)
    assert (fault.pointer, fault.code) == (pointer, "unknown_field")
    assert f"the nearest is {nearest};" in fault.detail


def test_a_field_that_resembles_none_is_sent_to_the_docs(faults):
    (fault,) = faults(qqqqqq=1)
    assert "the nearest" not in fault.detail
    assert "/docs" in fault.detail


def test_ten_thousand_orders_are_served_and_one_more_is_refused(refused, served):
    assert len(served(orders=[ORDER] * 10_000)["orders"]) == 10_000
    assert refused(orders=[ORDER] * 10_001) == ("/orders", "too_many_entries")


def test_an_id_has_256_characters_at_most(refused, served):
    assert served({"customer_id": "é" * 256})
    assert refused({"customer_id": "x" * 257}) == ("/customer_id", "too_long")
    assert refused({"customer_id": "x" * 10_000}) == ("/customer_id", "too_long")
    assert refused(orders=[{**ORDER, "id": "x" * 257}]) == ("/orders/0/id", "too_long")


def test_settings_change_the_limits(refused):
    limits = Limits(entries=2, id_length=20)
    assert refused(None, limits, orders=[ORDER] * 3) == ("/orders", "too_many_entries")
    assert refused({"customer_id": "x" * 21}, limits) == ("/customer_id", "too_long")


def test_the_limit_is_told(faults):
    (fault,) = faults({"customer_id": "x" * 21}, Limits(id_length=20))
    assert "at most 20 characters" in fault.detail


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (rb'{"customer_id": "\ud800"}', "/customer_id"),
        (rb'{"customer_id": "C1", "profile": {"interests": ["a", "x\udc00y"]}}', "/profile/interests/1"),
        (rb'{"customer_id": "C1", "attributes": {"\ud83d": 1}}', "/attributes"),
        (rb'{"customer_id": "C1", "orders": [{"category": "\ud83dx"}]}', "/orders/0/category"),
        (rb'"\ud800"', ""),
    ],
)
def test_lone_surrogates_are_refused(refused, body, pointer):
    assert refused(body) == (pointer, "lone_surrogate")


def test_whole_surrogate_pairs_are_served(served):
    assert served(rb'{"customer_id": "\ud83d\ude00"}')["customer_id"] == "\N{GRINNING FACE}"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"customer_id": "C1", "customer_id": "C2"}', ""),
        (b'{"customer_id": "C1", "account": {"plan": "a", "plan" : "b"}}', "/account"),
        (b'{"customer_id": "C1", "attributes": {"url": "a:b", "n": 1, "n"\n:2}}', "/attributes"),
        (b'{"customer_id": "C1", "orders": [{"date": "2026-05-02T10:00:00Z", "amount": 1, "amount": 2}]}', "/orders/0"),
    ],
)
def test_a_name_given_twice_is_refused(refused, body, pointer):
    assert refused(body) == (pointer, "repeated_name")


@pytest.mark.parametrize("text", ["a:b", 'say ":"', '":":":', "10:00:00", " : "])
def test_colons_in_texts_are_served(served, text):
    assert served(attributes={"note": text})["attributes"] == {"note": text}


def test_deep_nesting_is_refused(refused):
    body = b'{"customer_id": "C1", "attributes": ' + b'{"a":' * 300 + b"1" + b"}" * 301
    assert refused(body)[1] == "nested_too_deeply"


def test_a_thousand_attributes_are_enough(refused):
    assert refused(attributes={f"a{n}": n for n in range(1_001)}) == ("/attributes", "too_many_entries")


def test_every_fault_of_a_list_is_reported(faults):
    orders = [ORDER, {**ORDER, "amount": "1"}, {**ORDER, "date": "x", "discount": 2}, {}]
    assert [fault.pointer for fault in faults(orders=orders)] == [
        "/orders/1/amount",
        "/orders/2/date",
        "/orders/2/discount",
        "/orders/3/date",
        "/orders/3/amount",
    ]


def test_fifty_faults_are_enough(faults):
    assert len(faults(orders=[{}] * 100)) == 50


@pytest.mark.parametrize(
    "body",
    [
        b'{"customer_id": "C1", "orders": [' + b",".join([b"1"] * 1_000_000) + b"]}",
        b'{"customer_id": "C1", "attributes": {' + b",".join(b'"%x": []' % n for n in range(100_000)) + b"}}",
        b'{"customer_id": "C1", ' + b",".join(b'"%x": 1' % n for n in range(100_000)) + b"}",
    ],
    ids=["entries", "attributes", "unknown fields"],
)
def test_a_large_body_of_faults_is_answered_with_a_few(faults, body):
    assert len(faults(body)) == 1


def test_a_sentence_says_place_rule_and_remedy(faults):
    (fault,) = faults(orders=[ORDER] * 3 + [{**ORDER, "amount": float("nan")}])
    assert fault.detail == "orders[3].amount must be a finite number; leave the whole entry out if it is unknown"


def test_pointers_escape_what_json_pointer_needs(faults):
    body = json.dumps({"customer_id": "C1", "attributes": {"a/b": [1], "c~d": [1]}}).encode()
    assert {fault.pointer for fault in faults(body)} == {"/attributes"}
