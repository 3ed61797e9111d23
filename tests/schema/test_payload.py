"""Every way in which a payload may be bad, and those in which it only looks bad."""

import json
from datetime import date

import pytest

from schema.limits import Limits
from schema.payload import parse
from schema.refusal import NotJson

ORDER = {"date": "2026-05-02", "amount": 10}


def test_a_customer_with_nothing_but_an_id_is_served(served):
    assert served() == {"customer_id": "C1"}


def test_null_and_empty_lists_are_kept_apart(served):
    assert served(orders=None, usage=[]) == {"customer_id": "C1", "orders": None, "usage": []}


@pytest.mark.parametrize("orders", [[ORDER, ORDER], [{**ORDER, "amount": 0}, {**ORDER, "amount": -3.5}]])
def test_duplicate_zero_and_negative_lines_are_served(served, orders):
    assert len(served(orders=orders)["orders"]) == 2


def test_orders_after_the_day_of_the_answer_are_served(served):
    assert served(as_of="2026-01-01", orders=[ORDER])["orders"][0]["date"] == date(2026, 5, 2)


def test_a_refunded_order_is_served(served):
    assert served(orders=[{**ORDER, "status": "refunded", "refunded_on": "2026-05-09"}])


def test_a_byte_order_mark_is_named_with_its_remedy():
    with pytest.raises(NotJson, match="begins with a byte order mark; save and send it as UTF-8 without one"):
        parse(b'\xef\xbb\xbf{"customer_id": "C1"}', Limits(), currency="CNY")


@pytest.mark.parametrize("digits", ["9" * 4_301, "-" + "9" * 4_301, "1" * 1_000_000])
def test_an_integer_without_end_is_no_finite_number_like_1e400(refused, digits):
    order = b'{"customer_id": "C1", "orders": [{"date": "2026-05-02", "amount": %b}]}' % digits.encode()
    assert refused(order) == ("/orders/0/amount", "not_finite")
    attribute = b'{"customer_id": "C1", "attributes": {"a": %b}}' % digits.encode()
    assert refused(attribute) == ("/attributes/a", "not_finite")


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


@pytest.mark.parametrize("amount", ['"12"', "true", "null", "[]", "{}"])
def test_an_amount_is_a_number(refused, amount):
    body = f'{{"customer_id": "C1", "orders": [{{"date": "2026-05-02", "amount": {amount}}}]}}'.encode()
    assert refused(body) == ("/orders/0/amount", "not_a_number")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 400])
def test_an_amount_is_finite(refused, amount):
    body = f'{{"customer_id": "C1", "orders": [{{"date": "2026-05-02", "amount": {amount}}}]}}'.encode()
    assert refused(body) == ("/orders/0/amount", "not_finite")


@pytest.mark.parametrize("flag", [1, 0, 1.0, "true"])
def test_a_flag_is_true_or_false(refused, flag):
    assert refused(account={"paying": flag}) == ("/account/paying", "not_a_flag")


@pytest.mark.parametrize("text", [1, True, ["x"], {"x": 1}])
def test_a_text_is_a_text(refused, text):
    assert refused(profile={"city": text}) == ("/profile/city", "not_a_text")


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


@pytest.mark.parametrize(
    "day",
    [
        *("2026-02-30", "2026-13-01", "1899-12-31", "2200-01-01", "0000-01-01", "20260502", "2026-5-2", "02.05.2026"),
        *("", " ", "2026-05-02 ", "2026-05-02\n", "1777680000", "2026-W18-6", "٢٠٢٦-٠٥-٠٢", 20260502, 1777680000, True),
        *("2026-05-02T10:00:00", "2026-05-02T24:00:00Z", "2026-05-02T10:00Z", "2026-02-30T10:00:00Z"),
        *("1899-12-31T23:00:00Z", "2026-05-02T10:00:00+24:00", "2026-05-02T10:00:00Z\n", []),
    ],
)
def test_impossible_days_are_refused(refused, day):
    assert refused(orders=[{**ORDER, "date": day}]) == ("/orders/0/date", "not_a_day")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1900-01-01", date(1900, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-05-02T23:59:59Z", date(2026, 5, 2)),
        ("2026-05-02t00:30:00.123456789+08:00", date(2026, 5, 2)),
        ("2026-05-02 23:59:60-11:30", date(2026, 5, 2)),
    ],
)
def test_a_day_is_a_date_or_the_own_day_of_a_date_time(served, text, day):
    read = served(orders=[{**ORDER, "date": text}])["orders"][0]["date"]
    assert (type(read), read) == (date, day)


