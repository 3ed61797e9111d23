"""Point in time: what was known of each customer on the day `as_of`."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray, one_of, rows_of
from scoring.customers import Customers
from scoring.direct import NAN, bincount, every, some, where
from scoring.events import Events, in_order
from scoring.vocabulary import EVENT_DAY

# Days that become known later than the entry they stand in.
LATER = {"orders": ("paid_on", "refunded_on"), "inquiries": ("resolved_on",), "contacts": ("responded_on",)}
ACCOUNT_LATER = (
    "account_signed_up_on",
    "account_left_on",
    "account_reactivated_on",
    "account_unfollowed_on",
    "account_uninstalled_on",
)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The customers as they were known at `as_of`, and how many later entries a customer (n,) were left out."""

    customers: Customers
    later: FloatArray


def as_known(customers: Customers) -> Known:
    """Leave out entries after `as_of` (a usage month counts once it is over), and read later days as unknown.

    A summary that tells of purchases after `as_of` counts as such an entry; the day of its first purchase stays.
    """
    n = len(customers)
    summary = ("order_summary_first_on", "order_summary_last_on")
    later_summary: BoolArray = np.logical_or.reduce([customers.number(name) > customers.as_of for name in summary])
    later = later_summary.astype(np.float64)
    tables = {}
    for name, events in customers.tables.items():
        keep = _last_day(name, events) <= customers.as_of[events.customer]
        if not every(keep):
            after = events.number(EVENT_DAY[name]) > customers.as_of[events.customer]  # the running month is not later
            later += bincount(events.customer[after], minlength=n)
        tables[name] = _forget(name, events.where(keep), customers.as_of)
    columns = dict(customers.columns)
    for name in ("order_summary_count", "order_summary_amount"):
        columns[name] = where(later_summary, NAN, customers.number(name))
    for name in (*summary, *ACCOUNT_LATER):
        days = customers.number(name)
        columns[name] = where(days <= customers.as_of, days, NAN)
    columns["account_status"] = _status(customers)
    return Known(
        Customers(customers.ids, customers.as_of, columns, tables, customers.sets, customers.attributes), later
    )


def month_end(month: FloatArray) -> FloatArray:
    """The last day of the month that begins on the day given."""
    following = month.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]") + 1
    return (following.astype("datetime64[D]").astype(np.int64) - 1).astype(np.float64)


def _last_day(name: str, events: Events) -> FloatArray:
    day = events.number(EVENT_DAY[name])
    return month_end(day) if name == "usage" and len(day) else day


def _forget(name: str, events: Events, as_of: FloatArray) -> Events:
    """Days after `as_of` become unknown, which may change the order of the entries of one day."""
    today = as_of[events.customer]
    columns: dict[str, Column] = {}
    for column in LATER.get(name, ()):
        days = events.number(column)
        if some(days > today):
            columns[column] = where(days <= today, days, NAN)
    if name == "orders":
        columns["status"] = _paid_or_refunded(events, today)
    known = events.with_columns(**columns)
    return known if all(columns[c] is events.columns[c] for c in columns) else in_order(known, EVENT_DAY[name])


def _paid_or_refunded(orders: Events, today: FloatArray) -> Category:
    """An order that is refunded later was still paid; one whose day of refund has come is refunded."""
    status, day = orders.text("status"), orders.number("refunded_on")
    was_paid = status.equals("refunded") & (day > today)
    is_back = (day <= today) & (status.missing() | status.equals("paid"))
    return _replace(_replace(status, rows_of(was_paid), "paid"), rows_of(is_back), "refunded")


def _status(customers: Customers) -> Category:
    """Whoever leaves later is still active."""
    status = customers.text("account_status")
    leaves_later = customers.number("account_left_on") > customers.as_of
    return _replace(status, rows_of(leaves_later & status.equals("left")), "active")


def _replace(texts: Category, rows: IntArray, text: str) -> Category:
    if not len(rows):
        return texts
    levels = [*texts.levels, text] if text not in texts.levels else list(texts.levels)
    codes = texts.codes.copy()
    codes[rows] = levels.index(text)
    return one_of(codes, levels)
