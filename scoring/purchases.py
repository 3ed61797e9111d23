"""Orders into purchases: what was bought when, and what the summary adds (DEFINITIONS.md, section 0)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, Column, FloatArray, IntArray, absent, rows_of
from scoring.customers import Customers
from scoring.direct import NAN, bincount, every, some, where
from scoring.events import Events, run_starts

CENT = 0.01  # amounts are rounded


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What n customers bought up to `as_of`.

    `purchases`: one row an order that counts, with `day` and net `amount`. `lines`: the order lines that count, with
    `net` amount (refunded: 0). Columns (n,): `count`, `revenue`, `first_day`, `last_day` of the whole history, the
    summary's where there is one; NaN where unknown. `gap_count` and `gap_mean` (days) are of the known gaps between
    purchase days. `since`: the first day from which on the list is complete (-inf: all of it, inf: none is known);
    windows that begin earlier are missing.
    """

    purchases: Events
    lines: Events
    count: FloatArray
    revenue: FloatArray
    first_day: FloatArray
    last_day: FloatArray
    gap_count: FloatArray
    gap_mean: FloatArray
    since: FloatArray
    as_of: FloatArray

    def revenue_between(self, older: float, newer: float) -> FloatArray:
        """Net revenue from `older` to `newer` days before `as_of`, the day `older` left out (n,)."""
        return self._window(self.lines, "date", self.lines.number("net"), older, newer)

    def purchases_between(self, older: float, newer: float) -> FloatArray:
        """Purchases from `older` to `newer` days before `as_of`, the day `older` left out (n,)."""
        return self._window(self.purchases, "day", np.ones(len(self.purchases)), older, newer)

    def bought_between(self, older: float, newer: float) -> FloatArray:
        """Revenue of purchases, refunds apart, from `older` to `newer` days before `as_of` (n,)."""
        return self._window(self.purchases, "day", self.purchases.number("amount"), older, newer)

    def _window(self, events: Events, day: str, values: FloatArray, older: float, newer: float) -> FloatArray:
        age = self.as_of[events.customer] - events.number(day)
        mask = (age < older) & (age >= newer)
        total = bincount(events.customer[mask], weights=values[mask], minlength=len(self.as_of))
        covered = self.since <= self.as_of - older + 1
        nothing_since = self.last_day < self.as_of - older + 1  # the summary alone says so
        return where(covered, total, where(nothing_since & ~covered, 0.0, NAN))


def history(customers: Customers) -> History:
    """The purchases of customers as known at `as_of` (`timeline.as_known`)."""
    orders = customers.tables["orders"]
    counted = orders.where(~orders.text("status").isin(("open", "cancelled")))  # without a status it is paid
    order, first_line = _orders(counted)
    lines = counted.with_columns(net=_net(counted, order))
    purchases = _purchases(lines, order, first_line)
    day = purchases.number("day")
    listed = {
        "count": purchases.count(),
        "amount": lines.total(lines.number("net")),
        "first_on": purchases.first(day),
        "last_on": purchases.last(day),
    }
    summary = {field: customers.number(f"order_summary_{field}") for field in listed}
    partial = _partial(summary, listed)
    whole = {field: _prefer(summary[field], listed[field], partial & (field != "last_on")) for field in listed}
    never = whole["count"] == 0
    first_listed = where(np.isnan(listed["first_on"]), np.inf, listed["first_on"])
    return History(
        purchases,
        lines,
        whole["count"],
        where(never & np.isnan(whole["amount"]), 0.0, whole["amount"]),
        whole["first_on"],
        whole["last_on"],
        *_gaps(purchases, listed, summary),
        where(purchases.known | never, where(partial, first_listed, -np.inf), np.inf),
        customers.as_of,
    )


