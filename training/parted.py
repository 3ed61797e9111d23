"""Many customers, some at a time: what is computed of all of them then needs no more memory than of some."""

from collections.abc import Iterator

from scoring.columns import Category, Column
from scoring.customers import Attribute, Customers
from scoring.events import Events
from scoring.facts import Facts
from scoring.features import Features
from scoring.model import Bundle

AT_ONCE = 50_000


def parted(customers: Customers) -> Iterator[tuple[int, Customers]]:
    """Ranges of customers, each with the place of its first one; their columns are views of those of all."""
    if len(customers) <= AT_ONCE:
        yield 0, customers
        return
    for first in range(0, len(customers), AT_ONCE):
        yield first, _between(customers, first, min(first + AT_ONCE, len(customers)))


def measured_parts(facts: Facts, bundle: Bundle) -> Iterator[Facts]:
    """What is measured of customers, beside a bundle that predicts of them; for predictions, which ask no history."""
    for first, some in parted(facts.customers):
        rows = slice(first, first + len(some))
        columns = {name: _cut(column, rows) for name, column in facts.features.columns.items()}
        yield Facts(some, Features(columns, facts.features.past), bundle)


def _between(customers: Customers, first: int, last: int) -> Customers:
    """The customers from one place up to another, that one left out."""
    rows = slice(first, last)
    return Customers(
        customers.ids[rows],
        customers.as_of[rows],
        {name: _cut(column, rows) for name, column in customers.columns.items()},
        {name: _events(events, first, last) for name, events in customers.tables.items()},
        {name: _events(events, first, last) for name, events in customers.sets.items()},
        {name: Attribute(a.number[rows], _codes(a.text, rows)) for name, a in customers.attributes.items()},
    )


def _events(events: Events, first: int, last: int) -> Events:
    start, end = events.customer.searchsorted((first, last)).tolist()
    columns = {name: _cut(column, slice(start, end)) for name, column in events.columns.items()}
    return Events(events.customer[start:end] - first, events.known[first:last], columns)


def _cut(column: Column, rows: slice) -> Column:
    return _codes(column, rows) if isinstance(column, Category) else column[rows]


def _codes(column: Category, rows: slice) -> Category:
    return Category(column.codes[rows], column.levels)
