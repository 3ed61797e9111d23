"""How a customer pays (DEFINITIONS.md, section 7), from the days on which orders were due and paid."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, Column, FloatArray, IntArray, absent, choose, one_of, rows_of
from scoring.direct import bincount, where
from scoring.events import customer_starts, run_starts
from scoring.facts import Facts, by_rule

LEVELS = ("good", "watch", "poor")
GOOD, WATCH, POOR = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class Owed:
    """The order lines (m,) that were to be paid by a day: whose, where an order begins, `due`, `paid` and `today`."""

    customer: IntArray
    starts: BoolArray
    due: FloatArray
    paid: FloatArray
    today: FloatArray


def credit(facts: Facts) -> dict[str, Column]:
    """`level`, the share of orders paid on time (0 to 1), and the longest that an open one is overdue (days) (n,)."""
    rules, owed = facts.bundle.definitions["credit"], _owed(facts)
    share, longest = _on_time_share(owed, len(facts)), _longest_overdue_days(owed, len(facts))
    (least, usual), (some, many) = rules["on_time_share"], rules["open_days"]
    poor = (share < least) | (longest > many)
    level = choose([np.isnan(share), poor, (share >= usual) & ~(longest > some)], [-1, POOR, GOOD], WATCH)
    return {
        "credit_level": one_of(level, LEVELS),
        "credit_on_time_share": share,
        "credit_longest_overdue_days": longest,
        "credit_basis": by_rule(level >= 0),
    }


def _owed(facts: Facts) -> Owed:
    """Lines on terms, but for what was called off or given back.

    An order is the lines of one day that share an id; without ids it is the day.
    """
    orders = facts.customers.tables["orders"]
    due = orders.number("due_on")
    rows = rows_of(~np.isnan(due) & (orders.number("amount") > 0))
    if len(rows):
        rows = rows[~orders.text("status").isin(("cancelled", "refunded"))[rows]]
    customer = orders.customer[rows]
    starts = run_starts(customer, orders.number("date")[rows])
    starts |= run_starts(customer, orders.text("id").codes[rows].astype(np.int64))
    return Owed(customer, starts, due[rows], orders.number("paid_on")[rows], facts.customers.as_of[customer])


def _on_time_share(owed: Owed, n: int) -> FloatArray:
    """The share of the orders paid by their day, of those paid or past it (n,); NaN without any.

    An order is late if one of its lines is. Orders that are not due yet say nothing.
    """
    if not len(owed.due):
        return absent(n)
    first = rows_of(owed.starts)
    late = where(np.isnan(owed.paid), owed.today, owed.paid) > owed.due
    said = np.logical_or.reduceat(late | ~np.isnan(owed.paid), first)
    timely = said & ~np.logical_or.reduceat(late, first)
    customer = owed.customer[first]
    number = bincount(customer[said], minlength=n)
    return np.divide(bincount(customer[timely], minlength=n), number, out=absent(n), where=number > 0)


def _longest_overdue_days(owed: Owed, n: int) -> FloatArray:
    """Days since the earliest due day of an order that is not paid; 0 where none is overdue, NaN without terms (n,)."""
    longest = absent(n)
    if len(owed.due):
        first = rows_of(customer_starts(owed.customer))
        overdue = where(np.isnan(owed.paid), np.maximum(owed.today - owed.due, 0.0), 0.0)
        longest[owed.customer[first]] = np.maximum.reduceat(overdue, first)
    return longest
