"""What a model of order values needs to know of a customer: how many purchase days, and what was spent on one."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray, IntArray
from scoring.events import run_starts
from training.btyd.repeats import ascending


@dataclass(frozen=True, slots=True, eq=False)
class Spend:
    """Purchase days with a value above zero, `count` (n,), and their `mean` value (n,; NaN where there is none)."""

    count: FloatArray
    mean: FloatArray

    @classmethod
    def with_first(cls, customer: IntArray, day: FloatArray, amount: FloatArray, customers: int) -> "Spend":
        """From purchases (m,) of n = `customers`: index of the customer, day, net amount; those of a day are added."""
        return cls._of_days(*_days(customer, day, amount), customers)

    @classmethod
    def without_first(cls, customer: IntArray, day: FloatArray, amount: FloatArray, customers: int) -> "Spend":
        """The same without each customer's first purchase day (Fader, Hardie and Lee 2005 do so)."""
        who, spent = _days(customer, day, amount)
        repeated = np.flatnonzero(~run_starts(who, who))
        return cls._of_days(who[repeated], spent[repeated], customers)

    @classmethod
    def _of_days(cls, who: IntArray, spent: FloatArray, customers: int) -> "Spend":
        who, spent = who[spent > 0], spent[spent > 0]
        count = np.bincount(who, minlength=customers).astype(np.float64)
        total = np.bincount(who, weights=spent, minlength=customers)
        return cls(count, np.divide(total, count, out=np.full(customers, np.nan), where=count > 0))


def _days(customer: IntArray, day: FloatArray, amount: FloatArray) -> tuple[IntArray, FloatArray]:
    """Customer and amount of each purchase day, in the order of customers and days."""
    who, when, spent = ascending(customer, day, amount)
    starts = np.flatnonzero(run_starts(who, when))
    return who[starts], np.add.reduceat(spent, starts) if len(starts) else np.empty(0)
