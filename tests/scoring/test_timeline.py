from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from scoring.timeline import Known, as_known, month_end
from scoring.vocabulary import TABLES
from tests.scoring.builders import TODAY, ago
from tests.scoring.fitted import fitted
from tests.scoring.rows import answers, customers, day

TOMORROW = TODAY + timedelta(days=1)


def known(*payloads: Mapping[str, Any]) -> Known:
    return as_known(customers(*payloads))


@pytest.mark.parametrize("table", [table for table in TABLES if table != "usage"])
def test_entries_after_as_of_are_left_out_and_counted(table: str) -> None:
    entries = [{"date": when, "amount": 1.0} for when in (ago(1), TODAY, TOMORROW, ago(-400))]
    found = known({table: entries}, {table: []}, {})
    assert found.later.tolist() == [2.0, 0.0, 0.0]
    assert found.customers.tables[table].number("date").tolist() == [day(ago(1)), day(TODAY)]
    assert found.customers.tables[table].known.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("as_of", "counted", "later"),
    [(date(2026, 10, 30), 0, 0), (date(2026, 10, 31), 1, 0), (date(2026, 11, 1), 1, 0), (date(2026, 9, 30), 0, 1)],
)
def test_a_usage_month_counts_once_it_is_over(as_of: date, counted: int, later: int) -> None:
    found = known({"as_of": as_of, "usage": [{"month": date(2026, 10, 1), "uses": 3.0}]})
    assert len(found.customers.tables["usage"]) == counted
    assert found.later.tolist() == [later]


@pytest.mark.parametrize(
    ("month", "end"), [(date(2024, 2, 1), date(2024, 2, 29)), (date(2026, 12, 1), date(2026, 12, 31))]
)
def test_a_month_ends_on_its_last_day(month: date, end: date) -> None:
    assert month_end(np.array([day(month)])).tolist() == [day(end)]


@pytest.mark.parametrize(
    ("table", "field"),
    [("orders", "paid_on"), ("orders", "refunded_on"), ("inquiries", "resolved_on"), ("contacts", "responded_on")],
)
def test_a_day_after_as_of_within_an_entry_reads_as_unknown(table: str, field: str) -> None:
    def entries(value: date) -> Mapping[str, Any]:
        return {table: [{"date": ago(9), "amount": 1.0, field: value}]}

    days = known(entries(TODAY), entries(TOMORROW)).customers.tables[table].number(field)
    assert np.array_equal(days, [day(TODAY), np.nan], equal_nan=True)


@pytest.mark.parametrize("field", ["signed_up_on", "left_on", "reactivated_on", "unfollowed_on", "uninstalled_on"])
def test_what_happens_to_an_account_after_as_of_reads_as_unknown(field: str) -> None:
    days = known({"account": {field: TODAY}}, {"account": {field: TOMORROW}}).customers.number(f"account_{field}")
    assert np.array_equal(days, [day(TODAY), np.nan], equal_nan=True)


def test_the_end_of_a_contract_is_known_before_it_comes() -> None:
    found = known({"account": {"contract_ends_on": TOMORROW}}).customers
    assert found.number("account_contract_ends_on").tolist() == [day(TOMORROW)]


@pytest.mark.parametrize(
    ("status", "refunded_on", "expected"),
    [
        ("refunded", TOMORROW, "paid"),
        ("refunded", TODAY, "refunded"),
        ("refunded", None, "refunded"),
        (None, TOMORROW, None),
        (None, TODAY, "refunded"),
        ("paid", TODAY, "refunded"),
        ("open", TODAY, "open"),
        ("cancelled", TODAY, "cancelled"),
    ],
)
def test_an_order_is_refunded_from_the_day_of_its_refund_on(
    status: str | None, refunded_on: date | None, expected: str | None
) -> None:
    order = {"date": ago(9), "amount": 1.0, "status": status, "refunded_on": refunded_on}
    assert known({"orders": [order]}).customers.tables["orders"].text("status").texts() == [expected]


@pytest.mark.parametrize(("left_on", "expected"), [(TOMORROW, "active"), (TODAY, "left"), (None, "left")])
def test_whoever_leaves_later_is_still_active(left_on: date | None, expected: str) -> None:
    account = {"account": {"status": "left", "left_on": left_on}}
    assert known(account, {}).customers.text("account_status").texts() == [expected, None]


def test_a_summary_that_tells_of_later_purchases_was_not_known_but_for_its_first_day() -> None:
    summary = {"count": 3, "amount": 9.0, "first_on": ago(90)}
    found = known(*({"order_summary": {**summary, "last_on": when}} for when in (TODAY, TOMORROW)))
    assert found.later.tolist() == [0.0, 1.0]
    for field, value in {"count": 3.0, "amount": 9.0, "last_on": day(TODAY)}.items():
        column = found.customers.number(f"order_summary_{field}")
        assert np.array_equal(column, [value, np.nan], equal_nan=True)
    assert found.customers.number("order_summary_first_on").tolist() == [day(ago(90))] * 2


def test_a_summary_that_begins_later_was_not_known_at_all() -> None:
    found = known({"order_summary": {"count": 1, "first_on": TOMORROW}}).customers
    assert np.isnan([found.number("order_summary_count")[0], found.number("order_summary_first_on")[0]]).all()


def test_what_comes_later_gives_the_answer_that_was_given_before_it_came() -> None:
    """Also where two lines of one day differ in nothing else that was known then."""
    lines = [
        {"date": ago(9), "amount": 0.1, "category": "valves"},
        {"date": ago(9), "amount": 0.2, "category": "seals"},
        {"date": ago(9), "amount": 0.3, "category": "pumps"},
    ]
    before = {"orders": lines, "inquiries": [{"date": ago(5), "complaint": True}], "account": {"status": "active"}}
    later: dict[str, Any] = {
        "orders": [
            {**lines[0], "paid_on": TOMORROW},
            {**lines[1], "refunded_on": TOMORROW},
            {**lines[2], "paid_on": TOMORROW, "refunded_on": ago(-2)},
        ],
        "inquiries": [{"date": ago(5), "complaint": True, "resolved_on": TOMORROW}],
        "account": {"status": "left", "left_on": TOMORROW},
    }
    assert answers(fitted(), [later]) == answers(fitted(), [before])
