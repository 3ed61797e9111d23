"""Point in time: what was known of each customer on the day `as_of`."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import Category, FloatArray, IntArray, one_of
from scoring.customers import Customers
from scoring.events import Events
from scoring.vocabulary import EVENT_DAY

# Days that become known later than the entry they stand in.
LATER = {"orders": ("paid_on", "refunded_on"), "inquiries": ("resolved_on",), "contacts": ("responded_on",)}
ACCOUNT_LATER = (
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
    """Leave out entries after `as_of` (a usage month counts once it is over), and read later days as unknown."""
    n = len(customers)
    later = np.zeros(n)
    tables = {}
    for name, events in customers.tables.items():
        keep = _last_day(name, events) <= customers.as_of[events.customer]
        if not keep.all():
            later += np.bincount(events.customer[~keep], minlength=n)
        tables[name] = _forget(name, events.where(keep), customers.as_of)
    columns = dict(customers.columns)
    for name in ACCOUNT_LATER:
        days = customers.number(name)
        columns[name] = np.where(days <= customers.as_of, days, np.nan)
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
    """Days after `as_of` become unknown; an order that was refunded later was still paid."""
    today = as_of[events.customer]
    columns = {
        column: np.where(events.number(column) <= today, events.number(column), np.nan)
        for column in LATER.get(name, ())
    }
    if name != "orders":
        return events.with_columns(**columns) if columns else events
    refunded_later = events.number("refunded_on") > today
    status = _replace(
        events.text("status"), np.flatnonzero(refunded_later & events.text("status").equals("refunded")), "paid"
    )
    return events.with_columns(**columns, status=status)


def _status(customers: Customers) -> Category:
    """Whoever leaves later is still active."""
    status = customers.text("account_status")
    leaves_later = customers.number("account_left_on") > customers.as_of
    return _replace(status, np.flatnonzero(leaves_later & status.equals("left")), "active")


def _replace(texts: Category, rows: IntArray, text: str) -> Category:
    if not len(rows):
        return texts
    levels = [*texts.levels, text] if text not in texts.levels else list(texts.levels)
    codes = texts.codes.copy()
    codes[rows] = levels.index(text)
    return one_of(codes, levels)
