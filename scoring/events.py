"""A list of the payload over n customers, held flat: one row an entry, with the index of its customer."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray, Named, absent, is_constant, pick, rows_of
from scoring.direct import NAN, bincount, every, some, where
from scoring.measures.ratios import share

DENSE = 64  # cells an entry up to which a table of customers and codes is quicker than sorting


@dataclass(frozen=True, slots=True, eq=False)
class Events(Named):
    """Entries sorted by customer, day and every other column.

    `customer` (m,) is non-decreasing; `known` (n,) says whose list was given, be it empty; `columns` are (m,).
    """

    customer: IntArray
    known: BoolArray
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.customer)

    def where(self, mask: BoolArray) -> "Events":
        """The entries of a mask; who is known stays as it was."""
        if every(mask):
            return self
        return Events(self.customer[mask], self.known, {name: pick(c, mask) for name, c in self.columns.items()})

    def with_columns(self, **columns: Column) -> "Events":
        """The same entries with columns replaced or added."""
        return Events(self.customer, self.known, {**self.columns, **columns})

    def starts(self) -> BoolArray:
        """Where the entries of another customer begin (m,)."""
        return customer_starts(self.customer)

    def count(self, mask: BoolArray | None = None) -> FloatArray:
        """Entries a customer (n,); NaN where the list is unknown."""
        rows = self.customer if mask is None else self.customer[mask]
        return self.if_known(bincount(rows, minlength=len(self.known)).astype(np.float64))

    def distinct(self, codes: NDArray[np.int32], mask: BoolArray) -> FloatArray:
        """How many different codes a customer has among the entries of a mask (n,); NaN where the list is unknown."""
        n, width = len(self.known), int(codes.max(initial=0)) + 1
        pairs = self.customer[mask] * width + codes[mask]
        if n * width > DENSE * max(1, len(pairs)):
            return self.if_known(bincount(np.unique(pairs) // width, minlength=n).astype(np.float64))
        seen = np.zeros(n * width, dtype=bool)
        seen[pairs] = True
        return self.if_known(seen.reshape(n, width).sum(axis=1).astype(np.float64))

    def total(self, values: FloatArray, mask: BoolArray | None = None) -> FloatArray:
        """Sum a customer (n,), entries added one after the other, so that other customers never change a bit."""
        rows = self.customer if mask is None else self.customer[mask]
        weights = values if mask is None else values[mask]
        return self.if_known(bincount(rows, weights=weights, minlength=len(self.known)).astype(np.float64))

    def mean(self, values: FloatArray) -> FloatArray:
        """Mean of the values that are not missing (n,); NaN where there are none."""
        given = ~np.isnan(values)
        count = bincount(self.customer[given], minlength=len(self.known))
        total = bincount(self.customer[given], weights=values[given], minlength=len(self.known))
        return share(total, count)

    def last(self, values: FloatArray) -> FloatArray:
        """The last value a customer that is not missing (n,); entries ascend in time."""
        result = absent(len(self.known))
        given = ~np.isnan(values)
        result[self.customer[given]] = values[given]  # NumPy assigns in order: the last one stays
        return result

    def first(self, values: FloatArray) -> FloatArray:
        """The first value a customer that is not missing (n,)."""
        result = absent(len(self.known))
        given = rows_of(~np.isnan(values))[::-1]
        result[self.customer[given]] = values[given]
        return result

    def if_known(self, values: FloatArray) -> FloatArray:
        """The values (n,), NaN where the list is unknown."""
        return where(self.known, values, NAN)

    def take(self, rows: IntArray) -> "Events":
        """The entries of the customers `rows` (k,), in that order; a customer taken twice has them twice."""
        start = self.customer.searchsorted(rows, side="left")
        count = self.customer.searchsorted(rows, side="right") - start
        offset = np.repeat(start - count.cumsum() + count, count)
        entry = np.arange(len(offset)) + offset
        columns = {name: pick(column, entry) for name, column in self.columns.items()}
        return Events(np.repeat(np.arange(len(rows)), count), self.known[rows], columns)


def customer_starts(customer: IntArray) -> BoolArray:
    """Where the entries of another customer begin (m,)."""
    starts = np.empty(len(customer), dtype=bool)
    starts[:1] = True
    np.not_equal(customer[1:], customer[:-1], out=starts[1:])
    return starts


def run_starts(customer: IntArray, key: FloatArray | IntArray) -> BoolArray:
    """Where a run of the same customer and key begins (m,)."""
    starts = customer_starts(customer)
    starts[1:] |= key[1:] != key[:-1]
    return starts


def in_order(events: Events, day: str | None) -> Events:
    """Sort by customer, day and then every other column, so that the order of a list has no effect.

    Most lists come sorted and few entries share a day: one stable sort of customer and day, and then the ties alone, by
    column after column until none is left.
    """
    if len(events) < 2:
        return events
    key = _key(events, day)
    is_sorted = every(key[1:] >= key[:-1])
    order = np.arange(len(key)) if is_sorted else key.argsort(kind="stable")
    key = key[order]
    same = key[1:] == key[:-1]
    if is_sorted and not some(same):
        return events
    for name, column in events.columns.items():
        if some(same) and name != day and not is_constant(column):
            _sort_ties(order, same, column.codes if isinstance(column, Category) else column)
    columns = {name: pick(column, order) for name, column in events.columns.items()}
    return Events(events.customer[order], events.known, columns)


def _sort_ties(order: IntArray, same: BoolArray, values: FloatArray | NDArray[np.int32]) -> None:
    """Sort runs of `order` (m,) by their values, in place; `same` (m - 1,) tells which neighbours are tied still."""
    in_tie = np.zeros(len(order), dtype=bool)
    in_tie[:-1] = same
    in_tie[1:] |= same
    tied = rows_of(in_tie)
    run = np.zeros(len(tied), dtype=np.int64)
    np.cumsum(~same[tied[:-1]], out=run[1:])
    by_value = np.lexsort((values[order[tied]], run))
    order[tied] = order[tied][by_value]
    ascending = values[order[tied]]
    nothing = np.isnan(ascending)
    equal = (ascending[1:] == ascending[:-1]) | (nothing[1:] & nothing[:-1])
    same[tied[:-1]] &= equal


def _key(events: Events, day: str | None) -> IntArray:
    if day is None:
        return events.customer
    days = events.number(day).astype(np.int64)
    first, last = int(days.min()), int(days.max())
    return events.customer * (last - first + 1) + (days - first)
