"""DEFINITIONS.md, section 0: what is a purchase, what a summary adds, which windows are known."""

from collections.abc import Mapping
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from scoring.columns import FloatArray
from scoring.purchases import History, history
from scoring.timeline import as_known
from tests.scoring.builders import TODAY, ago
from tests.scoring.rows import customers, day


def past(*payloads: Mapping[str, Any]) -> History:
    return history(as_known(customers(*payloads)).customers)


def line(days_ago: int, amount: float, **more: object) -> dict[str, Any]:
    return {"date": ago(days_ago), "amount": amount, **more}


def same(found: FloatArray, expected: object) -> bool:
    return np.array_equal(found, np.atleast_1d(np.array(expected, dtype=float)), equal_nan=True)


# What lines are: purchases and net revenue.
LINES: dict[str, tuple[list[dict[str, Any]], float, float]] = {
    "an empty list is no purchase and no revenue": ([], 0, 0),
    "one line is a purchase": ([line(1, 10)], 1, 10),
    "lines of one day without ids are one order": ([line(1, 10), line(1, 5)], 1, 15),
    "lines of two days without ids are two": ([line(1, 10), line(2, 5)], 2, 15),
    "lines that share an id are one order": ([line(1, 10, id="a"), line(1, 5, id="a")], 1, 15),
    "lines that share an id are one order on whatever day": ([line(1, 10, id="a"), line(40, 5, id="a")], 1, 15),
    "two ids on one day are two orders": ([line(1, 10, id="a"), line(1, 5, id="b")], 2, 15),
    "lines without id beside those with one are their day's": (
        [line(1, 10, id="a"), line(1, 5), line(1, 5), line(2, 1)], 3, 21,
    ),
    "an open order counts nowhere": ([line(1, 10, status="open"), line(2, 5, status="paid")], 1, 5),
    "a cancelled order counts nowhere": ([line(1, 10, status="cancelled")], 0, 0),
    "a cancelled line is left out of its order": (
        [line(1, 10, id="a", status="cancelled"), line(1, 5, id="a")], 1, 5,
    ),
    "a refunded order counts 0": ([line(1, 10, status="refunded"), line(2, 5)], 1, 5),
    "a refunded order was paid until its refund": ([line(9, 10, status="refunded", refunded_on=ago(-1))], 1, 10),
    "an order whose refund has come counts 0": ([line(9, 10, refunded_on=TODAY)], 0, 0),
    "a refund of an open order brings nothing": ([line(9, 10, status="open", refunded_on=TODAY)], 0, 0),
    "a negative amount lowers revenue and is no purchase": ([line(2, 10), line(1, -4)], 1, 6),
    "a negative amount lowers the order of its id": ([line(2, 10, id="a"), line(1, -4, id="a")], 1, 6),
    "an order that is taken back whole is no purchase": ([line(2, 10, id="a"), line(1, -10, id="a")], 0, 0),
    "a refund that is told twice counts once": (
        [line(9, 10, id="a", refunded_on=ago(2)), line(2, -10, id="a"), line(1, 5)], 1, 5,
    ),
    "a negative line is a refund whatever its status": ([line(9, 10), line(2, -4, status="refunded")], 1, 6),
    "a refund of another line counts beside the refunded one": (
        [line(9, 10, id="a", status="refunded"), line(9, 5, id="a"), line(2, -3, id="a")], 1, 2,
    ),
    "a refund on the day of a purchase without ids lowers it": ([line(1, 10), line(1, -4)], 1, 6),
    "revenue may fall under 0": ([line(1, -4)], 0, -4),
    "an amount of zero is no purchase": ([line(1, 0.0)], 0, 0),
    "a gift in an order changes nothing": ([line(1, 10, id="a"), line(1, 0.0, id="a")], 1, 10),
    "an identical line counts again": ([line(1, 10), line(1, 10), line(2, 1)], 2, 21),
    "an order after as_of does not count": ([line(-1, 10), line(0, 5)], 1, 5),
    "a line after as_of is not yet in its order": ([line(1, 10, id="a"), line(-1, -10, id="a")], 1, 10),
}  # fmt: skip


@pytest.mark.parametrize("case", LINES)
def test_lines_are_purchases_and_revenue(case: str) -> None:
    lines, count, revenue = LINES[case]
    found = past({"orders": lines}, {"orders": lines[::-1]})
    assert same(found.count, [count, count])
    assert same(found.revenue, [revenue, revenue])


def test_an_unknown_list_has_no_count_and_no_revenue() -> None:
    found = past({}, {"orders": None}, {"orders": []})
    assert same(found.count, [nan, nan, 0.0])
    assert same(found.revenue, [nan, nan, 0.0])
    assert same(found.first_day, [nan, nan, nan])


def test_first_and_last_day_are_those_of_purchases_alone() -> None:
    found = past({"orders": [line(9, -1), line(7, 5), line(5, 5), line(3, 0.0), line(1, 5, status="open")]})
    assert same(found.first_day, day(ago(7)))
    assert same(found.last_day, day(ago(5)))


def test_ids_of_other_customers_are_other_orders() -> None:
    shared = {"orders": [line(1, 10, id="a"), line(2, 5, id="a")]}
    assert same(past(shared, shared).count, [1.0, 1.0])


