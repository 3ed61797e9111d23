"""Columns as JSON values: NaN and missing texts are null, days are ISO dates, nothing is rounded."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import isnan
from typing import Any

from scoring.columns import Category, Column, FloatArray
from scoring.entries import Entries
from scoring.outputs import Output

EPOCH = date(1970, 1, 1)


def nested(paths: tuple[str, ...], values: Sequence[object]) -> dict[str, Any]:
    """`("rfm.crosswalk.klaviyo",)` and a value as objects within objects."""
    return _filled(_shape(paths), values)


Shape = tuple[tuple[str, "int | Shape"], ...]


@lru_cache(maxsize=64)  # one a bundle: the paths of an answer, and those of its own dimensions
def _shape(paths: tuple[str, ...]) -> Shape:
    """The keys of an object, each with the place of its value, or with the shape of the object that stands there."""
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


def _filled(shape: Shape, values: Sequence[object]) -> dict[str, Any]:
    return {key: values[at] if isinstance(at, int) else _filled(at, values) for key, at in shape}


def written(column: Column, output: Output) -> list[Any]:
    """The values (n,) of one output column."""
    if isinstance(column, Category):
        return list(column.texts())
    return WRITERS[output](column)


def listed(entries: Entries, fields: Mapping[str, Output], n: int) -> list[list[dict[str, Any]]]:
    """The entries of each of n customers as JSON objects, in their order."""
    columns = [written(entries.columns[name], output) for name, output in fields.items()]
    found: list[list[dict[str, Any]]] = [[] for _ in range(n)]
    for customer, values in zip(entries.customer.tolist(), zip(*columns, strict=True), strict=True):
        found[customer].append(dict(zip(fields, values, strict=True)))
    return found


def _numbers(column: FloatArray) -> list[float | None]:
    return [None if isnan(value) else value for value in column.tolist()]


def _counts(column: FloatArray) -> list[int | None]:
    return [None if isnan(value) else int(value) for value in column.tolist()]


def _flags(column: FloatArray) -> list[bool | None]:
    return [None if isnan(value) else value == 1 for value in column.tolist()]


def _pairs(column: FloatArray) -> list[list[float] | None]:
    return [None if isnan(pair[0]) else pair for pair in column.tolist()]


def _days(column: FloatArray) -> list[str | None]:
    return [None if isnan(value) else iso_day(value) for value in column.tolist()]


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
    """JSON in UTF-8; NaN and infinities are refused."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
