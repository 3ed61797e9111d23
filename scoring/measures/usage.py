"""How much and how regularly a customer uses what was sold; months are full calendar months."""

import numpy as np

from scoring.columns import BoolArray, Column, FloatArray, IntArray
from scoring.customers import Customers
from scoring.events import Events, run_starts
from scoring.measures.ratios import share

WEEKS_A_MONTH = 365.25 / 12 / 7


def measure(customers: Customers) -> dict[str, Column]:
    """Columns (n,) from `usage`: counts a month; a month without an entry after the first is 0."""
    usage = customers.tables["usage"]
    month, latest = month_index(usage.number("month")), month_index(customers.as_of + 1) - 1
    age = latest[usage.customer] - month
    first = usage.first(month.astype(np.float64))
    given = np.where(np.isnan(first), 0.0, latest - first + 1)
    last, recent = _monthly(usage, "uses", age, given, 0, 1), _monthly(usage, "uses", age, given, 0, 3)
    used = np.where(usage.number("uses") > 0, month, np.nan)
    return {
        "uses_last_month": last,
        "uses_mean_3m": recent,
        "uses_change": share(last, _monthly(usage, "uses", age, given, 1, 4)),
        "visits_last_month": _monthly(usage, "visits", age, given, 0, 1),
        "interactions_last_month": _monthly(usage, "interactions", age, given, 0, 1),
        "active_weeks_share": np.minimum(_monthly(usage, "active_weeks", age, given, 0, 3) / WEEKS_A_MONTH, 1.0),
        "months_since_last_use": latest - usage.last(used),
    }


def month_index(day: FloatArray) -> IntArray:
    """Calendar months since January 1970 of days."""
    return day.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _monthly(usage: Events, name: str, age: IntArray, given: FloatArray, newest: int, oldest: int) -> FloatArray:
    """Mean a month from `newest` to before `oldest` months ago, over the months since the first entry (n,).

    A month without an entry is 0, one whose entries do not say is left out. Without any entry: 0 where the list is
    known, and NaN where the value was never given.
    """
    values = usage.number(name)
    inside, said = (age >= newest) & (age < oldest), ~np.isnan(values)
    unsaid = _months(usage, age, inside) - _months(usage, age, inside & said)
    months = np.clip(given - newest, 0, oldest - newest) - unsaid
    never = np.bincount(usage.customer[said], minlength=len(given)) == 0
    mean = share(usage.total(values, inside & said), months)
    return np.where(given == 0, usage.if_known(np.zeros(len(given))), np.where(never, np.nan, mean))


def _months(usage: Events, age: IntArray, mask: BoolArray) -> IntArray:
    """Different months (n,) among the entries of a mask."""
    customer = usage.customer[mask]
    return np.bincount(customer[run_starts(customer, age[mask])], minlength=len(usage.known))
