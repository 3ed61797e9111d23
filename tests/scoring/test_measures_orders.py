from typing import Any

import pytest

from tests.scoring.builders import TODAY, ago
from tests.scoring.measured import feature, order, orders

# (k m + s g) / (k + s), with g = 30 days and s = 2
USUAL_GAPS: dict[str, tuple[dict[str, Any], float | None]] = {
    "a one-time buyer gets the population's": (orders(100), 30),
    "one own gap counts one to two": (orders(100, 10), (1 * 90 + 2 * 30) / 3),
    "two own gaps count two to two": (orders(100, 40, 10), (2 * 45 + 2 * 30) / 4),
    "two orders of one day are no gap": ({"orders": [order(9, id="a"), order(9, id="b")]}, 30),
    "a summary alone has gaps": (
        {"order_summary": {"count": 5, "first_on": ago(100), "last_on": ago(20)}}, (4 * 20 + 2 * 30) / 6,
    ),
    "a last day alone gets the population's": ({"order_summary": {"last_on": ago(20)}}, 30),
    "a count without days gets the population's": ({"order_summary": {"count": 5, "last_on": ago(20)}}, 30),
    "who never bought has none": ({"orders": []}, None),
    "of whom nothing is known has none": ({}, None),
}  # fmt: skip


@pytest.mark.parametrize("case", USUAL_GAPS)
def test_the_usual_gap_is_ones_own_drawn_to_the_populations(case: str) -> None:
    payload, expected = USUAL_GAPS[case]
    assert feature("usual_gap_days", payload) == [expected]


def test_a_usual_gap_is_never_under_a_day() -> None:
    many = {"order_summary": {"count": 100_000, "first_on": ago(100), "last_on": ago(0)}}
    assert feature("usual_gap_days", many) == [1.0]


def test_overdue_is_days_since_the_last_purchase_in_usual_gaps() -> None:
    assert feature("overdue_ratio", orders(60), orders(0), {"orders": []}, {}) == [2.0, 0.0, None, None]


def test_recency_frequency_and_money_count_purchases_and_net_revenue() -> None:
    bought = {"orders": [order(40, 10), order(8, 30), order(3, -4), order(1, 99, status="cancelled")]}
    assert feature("days_since_last_order", bought, {"orders": []}, {}) == [8.0, None, None]
    assert feature("days_since_first_order", bought) == [40.0]
    assert feature("purchase_count", bought, {"orders": []}, {}) == [2.0, 0.0, None]
    assert feature("net_revenue", bought, {"orders": []}, {}) == [36.0, 0.0, None]
    assert feature("average_purchase", bought, {"orders": []}) == [18.0, None]
    assert feature("largest_purchase", bought, {"orders": []}) == [30.0, None]


def test_the_change_of_revenue_lies_between_minus_one_and_one() -> None:
    def change(before: float, recent: float) -> dict[str, Any]:
        return {"orders": [order(100, before), order(10, recent)]}

    assert feature("revenue_change_90d", change(10, 30), change(10, 10), orders(100), orders(10)) == [0.5, 0, -1, 1]
    assert feature("revenue_change_90d", orders(400), change(10, -30)) == [None, -1.0]


def test_the_variation_of_gaps_needs_two_gaps_between_days_of_purchase() -> None:
    same_day = {"orders": [order(30, id="a"), order(30, id="b"), order(20), order(10)]}
    assert feature("gap_variation", orders(30, 20, 10), orders(40, 10, 0), orders(9, 3), same_day) == [0, 0.5, None, 0]


def test_refunds_are_a_share_of_what_was_sold() -> None:
    taken_back = {"orders": [order(9, 60), order(8, 20, status="refunded"), order(7, 20), order(6, -30)]}
    assert feature("refund_share", taken_back, orders(9), {"orders": []}, {}) == [0.5, 0.0, None, None]


def test_a_margin_is_taken_over_the_lines_whose_cost_is_given() -> None:
    costed = {"orders": [order(9, 100, cost=60), order(8, 50), order(7, 20, cost=20, status="refunded")]}
    assert feature("margin_share", costed, orders(9)) == [0.4, None]


def test_a_discount_is_the_mean_of_those_given() -> None:
    assert feature("discount_mean", {"orders": [order(9, discount=0.1), order(8, discount=0.3), order(7)]}) == [0.2]


def test_the_last_category_and_channel_are_the_last_that_are_named() -> None:
    named = {"orders": [order(9, category="a", channel="shop"), order(5, category="b"), order(1)]}
    assert feature("last_category", named, orders(1), {}) == ["b", None, None]
    assert feature("last_order_channel", named) == ["shop"]


def test_categories_are_counted_once_each() -> None:
    named = {"orders": [order(9, category="a"), order(5, category="b"), order(1, category="a")]}
    assert feature("category_count", named, orders(1), {"orders": []}, {}) == [2.0, 0.0, 0.0, None]


def test_paying_late_is_counted_in_days_and_early_is_on_time() -> None:
    late = order(30, due_on=ago(20), paid_on=ago(10))
    early = order(30, due_on=ago(20), paid_on=ago(25))
    assert feature("payment_delay_days", {"orders": [late, early]}, orders(9)) == [5.0, None]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"due_on": ago(1)}, 1),
        ({"due_on": TODAY}, 0),
        ({"due_on": ago(1), "paid_on": ago(3)}, 0),
        ({"due_on": ago(1), "paid_on": ago(-3)}, 1),
        ({"due_on": ago(1), "status": "open"}, 1),
        ({"due_on": ago(1), "status": "cancelled"}, 0),
        ({"due_on": ago(1), "refunded_on": ago(1)}, 0),
        ({"due_on": ago(1), "amount": 0.0}, 0),
        ({"due_on": ago(1), "amount": -9.0}, 0),
        ({}, None),
    ],
)
def test_a_payment_is_overdue_after_its_day_while_nothing_is_paid(more: dict[str, Any], expected: float | None) -> None:
    assert feature("overdue_payments", {"orders": [{**order(30), **more}]}) == [expected]
