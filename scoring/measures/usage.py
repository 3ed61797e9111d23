"""How much and how regularly a customer uses what was sold; months are full calendar months."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, Column, FloatArray, IntArray
from scoring.customers import Customers
from scoring.direct import NAN, bincount, every, where
from scoring.events import Events, run_starts
from scoring.measures.ratios import share

WEEKS_A_MONTH = 365.25 / 12 / 7


def measure(customers: Customers) -> dict[str, Column]:
    """Columns (n,) from `usage`: counts a month; a month without an entry after the first is 0."""
    usage = customers.tables["usage"]
    month, latest = month_index(usage.number("month")), month_index(customers.as_of + 1) - 1
    age = latest[usage.customer] - month
    first = usage.first(month.astype(np.float64))
    given = where(np.isnan(first), 0.0, latest - first + 1)
    months = Months(usage, age, given, every(run_starts(usage.customer, age)))
    last, recent = months.mean("uses", 0, 1), months.mean("uses", 0, 3)
    used = where(usage.number("uses") > 0, month, NAN)
    return {
        "uses_last_month": last,
        "uses_mean_3m": recent,
        "uses_change": share(last, months.mean("uses", 1, 4)),
        "visits_last_month": months.mean("visits", 0, 1),
        "interactions_last_month": months.mean("interactions", 0, 1),
        "active_weeks_share": np.minimum(months.mean("active_weeks", 0, 3) / WEEKS_A_MONTH, 1.0),
        "months_since_last_use": latest - usage.last(used),
    }


def month_index(day: FloatArray) -> IntArray:
    """Calendar months since January 1970 of days."""
    return day.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Months:
    """The entries (m,) of `usage`, `age` (m,) full months ago; `given` (n,) months since the first entry.

    `once`: no customer has two entries of one month.
    """

    usage: Events
    age: IntArray
    given: FloatArray
    once: bool

    def mean(self, name: str, newest: int, oldest: int) -> FloatArray:
        """Mean a month from `newest` to before `oldest` months ago, over the months since the first entry (n,).

        A month without an entry is 0, one whose entries do not say is left out. Without any entry: 0 where the list is
        known, and NaN where the value was never given.
        """
        values, customer, n = self.usage.number(name), self.usage.customer, len(self.given)
        inside, said = (self.age >= newest) & (self.age < oldest), ~np.isnan(values)
        told = inside & said
        months = np.minimum(np.maximum(self.given - newest, 0), oldest - newest)
        months -= self._number(inside) - self._number(told)
        never = bincount(customer[said], minlength=n) == 0
        total = bincount(customer[told], weights=values[told], minlength=n)
        mean = where(never, NAN, share(total, months))
        return where(self.given == 0, where(self.usage.known, 0.0, NAN), mean)

    def _number(self, mask: BoolArray) -> IntArray:
        """Different months (n,) among the entries of a mask."""
        customer = self.usage.customer[mask]
        new = customer if self.once else customer[run_starts(customer, self.age[mask])]
        return bincount(new, minlength=len(self.given))