@pytest.mark.parametrize("text", ["2026-10", "2026-10-01", "2026-10-31"])
def test_a_month_is_its_first_day(served, text):
    assert served(usage=[{"month": text}])["usage"][0]["month"] == date(2026, 10, 1)


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "1899-12", "2200-01", "2026-10-32", "202610", "2026-1", 202610, None]
)
def test_impossible_months_are_refused(refused, month):
    assert refused(usage=[{"month": month}]) == ("/usage/0/month", "not_a_month")


def test_another_currency_is_refused(refused, served):
    assert served(currency="CNY")
    assert refused(currency="USD") == ("/currency", "other_currency")


@pytest.mark.parametrize(
    ("table", "field", "low", "high"),
    [
        ("orders", "discount", -0.01, 1.01),
        ("orders", "amount", -1.1e12, 1.1e12),
        ("usage", "uses", -1, 1.1e9),
        ("usage", "active_weeks", -1, 7),
        ("inquiries", "severity", 0, 4),
        ("feedback", "overall", 0, 6),
        ("feedback", "nps", -1, 11),
    ],
)
def test_numbers_out_of_range_are_refused(refused, table, field, low, high):
    entry = {"month": "2026-10"} if table == "usage" else ORDER if table == "orders" else {"date": "2026-05-02"}
    for value in (low, high):
        assert refused(**{table: [{**entry, field: value}]}) == (f"/{table}/0/{field}", "out_of_range")


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("profile", "age", 131),
        ("profile", "city_tier", 5),
        ("profile", "employees", -1),
        ("order_summary", "count", -1),
    ],
)
def test_numbers_out_of_range_in_objects_are_refused(refused, part, field, value):
    assert refused(**{part: {field: value}}) == (f"/{part}/{field}", "out_of_range")


def test_a_count_is_whole(refused, served):
    assert served(order_summary={"count": 3.0})
    assert refused(order_summary={"count": 3.5}) == ("/order_summary/count", "not_whole")


def test_a_choice_is_one_of_its_words(faults):
    (fault,) = faults(orders=[{**ORDER, "status": "已付款"}])
    assert (fault.pointer, fault.code) == ("/orders/0/status", "not_a_choice")
    assert "'paid', 'open', 'cancelled' or 'refunded'" in fault.detail


def test_a_channel_of_consent_is_one_of_the_channels(refused):
    assert refused(consent={"channels": ["phone", "fax"]}) == ("/consent/channels/1", "not_a_choice")


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


@pytest.mark.parametrize("fields", [{"customer_id": ""}, {"customer_id": "C1", "profile": {"city": ""}}])
def test_an_empty_text_is_not_a_way_to_say_unknown(refused, fields):
    assert refused(fields)[1] == "empty"


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


@pytest.mark.parametrize("value", [[1], {"a": 1}, []])
def test_attributes_are_flat(refused, value):
    assert refused(attributes={"colour": value}) == ("/attributes/colour", "not_a_scalar")


def test_attributes_keep_their_types(served):
    given = {"text": "x" * 4_096, "whole": 12, "number": 1.5, "flag": True, "none": None, "id": 123_456_789_012_345_678}
    read = served(attributes=given)["attributes"]
    assert read == given
    assert read["flag"] is True


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
def test_attributes_are_finite(refused, number):
    body = f'{{"customer_id": "C1", "attributes": {{"colour": {number}}}}}'.encode()
    assert refused(body) == ("/attributes/colour", "not_finite")


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"a": 10**30}, "out_of_range"),
        ({"a": -1e300}, "out_of_range"),
        ({"a": "x" * 4_097}, "too_long"),
        ({"": 1}, "empty"),
    ],
)
def test_attributes_are_bounded(refused, attributes, code):
    assert refused(attributes=attributes)[1] == code


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
