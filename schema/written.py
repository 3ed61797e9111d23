"""Columns as JSON values: NaN and missing texts are null, days are ISO dates, nothing is rounded."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from math import isnan
from typing import Any

from scoring.columns import Category, Column, FloatArray
from scoring.entries import Entries
from scoring.outputs import Output

EPOCH = date(1970, 1, 1)


def nested(flat: Mapping[str, object]) -> dict[str, Any]:
    """`{"rfm.crosswalk.klaviyo": x}` as objects within objects."""
    result: dict[str, Any] = {}
    for path, value in flat.items():
        *parents, last = path.split(".")
        place = result
        for name in parents:
            place = place.setdefault(name, {})
        place[last] = value
    return result


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
