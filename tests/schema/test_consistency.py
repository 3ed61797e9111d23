from datetime import date

import pytest

from schema.limits import Limits
from schema.payload import parse
from schema.refusal import Refused

ORDERS = [
    {"id": "1", "date": "2026-01-10", "amount": 100},
    {"id": "2", "date": "2026-03-10", "amount": 50},
    {"id": "2", "date": "2026-03-10", "amount": 25},
]
SUMMARY = {"count": 2, "amount": 175, "first_on": "2026-01-10", "last_on": "2026-03-10"}


def test_a_summary_as_large_as_its_list_is_served(served):
    assert served(orders=ORDERS, order_summary=SUMMARY)


@pytest.mark.parametrize(
    ("field", "value"),
    [("count", 1), ("amount", 174.9), ("first_on", "2026-01-11"), ("last_on", "2026-03-09")],
)
def test_a_summary_smaller_than_its_list_is_refused(refused, field, value):
    summary = {**SUMMARY, field: value}
    assert refused(orders=ORDERS, order_summary=summary) == (f"/order_summary/{field}", "summary_contradicts")


def test_rounded_amounts_are_not_smaller(served):
    orders = [{"date": "2026-01-10", "amount": 0.1}] * 3
    assert served(orders=orders, order_summary={"amount": 0.3})


def test_a_summary_may_be_larger_than_its_list(served):
    assert served(
        orders=ORDERS, order_summary={"count": 9, "amount": 1e6, "first_on": "2020-01-01", "last_on": "2026-04-01"}
    )


def test_lines_of_a_day_without_ids_are_one_purchase(served, refused):
    orders = [{"date": "2026-01-10", "amount": 5}, {"date": "2026-01-10T09:00:00Z", "amount": 5}]
    assert served(orders=orders, order_summary={"count": 1})
    assert refused(orders=orders, order_summary={"count": 0})[0] == "/order_summary/count"


@pytest.mark.parametrize(
    "order",
    [
        {"date": "2026-06-01", "amount": 9, "status": "cancelled"},
        {"date": "2026-06-01", "amount": 9, "status": "open"},
        {"date": "2026-06-01", "amount": 9, "status": "refunded"},
        {"date": "2026-06-01", "amount": 9, "refunded_on": "2026-06-02"},
        {"date": "2026-06-01", "amount": 0},
        {"date": "2026-06-01", "amount": -9},
    ],
)
def test_what_is_no_purchase_does_not_count(served, order):
    assert served(orders=[*ORDERS, order], order_summary=SUMMARY)


def test_orders_after_the_day_of_the_answer_do_not_count(served, refused):
    later = [*ORDERS, {"date": "2026-12-01", "amount": 9}]
    assert served(as_of="2026-11-21", orders=later, order_summary=SUMMARY)
    assert refused(as_of="2026-12-01", orders=later, order_summary={"count": 2}) == (
        "/order_summary/count",
        "summary_contradicts",
    )


def test_the_day_of_the_answer_may_be_todays():
    body = b'{"customer_id": "C1", "orders": [{"date": "2026-12-01", "amount": 9}], "order_summary": {"count": 0}}'
    assert parse(body, Limits(), currency="CNY", today=date(2026, 11, 30))
    with pytest.raises(Refused, match="purchases in orders"):
        parse(body, Limits(), currency="CNY", today=date(2026, 12, 1))


def test_a_summary_does_not_end_before_it_begins(refused):
    summary = {"first_on": "2026-02-02", "last_on": "2026-02-01"}
    assert refused(order_summary=summary) == ("/order_summary/last_on", "summary_contradicts")


@pytest.mark.parametrize("rest", [{"amount": 1}, {"first_on": "2026-01-01"}, {"last_on": "2026-01-01"}])
def test_no_purchases_have_no_amount_and_no_days(refused, served, rest):
    assert served(order_summary={"count": 0, "amount": 0})
    assert refused(order_summary={"count": 0, **rest})[1] == "summary_contradicts"


@pytest.mark.parametrize(
    ("table", "entry", "field"),
    [
        ("orders", {"date": "2026-01-10", "amount": 1, "refunded_on": "2026-01-09"}, "refunded_on"),
        ("inquiries", {"date": "2026-01-10", "resolved_on": "2026-01-09"}, "resolved_on"),
        ("contacts", {"date": "2026-01-10", "responded_on": "2026-01-09"}, "responded_on"),
    ],
)
def test_what_follows_an_entry_is_not_before_it(refused, table, entry, field):
    assert refused(**{table: [entry]}) == (f"/{table}/0/{field}", "before_its_entry")


def test_an_order_may_be_paid_before_its_day(served):
    assert served(orders=[{"date": "2026-01-10", "amount": 1, "paid_on": "2025-12-01", "due_on": "2025-12-01"}])


def test_nobody_leaves_before_signing_up(refused):
    account = {"signed_up_on": "2026-01-10", "left_on": "2026-01-09"}
    assert refused(account=account) == ("/account/left_on", "before_signing_up")
