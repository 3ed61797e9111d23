"""The rows of a record batch as payloads: the columns of the tables, lists as lists of structs."""

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic_core import to_json

from schema.arrow import types as t
from schema.arrow.columns import Column, columns_in
from schema.arrow.messages import Message
from schema.arrow.refused import refused
from schema.arrow.types import Type
from schema.arrow.values import records
from schema.limits import Limits
from schema.payload import parse
from schema.places import TOP, is_field_name
from schema.refusal import NotJson, Refused
from scoring.customers import Record
from scoring.vocabulary import OBJECTS

ROWS = 256  # of a piece
ENTRIES = 20_000  # in the lists of a piece, so that a few customers with long histories are a piece of their own
ATTRIBUTE = "attributes_"
LISTS = (t.LIST, t.LARGE_LIST)
MOST_FIELDS = 32  # of an entry of a list; the vocabulary's longest have eleven
LONGEST = 64  # of a name that is compared with others: difflib is quadratic

# A flat column of the tables -> the payload's object and its field.
FLAT = {f"{name}_{field}": (name, field) for name, fields in OBJECTS.items() for field in fields}


def checked(types: tuple[Type, ...]) -> tuple[Type, ...]:
    """The columns of a stream, each of which is a field of the payload and given once. Raises Refused."""
    names = [one.name for one in types]
    of_objects = {FLAT[name][0] for name in names if name in FLAT}
    if len(set(names)) < len(names) or of_objects.intersection(names):
        raise refused("repeated_name", "the columns must not name a field twice; send each field once")
    for one in types:
        _check(one)
    return types


def _check(one: Type) -> None:
    if one.name not in TOP and one.name not in FLAT and not one.name.startswith(ATTRIBUTE):
        raise refused("unknown_column", f"a column must be a field of the payload{_which(one.name)}")
    is_list = one.kind in LISTS
    if is_list and one.name.startswith(ATTRIBUTE.removesuffix("_")):
        raise refused("not_a_scalar", "attributes must be texts, numbers, true or false; flatten what is nested")
    if is_list and _widest(one) > MOST_FIELDS:
        raise refused("too_many_columns", f"entries of a list must have at most {MOST_FIELDS} fields")


def _which(name: str) -> str:
    """The name, where it may be shown, and what it may mean."""
    meant = get_close_matches(name[:LONGEST], (*TOP, *FLAT), n=1)
    shown = f", which {name} is not" if is_field_name(name) else ""
    remedy = f"the nearest is {meant[0]}" if meant else "compare the names in /docs"
    return f"{shown}; {remedy}, or name a field of your own attributes_..."


def _widest(of: Type) -> int:
    return max([len(of.children), *map(_widest, of.children)])


def payloads(
    message: Message, types: tuple[Type, ...], limits: Limits, *, currency: str, today: date
) -> Iterator[list[Record | Refused | NotJson]]:
    """The customers of a batch, so many at a time, each as `payload.parse` reads it. Raises Refused."""
    columns = columns_in(message, types)
    for start, stop in _pieces(columns):
        rows = records(columns, start, stop, limits.entries)
        yield [_parsed(to_json(nested(row), inf_nan_mode="constants"), limits, currency, today) for row in rows]


def nested(row: Mapping[str, Any]) -> dict[str, Any]:
    """`account_status` as `account.status`, `attributes_tier` as `attributes.tier`; the rest as it is."""
    payload: dict[str, Any] = {}
    for name, value in row.items():
        within, field = FLAT.get(name, ("", name))
        if name.startswith(ATTRIBUTE):
            within, field = "attributes", name.removeprefix(ATTRIBUTE)
        (payload.setdefault(within, {}) if within else payload)[field] = value
    return payload


def _parsed(body: bytes, limits: Limits, currency: str, today: date) -> Record | Refused | NotJson:
    try:
        return parse(body, limits, currency=currency, today=today)
    except (Refused, NotJson) as refusal:
        return refusal


def _pieces(columns: tuple[Column, ...]) -> Iterator[tuple[int, int]]:
    """Where pieces begin and end: each has a row at least, and no more rows and entries than a piece may have."""
    length = columns[0].length if columns else 0
    before = np.concatenate([[0], np.cumsum(_entries(columns, length))])
    start = 0
    while start < length:
        stop = int(np.searchsorted(before, before[start] + ENTRIES, side="right")) - 1
        stop = min(max(stop, start + 1), start + ROWS, length)
        yield start, stop
        start = stop


def _entries(columns: tuple[Column, ...], length: int) -> NDArray[np.int64]:
    """Entries of a row (n,) in all its lists."""
    found = np.zeros(length, np.int64)
    for column in columns:
        if column.type.kind in LISTS:
            found += np.diff(column.offsets)
    return found