def _partial(summary: Mapping[str, FloatArray], listed: Mapping[str, FloatArray]) -> BoolArray:
    """Whose list (n,) is a part of the history only: the summary counts more, or without a count, tells of more."""
    amount = listed["amount"] + CENT + np.abs(listed["amount"]) * 1e-9
    more = (summary["first_on"] < listed["first_on"]) | (summary["amount"] > amount)
    more |= (listed["count"] == 0) & ~np.isnan(np.fmin(summary["first_on"], summary["last_on"]))
    return where(np.isnan(summary["count"]), more, summary["count"] > listed["count"])


def _prefer(summary: FloatArray, listed: FloatArray, partial: BoolArray) -> FloatArray:
    """The summary's, else the list's; a part of a history does not tell the total of the whole."""
    return where(np.isnan(summary), where(partial, NAN, listed), summary)


def _net(lines: Events, order: IntArray) -> FloatArray:
    """What each line (m,) leaves of revenue: a refunded one nothing, a negative one is a refund whatever its status.

    Where the negative lines of an order come to what is refunded in it, they tell the same refund again and count 0.
    """
    amount = lines.number("amount")
    refunded = lines.text("status").equals("refunded") & (amount > 0)
    net = where(refunded, 0.0, amount)
    if not (some(refunded) and some(net < 0)):
        return net
    given_back = bincount(order, weights=where(refunded, amount, 0.0))
    negative = bincount(order, weights=np.minimum(net, 0.0))
    again = (given_back > 0) & (np.abs(given_back + negative) < CENT)
    return where(again[order] & (net < 0), 0.0, net)


def _purchases(lines: Events, order: IntArray, first_line: IntArray) -> Events:
    """Lines that share an id, or without ids a day, are one order; those with a net amount above 0 are purchases."""
    net = bincount(order, weights=lines.number("net"), minlength=len(first_line)).astype(np.float64)
    bought = net > 0
    rows = first_line[bought]
    columns: dict[str, Column] = {"day": lines.number("date")[rows], "amount": net[bought]}
    return Events(lines.customer[rows], lines.known, columns)


def _orders(lines: Events) -> tuple[IntArray, IntArray]:
    """The order (m,) of each line, numbered in the order of their first lines, and the first line of each."""
    ids = lines.text("id").codes.astype(np.int64)
    starts = run_starts(lines.customer, lines.number("date"))
    if every(ids < 0):
        return starts.cumsum() - 1, rows_of(starts)
    day = np.cumsum(starts, dtype=np.int64)
    key = where(ids < 0, -day, ids)  # a line without id belongs to its customer's day
    new = run_starts(lines.customer, key)
    if not _come_back(lines.customer[new], key[new]):
        return new.cumsum() - 1, rows_of(new)
    by_key = np.lexsort((key, lines.customer))  # stable: the first line of each order comes first
    key, customer = key[by_key], lines.customer[by_key]
    new = run_starts(customer, key)
    first = np.sort(by_key[new])
    order = np.empty(len(key), dtype=np.int64)
    order[by_key] = first.searchsorted(by_key[new])[new.cumsum() - 1]
    return order, first


def _come_back(customer: IntArray, key: IntArray) -> bool:
    """Whether any customer has two runs of the same key: lines of one order that lie on several days."""
    low = key.min(initial=0)
    runs = np.sort(customer * (key.max(initial=0) - low + 1) + (key - low))
    return some(runs[1:] == runs[:-1])


def _gaps(
    purchases: Events, listed: Mapping[str, FloatArray], summary: Mapping[str, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Number and mean (days) of a customer's known gaps between purchase days (n,).

    With the list they are the list's; with a summary alone, (last - first) / (count - 1), as one purchase a day.
    """
    new = run_starts(purchases.customer, purchases.number("day"))
    days = bincount(purchases.customer[new], minlength=len(purchases.known)).astype(np.float64)
    number = where(purchases.known, days, summary["count"]) - 1
    first, last = (where(purchases.known, listed[field], summary[field]) for field in ("first_on", "last_on"))
    known = (number > 0) & ~np.isnan(last - first)
    mean = np.divide(last - first, number, out=absent(len(number)), where=known)
    return where(known, number, 0.0), mean
