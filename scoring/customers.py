"""`Customers`: the columns of n customers and of their histories, from a request's records or from training tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from scoring.columns import (
    EPOCH_ORDINAL,
    BoolArray,
    Category,
    Column,
    FloatArray,
    IntArray,
    Named,
    category,
    pick,
    unfilled,
    unfilled_texts,
)
from scoring.direct import filled
from scoring.events import Events, in_order
from scoring.vocabulary import EVENT_DAY, OBJECTS, TABLES, Kind, customer_columns

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """A custom field over n customers: numbers (flags as 0 and 1) and texts; each customer has one or neither."""

    number: FloatArray
    text: Category


@dataclass(frozen=True, slots=True, eq=False)
class Customers(Named):
    """n customers as columns.

    `as_of` (n,) is the day of each customer's answer; `columns` hold the payload's objects (`account_status`), `tables`
    its lists, `sets` the lists of texts within objects (`profile_interests`), `attributes` the company's own fields.
    """

    ids: Sequence[str]
    as_of: FloatArray
    columns: Mapping[str, Column]
    tables: Mapping[str, Events]
    sets: Mapping[str, Events]
    attributes: Mapping[str, Attribute]

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, day: float) -> "Customers":
        """The same customers at another day; `timeline.as_known` leaves out what was not known then."""
        return replace(self, as_of=filled(len(self), float(day)))

    def take(self, rows: IntArray) -> "Customers":
        """The customers `rows` (k,), in that order, repeats allowed."""
        return Customers(
            [self.ids[row] for row in rows],
            self.as_of[rows],
            {name: pick(column, rows) for name, column in self.columns.items()},
            {name: events.take(rows) for name, events in self.tables.items()},
            {name: events.take(rows) for name, events in self.sets.items()},
            {name: Attribute(a.number[rows], a.text.take(rows)) for name, a in self.attributes.items()},
        )

    def with_table(self, name: str, events: Events) -> "Customers":
        """The same customers with one list replaced."""
        return replace(self, tables={**self.tables, name: events})

    def with_columns(self, **columns: Column) -> "Customers":
        """The same customers with columns replaced."""
        return replace(self, columns={**self.columns, **columns})


def from_records(records: Sequence[Record], as_of: float) -> Customers:
    """Customers from payloads that `schema` has checked: dicts with dates as `datetime.date`.

    Absent or None is unknown. `as_of` (day) is for those that name none.
    """
    columns: dict[str, Column] = {}
    sets: dict[str, Events] = {}
    for name, fields in OBJECTS.items():
        objects = [_object(record, name) for record in records]
        given = frozenset().union(*objects)
        for field, kind in fields.items():
            if kind is Kind.TEXTS:
                sets[f"{name}_{field}"] = _texts([item.get(field) for item in objects])
            elif field in given:
                columns[f"{name}_{field}"] = _column([item.get(field) for item in objects], kind)
            else:
                columns[f"{name}_{field}"] = _empty(kind, len(records))
    return Customers(
        [str(record["customer_id"]) for record in records],
        np.array([_day(record.get("as_of"), as_of) for record in records]),
        columns,
        {name: _events(name, [record.get(name) for record in records]) for name in TABLES},
        sets,
        _attributes([_object(record, "attributes") for record in records]),
    )


def from_columns(
    ids: Sequence[str],
    as_of: FloatArray,
    columns: Mapping[str, Column],
    tables: Mapping[str, tuple[IntArray, Mapping[str, Column]]],
    sets: Mapping[str, tuple[IntArray, Category]],
    attributes: Mapping[str, Attribute],
) -> Customers:
    """Customers from tables: each list as (customer index (m,), columns (m,)) in any order.

    A table that is given is known for every customer (no rows: known to be none); one that is not is unknown. A column
    that is not given is missing.
    """
    everyone, kinds = np.ones(len(ids), dtype=bool), customer_columns()
    return Customers(
        ids,
        as_of,
        {name: columns.get(name, _empty(kind, len(ids))) for name, kind in kinds.items() if kind is not Kind.TEXTS},
        {
            name: _table(name, *tables[name], everyone) if name in tables else _unknown(fields, len(ids))
            for name, fields in TABLES.items()
        },
        {
            name: _set(*sets[name], everyone) if name in sets else _unknown({"text": Kind.TEXT}, len(ids))
            for name, kind in kinds.items()
            if kind is Kind.TEXTS
        },
        attributes,
    )


def _object(record: Record, name: str) -> Record:
    value = record.get(name)
    return value if isinstance(value, Mapping) else {}


def _day(value: object, default: float = np.nan) -> float:
    return float(value.toordinal() - EPOCH_ORDINAL) if isinstance(value, date) else default


def _column(values: Sequence[Any], kind: Kind) -> Column:
    """Of what `schema` has checked: texts, days, numbers; None where there is none."""
    if kind is Kind.TEXT:
        return category(values)
    if kind is Kind.DAY:
        days = [np.nan if day is None else day.toordinal() - EPOCH_ORDINAL for day in values]
        return np.array(days, dtype=np.float64)
    return np.array(values, dtype=np.float64)  # None becomes NaN


def _events(name: str, lists: Sequence[object]) -> Events:
    rows, customer, known = _flatten(lists)
    given = frozenset().union(*rows)
    columns = {f: _column([row.get(f) for row in rows], kind) for f, kind in TABLES[name].items() if f in given}
    return _table(name, customer, columns, known)


def _table(name: str, customer: IntArray, columns: Mapping[str, Column], known: BoolArray) -> Events:
    filled = {field: columns.get(field, _empty(kind, len(customer))) for field, kind in TABLES[name].items()}
    return in_order(Events(customer, known, filled), EVENT_DAY[name])


def _texts(lists: Sequence[object]) -> Events:
    rows, customer, known = _flatten(lists)
    return _set(customer, category(rows), known)


def _set(customer: IntArray, text: Category, known: BoolArray) -> Events:
    return in_order(Events(customer, known, {"text": text}), None)


def _flatten(lists: Sequence[object]) -> tuple[list, IntArray, BoolArray]:  # type: ignore[type-arg]
    given: list[Iterable[object]] = [entries if isinstance(entries, list) else [] for entries in lists]
    customer = np.repeat(np.arange(len(lists)), [len(entries) for entries in given])  # type: ignore[arg-type]
    known = np.array([isinstance(entries, list) for entries in lists], dtype=bool)
    return [row for entries in given for row in entries], customer, known


def _unknown(fields: Mapping[str, Kind], n: int) -> Events:
    columns = {field: _empty(kind, 0) for field, kind in fields.items()}
    return Events(np.empty(0, np.int64), np.zeros(n, dtype=bool), columns)


def _empty(kind: Kind, length: int) -> Column:
    return unfilled_texts(length) if kind is Kind.TEXT else unfilled(length)


def _attributes(objects: Sequence[Record]) -> dict[str, Attribute]:
    names = sorted(frozenset().union(*objects))
    columns = {name: [item.get(name) for item in objects] for name in names}
    return {
        name: Attribute(
            np.array([value if isinstance(value, int | float) else None for value in values], dtype=np.float64),
            category([value if isinstance(value, str) else None for value in values]),
        )
        for name, values in columns.items()
    }
