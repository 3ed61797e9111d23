"""Edits of one payload field that a company can bring about: functions of columns, whose steps are definitions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray, rows_of
from scoring.customers import Customers
from scoring.direct import filled, where
from scoring.measures.inquiries import open_complaints
from scoring.measures.usage import month_index

Edit = Callable[[Customers, str, str, FloatArray], Customers]


@dataclass(frozen=True, slots=True)
class Lever:
    """A field of a list or object of the payload, how it is changed, and the feature that moves; steps grow."""

    feature: str
    table: str
    field: str
    edit: str
    steps: tuple[float, ...]


def levers_of(definitions: Mapping[str, Any]) -> tuple[Lever, ...]:
    """The levers that a bundle defines."""
    return tuple(Lever(**{**entry, "steps": tuple(map(float, entry["steps"]))}) for entry in definitions["levers"])


def edited(customers: Customers, levers: Sequence[Lever]) -> Customers:
    """Customers who come in blocks of one copy for each step of each lever, each copy after its own step alone."""
    width = sum(len(lever.steps) for lever in levers)
    start = 0
    for lever in levers:
        edit, nothing = EDITS[lever.edit]
        size = filled((len(customers) // width, width), nothing)
        size[:, start : start + len(lever.steps)] = lever.steps
        customers = edit(customers, lever.table, lever.field, size.ravel())
        start += len(lever.steps)
    return customers


def _resolve(customers: Customers, table: str, field: str, number: FloatArray) -> Customers:
    """So many open complaints, the oldest first, are resolved today."""
    events = customers.tables[table]
    waiting = open_complaints(events)
    before: IntArray = waiting.cumsum() - waiting
    first = np.searchsorted(events.customer, np.arange(len(customers)))
    rank = before - np.append(before, waiting.sum())[first][events.customer]
    chosen = waiting & (rank < number[events.customer])
    return _with(customers, table, field, chosen, customers.as_of[events.customer])


def _raise_to(customers: Customers, table: str, field: str, rating: FloatArray) -> Customers:
    """The latest rating is at least this."""
    events = customers.tables[table]
    values = events.number(field)
    given = ~np.isnan(values)
    chosen = _last_of(events.customer, given) & (values < rating[events.customer])
    return _with(customers, table, field, chosen, rating[events.customer])


def _multiply(customers: Customers, table: str, field: str, factor: FloatArray) -> Customers:
    """The last full month's number, so many times."""
    events = customers.tables[table]
    latest = month_index(customers.as_of + 1) - 1
    chosen = month_index(events.number("month")) == latest[events.customer]
    return _with(customers, table, field, chosen, events.number(field) * factor[events.customer])


def _extend(customers: Customers, table: str, field: str, days: FloatArray) -> Customers:
    """A day of the account, so many days later."""
    name = f"{table}_{field}"
    return customers.with_columns(**{name: customers.number(name) + days})


# Each edit, and the size at which it changes nothing.
EDITS: Mapping[str, tuple[Edit, float]] = {
    "resolve": (_resolve, 0.0),
    "raise_to": (_raise_to, -np.inf),
    "multiply": (_multiply, 1.0),
    "extend": (_extend, 0.0),
}


def _with(customers: Customers, table: str, field: str, chosen: BoolArray, values: FloatArray) -> Customers:
    events = customers.tables[table]
    changed = {field: where(chosen, values, events.number(field))}
    return customers.with_table(table, events.with_columns(**changed))


def _last_of(customer: IntArray, mask: BoolArray) -> BoolArray:
    """The last entry of each customer among those of a mask."""
    rows = rows_of(mask)
    last = np.zeros(len(mask), dtype=bool)
    last[rows[np.append(customer[rows][1:] != customer[rows][:-1], True)[: len(rows)]]] = True
    return last
