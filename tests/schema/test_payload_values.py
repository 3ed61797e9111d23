"""Every way in which a value of a payload may be bad, and those in which it only looks bad."""

from datetime import date

import pytest

ORDER = {"date": "2026-05-02", "amount": 10}


@pytest.mark.parametrize("orders", [[ORDER, ORDER], [{**ORDER, "amount": 0}, {**ORDER, "amount": -3.5}]])
def test_duplicate_zero_and_negative_lines_are_served(served, orders):
    assert len(served(orders=orders)["orders"]) == 2


def test_orders_after_the_day_of_the_answer_are_served(served):
    assert served(as_of="2026-01-01", orders=[ORDER])["orders"][0]["date"] == date(2026, 5, 2)


def test_a_refunded_order_is_served(served):
    assert served(orders=[{**ORDER, "status": "refunded", "refunded_on": "2026-05-09"}])


@pytest.mark.parametrize("digits", ["9" * 4_301, "-" + "9" * 4_301, "1" * 1_000_000])
def test_an_integer_without_end_is_no_finite_number_like_1e400(refused, digits):
    order = b'{"customer_id": "C1", "orders": [{"date": "2026-05-02", "amount": %b}]}' % digits.encode()
    assert refused(order) == ("/orders/0/amount", "not_finite")
    attribute = b'{"customer_id": "C1", "attributes": {"a": %b}}' % digits.encode()
    assert refused(attribute) == ("/attributes/a", "not_finite")


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


@pytest.mark.parametrize("fields", [{"customer_id": ""}, {"customer_id": "C1", "profile": {"city": ""}}])
def test_an_empty_text_is_not_a_way_to_say_unknown(refused, fields):
    assert refused(fields)[1] == "empty"


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
