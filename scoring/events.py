"""A list of the payload over n customers, held flat: one row an entry, with the index of its customer."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray, absent


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Entries sorted by customer, day and every other column.

    `customer` (m,) is non-decreasing; `known` (n,) says whose list was given, be it empty; `columns` are (m,).
    """

    customer: IntArray
    known: BoolArray
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.customer)

    def number(self, name: str) -> FloatArray:
        """A number, flag or day column."""
        column = self.columns[name]
        if isinstance(column, Category):
            raise TypeError(f"{name} is a text column")
        return column

    def text(self, name: str) -> Category:
        """A text column."""
        column = self.columns[name]
        if not isinstance(column, Category):
            raise TypeError(f"{name} is a number column")
        return column

    def where(self, mask: BoolArray) -> "Events":
        """The entries of a mask; who is known stays as it was."""
        if mask.all():
            return self
        return Events(self.customer[mask], self.known, {name: pick(c, mask) for name, c in self.columns.items()})

    def with_columns(self, **columns: Column) -> "Events":
        """The same entries with columns replaced or added."""
        return Events(self.customer, self.known, {**self.columns, **columns})

    def count(self, mask: BoolArray | None = None) -> FloatArray:
        """Entries a customer (n,); NaN where the list is unknown."""
        rows = self.customer if mask is None else self.customer[mask]
        return self.if_known(np.bincount(rows, minlength=len(self.known)).astype(np.float64))

    def total(self, values: FloatArray, mask: BoolArray | None = None) -> FloatArray:
        """Sum a customer (n,), entries added one after the other, so that other customers never change a bit."""
        rows = self.customer if mask is None else self.customer[mask]
        weights = values if mask is None else values[mask]
        return self.if_known(np.bincount(rows, weights=weights, minlength=len(self.known)).astype(np.float64))

    def mean(self, values: FloatArray) -> FloatArray:
        """Mean of the values that are not missing (n,); NaN where there are none."""
        given = ~np.isnan(values)
        count = np.bincount(self.customer[given], minlength=len(self.known))
        total = np.bincount(self.customer[given], weights=values[given], minlength=len(self.known))
        mean: FloatArray = np.divide(total, count, out=absent(len(count)), where=count > 0)
        return mean

    def last(self, values: FloatArray) -> FloatArray:
        """The last value a customer that is not missing (n,); entries ascend in time."""
        result = np.full(len(self.known), np.nan)
        given = ~np.isnan(values)
        result[self.customer[given]] = values[given]  # NumPy assigns in order: the last one stays
        return result

    def first(self, values: FloatArray) -> FloatArray:
        """The first value a customer that is not missing (n,)."""
        result = np.full(len(self.known), np.nan)
        given = np.flatnonzero(~np.isnan(values))[::-1]
        result[self.customer[given]] = values[given]
        return result

    def if_known(self, values: FloatArray) -> FloatArray:
        """The values (n,), NaN where the list is unknown."""
        return values if self.known.all() else np.where(self.known, values, np.nan)

    def take(self, rows: IntArray) -> "Events":
        """The entries of the customers `rows` (k,), in that order; a customer taken twice has them twice."""
        start = np.searchsorted(self.customer, rows, side="left")
        count = np.searchsorted(self.customer, rows, side="right") - start
        offset = np.repeat(start - np.cumsum(count) + count, count)
        entry = np.arange(len(offset)) + offset
        columns = {name: pick(column, entry) for name, column in self.columns.items()}
        return Events(np.repeat(np.arange(len(rows)), count), self.known[rows], columns)


def pick(column: Column, rows: IntArray | BoolArray) -> Column:
    """Rows of a column by index or mask."""
    return column.take(rows) if isinstance(column, Category) else column[rows]


def run_starts(customer: IntArray, key: FloatArray | IntArray) -> BoolArray:
    """Where a run of the same customer and key begins (m,)."""
    starts = np.ones(len(key), dtype=bool)
    starts[1:] = (customer[1:] != customer[:-1]) | (key[1:] != key[:-1])
    return starts


def in_order(events: Events, day: str | None) -> Events:
    """Sort by customer, day and then every other column, so that the order of a list has no effect.

    Most lists come sorted and few entries share a day: one stable sort of customer and day, and the ties alone by all
    columns.
    """
    if len(events) < 2:
        return events
    key = _key(events, day)
    order = np.arange(len(key))
    if (key[1:] < key[:-1]).any():
        order = np.argsort(key, kind="stable")
        key = key[order]
    same = key[1:] == key[:-1]
    if same.any():
        tied = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        keys = [_sortable(pick(column, order[tied])) for column in events.columns.values()]
        order[tied] = order[tied][np.lexsort([*keys, key[tied]])]
    columns = {name: pick(column, order) for name, column in events.columns.items()}
    return Events(events.customer[order], events.known, columns)


def _key(events: Events, day: str | None) -> IntArray:
    if day is None:
        return events.customer
    days = events.number(day).astype(np.int64)
    return events.customer * (int(days.max()) - int(days.min()) + 1) + (days - int(days.min()))


def _sortable(column: Column) -> FloatArray | IntArray:
    return column.codes.astype(np.int64) if isinstance(column, Category) else column
