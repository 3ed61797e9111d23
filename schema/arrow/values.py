"""Columns as Python values, some rows at a time: what stands in a payload's JSON, None where it is missing."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from math import isnan
from struct import unpack_from
from typing import Any

import numpy as np

from schema.arrow import types as t
from schema.arrow.columns import Column
from schema.arrow.refused import damaged, refused
from scoring.columns import EPOCH_ORDINAL

LAST_ORDINAL = date.max.toordinal()
INLINE = 12  # bytes of a text that stand in its view
NO_DAY = "no day of any calendar"


def values(column: Column, start: int, stop: int, most: int) -> list[Any]:
    """The values of some rows; of a list no more than `most` entries and one. Raises Refused."""
    found = READ[column.type.kind](column, start, stop, most)
    if column.valid is None:
        return found
    return [one if given else None for one, given in zip(found, column.valid[start:stop].tolist(), strict=True)]


def records(columns: Sequence[Column], start: int, stop: int, most: int) -> list[dict[str, Any]]:
    """Some rows as objects of what they have."""
    names = [column.type.name for column in columns]
    rows = zip(*(values(column, start, stop, most) for column in columns), strict=True)
    return [{name: one for name, one in zip(names, row, strict=True) if one is not None} for row in rows]


def _nothing(_: Column, start: int, stop: int, __: int) -> list[Any]:
    return [None] * (stop - start)


def _plain(column: Column, start: int, stop: int, _: int) -> list[Any]:
    found: list[Any] = column.data[start:stop].tolist()
    return found


def _floats(column: Column, start: int, stop: int, _: int) -> list[Any]:
    """NaN is missing, as in the tables."""
    return [None if isnan(one) else one for one in column.data[start:stop].astype(np.float64).tolist()]


def _decimals(column: Column, start: int, stop: int, _: int) -> list[Any]:
    whole = (int.from_bytes(one, "little", signed=True) for one in column.data[start:stop].tolist())
    return [one / column.type.scale for one in whole]


def _days(column: Column, start: int, stop: int, _: int) -> list[Any]:
    ordinals = column.data[start:stop].astype(np.int64) // column.type.scale + EPOCH_ORDINAL
    return [date.fromordinal(one).isoformat() if 0 < one <= LAST_ORDINAL else NO_DAY for one in ordinals.tolist()]


def _texts(column: Column, start: int, stop: int, _: int) -> list[Any]:
    (raw,), ends = column.buffers, column.offsets[start : stop + 1].tolist()
    return [_decoded(raw[a:b]) for a, b in pairwise(ends)]


def _views(column: Column, start: int, stop: int, _: int) -> list[Any]:
    return [_decoded(_viewed(view, column.buffers)) for view in column.data[start:stop].tolist()]


def _viewed(view: bytes, buffers: Sequence[memoryview]) -> bytes:
    """The bytes of a text: in its view, or where that says."""
    length, number, offset = unpack_from("<i4xii", view)
    if 0 <= length <= INLINE:
        return view[4 : 4 + length]
    if length < 0 or not 0 <= number < len(buffers) or not 0 <= offset <= len(buffers[number]) - length:
        raise damaged()
    return bytes(buffers[number][offset : offset + length])


def _decoded(raw: bytes | memoryview) -> str:
    try:
        return bytes(raw).decode()
    except UnicodeDecodeError:
        raise refused("not_utf8", "texts must be UTF-8; read the source in its own encoding") from None


def _lists(column: Column, start: int, stop: int, most: int) -> list[Any]:
    ends = column.offsets[start : stop + 1].tolist()
    spans, child = list(pairwise(ends)), column.children[0]
    if any(b - a > most for a, b in spans):
        return [values(child, a, min(b, a + most + 1), most) for a, b in spans]
    flat = values(child, ends[0], ends[-1], most)
    return [flat[a - ends[0] : b - ends[0]] for a, b in spans]


def _structs(column: Column, start: int, stop: int, most: int) -> list[Any]:
    return records(column.children, start, stop, most) if column.children else [{} for _ in range(stop - start)]


READ: dict[int, Callable[[Column, int, int, int], list[Any]]] = {
    t.NULL: _nothing,
    t.INT: _plain,
    t.BOOL: _plain,
    t.FLOAT: _floats,
    t.DECIMAL: _decimals,
    t.DATE: _days,
    t.TIMESTAMP: _days,
    t.UTF8: _texts,
    t.LARGE_UTF8: _texts,
    t.UTF8_VIEW: _views,
    t.LIST: _lists,
    t.LARGE_LIST: _lists,
    t.STRUCT: _structs,
}
