"""DEFINITIONS.md, section 7, credit: good from 95 % on time, nothing open over 30 days; poor under 70 %, or over 90."""

from typing import Any

import pytest

from scoring.dimensions.credit import LEVELS
from tests.scoring.builders import ago, bundle
from tests.scoring.measured import order, orders
from tests.scoring.rows import numbers, scored, texts

Line = dict[str, Any]


def paid(*, late: bool = False, days: int = 200, **more: object) -> Line:
    """An order due 10 days after its own, paid on that day or the day after."""
    return order(days, due_on=ago(days - 10), paid_on=ago(days - 10 - late), **more)


def unpaid(overdue: int, **more: object) -> Line:
    """An order that was due so many days ago."""
    return order(overdue + 10, due_on=ago(overdue), paid_on=None, **more)


def many(on_time: int, late: int) -> list[Line]:
    return [paid(late=i >= on_time, days=300 - i) for i in range(on_time + late)]


CASES: dict[str, tuple[list[Line], float | None, float | None, str | None]] = {
    "all on time": (many(3, 0), 1.0, 0, "good"),
    "95 in 100 on time": (many(95, 5), 0.95, 0, "good"),
    "94 in 100": (many(94, 6), 0.94, 0, "watch"),
    "70 in 100": (many(70, 30), 0.7, 0, "watch"),
    "69 in 100": (many(69, 31), 0.69, 0, "poor"),
    "one open for 30 days": ([*many(99, 0), unpaid(30)], 0.99, 30, "good"),
    "one open for 31 days": ([*many(99, 0), unpaid(31)], 0.99, 31, "watch"),
    "one open for 90 days": ([*many(99, 0), unpaid(90)], 0.99, 90, "watch"),
    "one open for 91 days": ([*many(99, 0), unpaid(91)], 0.99, 91, "poor"),
    "the longest of two counts": ([*many(98, 0), unpaid(5), unpaid(40)], 0.98, 40, "watch"),
    "due today, so not late": ([unpaid(0)], None, 0, None),
    "due tomorrow": ([*many(3, 0), unpaid(-1)], 1.0, 0, "good"),
    "paid before it is due": ([order(9, due_on=ago(-9), paid_on=ago(9))], 1.0, 0, "good"),
    "paid later than known today": ([order(50, due_on=ago(40), paid_on=ago(-1))], 0.0, 40, "poor"),
    "an order is late if a line is": ([paid(id="A"), paid(late=True, id="A"), *many(1, 0)], 0.5, 0, "poor"),
    "two lines of one order count once": ([paid(id="A"), paid(id="A"), paid(id="B", late=True)], 0.5, 0, "poor"),
    "what was cancelled is not owed": ([*many(1, 0), unpaid(99, status="cancelled")], 1.0, 0, "good"),
    "nor what was refunded": ([*many(1, 0), unpaid(99, status="refunded")], 1.0, 0, "good"),
    "nor a refund": ([*many(1, 0), {**unpaid(99), "amount": -5.0}], 1.0, 0, "good"),
    "an open order is": ([*many(99, 0), unpaid(40, status="open")], 0.99, 40, "watch"),
    "no order on terms": (orders(9)["orders"], None, None, None),
    "no order": ([], None, None, None),
}


@pytest.mark.parametrize("case", CASES)
def test_how_a_customer_pays(case: str) -> None:
    lines, share, longest, level = CASES[case]
    scores = scored(bundle(), {"orders": lines})
    assert numbers(scores, "credit_on_time_share") == [pytest.approx(share)]
    assert numbers(scores, "credit_longest_overdue_days") == [longest]
    assert texts(scores, "credit_level") == [level]
    assert texts(scores, "credit_basis") == ["rule" if level else "insufficient_data"]


def test_customers_do_not_pay_for_one_another() -> None:
    scores = scored(bundle(), *({"orders": lines} for lines, *_ in CASES.values()), {})
    assert texts(scores, "credit_level") == [level for *_, level in CASES.values()] + [None]
    assert set(LEVELS) <= set(texts(scores, "credit_level"))
    assert scores.tags.classes["credit"].texts() == texts(scores, "credit_level")


def test_who_bought_without_a_day_to_pay_on_is_asked_for_it() -> None:
    scores = scored(bundle(), orders(9), {"orders": [paid()]}, {"orders": []}, {})
    assert scores.notes.missing["orders.due_on"].tolist() == [True, False, False, False]
    assert scores.notes.missing["orders"].tolist() == [False, False, False, True]


def test_credit_and_attention_see_the_same_overdue_orders() -> None:
    scores = scored(bundle(), *({"orders": lines} for lines, *_ in CASES.values()))
    for overdue, longest in zip(
        numbers(scores, "attention_overdue_payments"), numbers(scores, "credit_longest_overdue_days"), strict=True
    ):
        assert ((overdue or 0) > 0) == ((longest or 0) > 0)
