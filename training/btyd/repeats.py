"""What the models of the rhythm need to know of a customer: how often again, when last, for how long observed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.columns import FloatArray, IntArray
from scoring.events import run_starts


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Sufficient statistics of the rhythm (n,); NaN for a customer who never bought.

    `repeat_purchases` x: purchase days after the first; `last_day` t_x: days from the first purchase to the last;
    `observed_days` T >= t_x: days from the first purchase to the end of the observation; `weight`: how many customers a
    row stands for.
    """

    repeat_purchases: FloatArray
    last_day: FloatArray
    observed_days: FloatArray
    weight: FloatArray

    def __len__(self) -> int:
        return len(self.weight)

    @classmethod
    def of(cls, repeat_purchases: ArrayLike, last_day: ArrayLike, observed_days: ArrayLike) -> "Repeats":
        """One row a customer, each of weight 1; numbers are spread over the customers."""
        given = [np.asarray(values, dtype=np.float64) for values in (repeat_purchases, last_day, observed_days)]
        x, last, observed = np.broadcast_arrays(*(np.atleast_1d(values) for values in given))
        return cls(x, last, observed, np.ones(len(x)))

    @classmethod
    def of_summary(
        cls, purchase_days: FloatArray, first_day: FloatArray, last_day: FloatArray, until: float | FloatArray
    ) -> "Repeats":
        """From the number of purchase days, the days of the first and the last, and the end of the observation (n,)."""
        repeats = np.where(purchase_days > 0, purchase_days - 1, np.nan)
        return cls.of(repeats, last_day - first_day, until - first_day)

    @classmethod
    def of_purchases(cls, customer: IntArray, day: FloatArray, until: float | FloatArray, customers: int) -> "Repeats":
        """From purchases (m,) up to `until`: the index of the customer among n = `customers`, and the day.

        Several purchases on a day are one. Rows may come in any order.
        """
        who, when = ascending(customer, day)
        new = run_starts(who, when)
        count = np.bincount(who[new], minlength=customers).astype(np.float64)
        first, last = np.full(customers, np.nan), np.full(customers, np.nan)
        first[who[::-1]], last[who] = when[::-1], when  # NumPy assigns in order: the last one stays
        return cls.of_summary(count, first, last, until)

    def after(self, days: float) -> "Repeats":
        """The same customers observed for `days` more in which none of them bought."""
        return Repeats(self.repeat_purchases, self.last_day, self.observed_days + days, self.weight)

    def in_units_of(self, days: float) -> "Repeats":
        """The same with times in units of so many days."""
        return Repeats(self.repeat_purchases, self.last_day / days, self.observed_days / days, self.weight)

    def collapsed(self) -> "Repeats":
        """Equal rows as one with their weight, in ascending order; who never bought is left out."""
        known = np.flatnonzero(~np.isnan(self.repeat_purchases + self.last_day + self.observed_days))
        columns = [column[known] for column in (self.repeat_purchases, self.last_day, self.observed_days)]
        order = np.lexsort(columns[::-1])
        columns = [column[order] for column in columns]
        starts = np.flatnonzero(_differs(columns))
        weight = np.add.reduceat(self.weight[known][order], starts) if len(starts) else np.empty(0)
        x, last, observed = (column[starts] for column in columns)
        return Repeats(x, last, observed, weight)

    def at_most(self, customers: int) -> "Repeats":
        """A systematic sample of so many customers with the weight of all: every k-th in the order of the rows."""
        total = float(self.weight.sum())
        if total <= customers:
            return self
        marks = (np.arange(customers) + 0.5) * (total / customers)
        taken = np.bincount(np.searchsorted(np.cumsum(self.weight), marks), minlength=len(self))
        rows = np.flatnonzero(taken)
        weight = (taken[rows] * (total / customers)).astype(np.float64)
        return Repeats(self.repeat_purchases[rows], self.last_day[rows], self.observed_days[rows], weight)


def ascending(*columns: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Rows by the first column, then by the next and so on; none may be missing.

    A history stands so already, and then no sort is needed.
    """
    tied, sorted_so_far = np.ones(max(len(columns[0]) - 1, 0), dtype=bool), True
    for column in columns:
        sorted_so_far = sorted_so_far and not (tied & (column[1:] < column[:-1])).any()
        tied &= column[1:] == column[:-1]
    if sorted_so_far:
        return columns
    order = np.lexsort(columns[::-1])
    return tuple(column[order] for column in columns)


def _differs(columns: list[FloatArray]) -> IntArray:
    """1 where a row (n,) of sorted columns differs from the one before it."""
    differs = np.zeros(len(columns[0]), dtype=np.int64)
    differs[:1] = 1
    for column in columns:
        differs[1:] |= column[1:] != column[:-1]
    return differs