# Summary and list: count, revenue, first and last day, and the first day from which windows are known, in days ago.
LIST = [line(40, 10), line(10, 10)]
SUMMARIES: dict[str, tuple[dict[str, Any], tuple[float, float, float, float, float]]] = {
    "neither": ({}, (nan, nan, nan, nan, -inf)),
    "a list alone": ({"orders": LIST}, (2, 20, 40, 10, inf)),
    "a summary alone": (
        {"order_summary": {"count": 5, "amount": 90, "first_on": ago(300), "last_on": ago(10)}}, (5, 90, 300, 10, -inf)
    ),
    "a summary beside its latest orders": (
        {"orders": LIST, "order_summary": {"count": 5, "amount": 90, "first_on": ago(300), "last_on": ago(10)}},
        (5, 90, 300, 10, 40),
    ),
    "a summary beside all orders": (
        {"orders": LIST, "order_summary": {"count": 2, "amount": 20}}, (2, 20, 40, 10, inf)
    ),
    "a summary's revenue is believed": (
        {"orders": LIST, "order_summary": {"count": 2, "amount": 25}}, (2, 25, 40, 10, inf)
    ),
    "a part of a history is not its total": ({"orders": LIST, "order_summary": {"count": 5}}, (5, nan, nan, 10, 40)),
    "an earlier first day tells of more": (
        {"orders": LIST, "order_summary": {"first_on": ago(300)}}, (nan, nan, 300, 10, 40)
    ),
    "a larger amount tells of more": ({"orders": LIST, "order_summary": {"amount": 90}}, (nan, 90, nan, 10, 40)),
    "an amount that differs by rounding does not": (
        {"orders": LIST, "order_summary": {"amount": 20.01}}, (2, 20.01, 40, 10, inf)
    ),
    "none listed beside a summary": (
        {"orders": [], "order_summary": {"count": 3, "last_on": ago(9)}}, (3, nan, nan, 9, -inf)
    ),
    "none listed beside a last day": ({"orders": [], "order_summary": {"last_on": ago(9)}}, (nan, nan, nan, 9, -inf)),
    "known to be none by the list": ({"orders": []}, (0, 0, nan, nan, inf)),
    "known to be none by the summary": ({"order_summary": {"count": 0}}, (0, 0, nan, nan, inf)),
    "an empty summary says nothing": ({"orders": LIST, "order_summary": {"count": None}}, (2, 20, 40, 10, inf)),
    "a summary of another day is not believed": (
        {"orders": LIST, "order_summary": {"count": 5, "amount": 90, "last_on": ago(-1)}}, (2, 20, 40, 10, inf)
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SUMMARIES)
def test_a_summary_describes_the_whole_history(case: str) -> None:
    payload, (count, revenue, first, last, since) = SUMMARIES[case]
    found = past(payload)
    assert same(found.count, count)
    assert same(found.revenue, revenue)
    assert same(day(TODAY) - found.first_day, first)
    assert same(day(TODAY) - found.last_day, last)
    assert same(day(TODAY) - found.since, since)


def test_a_window_ends_on_as_of_and_leaves_out_its_oldest_day() -> None:
    found = past({"orders": [line(90, 1), line(89, 2), line(0, 4), line(180, 8), line(179, 16)]})
    assert same(found.revenue_between(90, 0), 6.0)
    assert same(found.revenue_between(180, 90), 17.0)
    assert same(found.purchases_between(90, 0), 2.0)


def test_refunds_lower_the_revenue_of_a_window_but_not_what_was_bought() -> None:
    found = past({"orders": [line(50, 10), line(20, -4)]})
    assert same(found.revenue_between(90, 0), 6.0)
    assert same(found.bought_between(90, 0), 10.0)


@pytest.mark.parametrize(
    ("oldest_listed", "window", "expected"), [(90, 90, 2), (89, 90, 3), (88, 90, nan), (89, 365, nan), (400, 365, 2)]
)
def test_windows_older_than_a_part_of_the_list_are_missing(oldest_listed: int, window: int, expected: float) -> None:
    orders = [line(oldest_listed, 10), line(10, 10), line(5, 10)]
    found = past({"orders": orders, "order_summary": {"count": 9}})
    assert same(found.purchases_between(window, 0), expected)


def test_a_window_after_the_last_purchase_is_empty_by_the_summary_alone() -> None:
    found = past({"order_summary": {"count": 3, "last_on": ago(100)}})
    assert same(found.revenue_between(90, 0), 0.0)
    assert same(found.revenue_between(101, 0), nan)
    assert same(found.revenue_between(100, 0), 0.0)


def test_gaps_are_those_between_days_of_purchase() -> None:
    found = past({"orders": [line(40, 1, id="a"), line(40, 1, id="b"), line(30, 1), line(10, 1), line(5, -1)]})
    assert same(found.gap_count, 2.0)
    assert same(found.gap_mean, 15.0)


@pytest.mark.parametrize(
    ("summary", "number", "mean"),
    [
        ({"count": 5, "first_on": ago(100), "last_on": ago(20)}, 4, 20),
        ({"count": 1, "first_on": ago(20), "last_on": ago(20)}, 0, nan),
        ({"count": 5, "last_on": ago(20)}, 0, nan),
        ({"first_on": ago(100), "last_on": ago(20)}, 0, nan),
        ({"count": 0}, 0, nan),
    ],
)
def test_gaps_of_a_summary_alone_take_one_purchase_a_day(summary: dict[str, Any], number: float, mean: float) -> None:
    found = past({"order_summary": summary})
    assert same(found.gap_count, number)
    assert same(found.gap_mean, mean)


def test_gaps_come_from_the_list_where_there_is_one() -> None:
    summary = {"count": 5, "first_on": ago(400), "last_on": ago(10)}
    assert same(past({"orders": LIST, "order_summary": summary}).gap_mean, 30.0)
