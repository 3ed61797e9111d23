"""Columns as JSON values: NaN and missing texts are null, days are ISO dates, nothing is rounded."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import repeat
from typing import Any

import numpy as np
import orjson
from pydantic_core import to_json

from scoring.columns import BoolArray, Category, Column, FloatArray, is_constant
from scoring.entries import Entries
from scoring.outputs import Output

EPOCH = date(1970, 1, 1)
FIRST = np.zeros(1, dtype=np.int64)


def objects(columns: Mapping[str, Sequence[object]]) -> list[dict[str, Any]]:
    """Columns (n,) by path as n objects within objects: `rfm.crosswalk.klaviyo` stands in `crosswalk` in `rfm`.

    Keys come in the order of the paths.
    """
    return _rows(_shape(tuple(columns)), tuple(columns.values()))


Shape = tuple[tuple[str, "int | Shape"], ...]


@lru_cache(maxsize=64)  # one a bundle: the paths of an answer, and those of its own dimensions
def _shape(paths: tuple[str, ...]) -> Shape:
    """The keys of an object, each with the place of its column, or with the shape of the object that stands there."""
    places: dict[str, Any] = {}
    for i, path in enumerate(paths):
        *parents, last = path.split(".")
        within = places
        for name in parents:
            within = within.setdefault(name, {})
        within[last] = i
    return _frozen(places)


def _frozen(places: Mapping[str, Any]) -> Shape:
    return tuple((key, one if isinstance(one, int) else _frozen(one)) for key, one in places.items())


def _rows(shape: Shape, columns: Sequence[Sequence[object]]) -> list[dict[str, Any]]:
    keys = [key for key, _ in shape]
    values = [columns[at] if isinstance(at, int) else _rows(at, columns) for _, at in shape]
    return list(map(dict, map(zip, repeat(keys), zip(*values, strict=True))))


def named(masks: Mapping[str, BoolArray], n: int) -> list[list[str]]:
    """The names whose mask (n,) holds for each of n customers, in their order."""
    found: list[list[str]] = [[] for _ in range(n)]
    if masks:
        names = tuple(masks)
        for row, place in zip(*(places.tolist() for places in np.array(list(masks.values())).T.nonzero()), strict=True):
            found[row].append(names[place])
    return found


def written(column: Column, output: Output) -> list[Any]:
    """The values (n,) of one output column."""
    if len(column) > 1 and is_constant(column):
        return written(column[:1] if isinstance(column, np.ndarray) else column.take(FIRST), output) * len(column)
    return column.texts() if isinstance(column, Category) else WRITERS[output](column)


def listed(entries: Entries, fields: Mapping[str, Output], n: int) -> list[list[dict[str, Any]]]:
    """The entries of each of n customers as JSON objects, in their order."""
    found: list[list[dict[str, Any]]] = [[] for _ in range(n)]
    told = objects({name: written(entries.columns[name], output) for name, output in fields.items()})
    for customer, entry in zip(entries.customer.tolist(), told, strict=True):
        found[customer].append(entry)
    return found


def _numbers(column: FloatArray) -> list[float | None]:
    return [None if value != value else value for value in column.tolist()]  # NaN alone differs from itself


def _counts(column: FloatArray) -> list[int | None]:
    return [None if value != value else int(value) for value in column.tolist()]


def _flags(column: FloatArray) -> list[bool | None]:
    return [None if value != value else value == 1 for value in column.tolist()]


def _pairs(column: FloatArray) -> list[list[float] | None]:
    return [None if pair[0] != pair[0] else pair for pair in column.tolist()]


def _days(column: FloatArray) -> list[str | None]:
    return [None if value != value else iso_day(value) for value in column.tolist()]


@lru_cache(maxsize=4096)  # days of years around today
def iso_day(value: float) -> str:
    """A day since 1970-01-01 as YYYY-MM-DD."""
    return (EPOCH + timedelta(days=int(value))).isoformat()


WRITERS: Mapping[Output, Callable[[FloatArray], list[Any]]] = {
    Output.NUMBER: _numbers,
    Output.COUNT: _counts,
    Output.FLAG: _flags,
    Output.DAY: _days,
    Output.PAIR: _pairs,
}


def plain_json(value: object) -> bytes:
    """JSON in UTF-8; what is no number of JSON (NaN, infinity) is null."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:  # a whole number past 64 bits, or what only pydantic knows
        return to_json(value, inf_nan_mode="null")
