"""A record batch as columns; every offset is checked before anything is read by it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schema.arrow import types as t
from schema.arrow.messages import RECORDS, Message
from schema.arrow.refused import Damaged, damaged, refused
from schema.arrow.types import Type

LEAST_BYTES = 4  # of an entry of a list: a few bytes cannot stand for millions of entries
NOTHING = np.empty(0, np.int64)

Offsets = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """`length` values of a type; `valid` (length,) is None where none is missing.

    `offsets` (length + 1,) into the texts of `buffers` or into the one of `children`; `data` (length,) otherwise.
    """

    type: Type
    length: int
    valid: NDArray[np.bool_] | None
    data: NDArray[Any] = field(default_factory=lambda: NOTHING)
    offsets: Offsets = field(default_factory=lambda: NOTHING)
    children: "tuple[Column, ...]" = ()
    buffers: tuple[memoryview, ...] = ()


def columns_in(message: Message, types: tuple[Type, ...]) -> tuple[Column, ...]:
    """The columns of a batch, all of a length. Raises Refused."""
    try:
        return _Batch(message).columns(types)
    except Damaged:
        raise damaged() from None


class _Batch:
    """A batch whose nodes and buffers are taken one after the other, as its types ask for them."""

    def __init__(self, message: Message) -> None:
        kind, batch = message.table()
        if kind != RECORDS:
            raise Damaged
        if batch.table(3) is not None:
            raise refused("compressed", "record batches must not be compressed; write them without compression")
        self._rows, self._body = batch.number(0, "q"), memoryview(message.body)
        self._nodes: Iterator[tuple[int, ...]] = iter(batch.structs(1, "qq"))
        self._buffers: Iterator[tuple[int, ...]] = iter(batch.structs(2, "qq"))
        self._variadic: Iterator[tuple[int, ...]] = iter(batch.structs(4, "q"))

    def columns(self, types: tuple[Type, ...]) -> tuple[Column, ...]:
        """All columns."""
        found = tuple(self._column(one) for one in types)
        if any(column.length != self._rows for column in found) or self._rows > len(self._body):
            raise Damaged
        return found

    def _column(self, of: Type) -> Column:
        length, nulls = _taken(self._nodes)
        if not 0 <= length <= 8 * len(self._body):
            raise Damaged
        if of.kind == t.NULL:
            return Column(of, self._bounded(length), None)
        valid = self._valid(length, nulls)
        if of.kind == t.STRUCT:
            children = tuple(self._column(child) for child in of.children)
            if any(child.length < length for child in children):
                raise Damaged
            return Column(of, self._bounded(length), valid, children=children)
        if of.kind in (t.LIST, t.LARGE_LIST):
            return self._list(of, length, valid)
        if of.kind in (t.UTF8, t.LARGE_UTF8):
            offsets, texts = self._offsets(length, wide=of.kind == t.LARGE_UTF8), self._buffer()
            _check(offsets, len(texts))
            return Column(of, length, valid, offsets=offsets, buffers=(texts,))
        if of.kind == t.UTF8_VIEW:
            return self._views(of, length, valid)
        data = self._bits(length) if of.kind == t.BOOL else self._array(np.dtype(_form(of)), length)
        return Column(of, length, valid, data)

    def _list(self, of: Type, length: int, valid: NDArray[np.bool_] | None) -> Column:
        offsets = self._offsets(length, wide=of.kind == t.LARGE_LIST)
        child = self._column(of.children[0])
        _check(offsets, child.length)
        if int(offsets[-1] - offsets[0]) * LEAST_BYTES > len(self._body):
            raise Damaged
        return Column(of, length, valid, offsets=offsets, children=(child,))

    def _views(self, of: Type, length: int, valid: NDArray[np.bool_] | None) -> Column:
        views = self._array(np.dtype("V16"), length)
        (count,) = _taken(self._variadic)
        if not 0 <= count <= len(self._body):
            raise Damaged
        buffers = tuple(self._buffer() for _ in range(count))
        return Column(of, length, valid, views, buffers=buffers)

    def _offsets(self, length: int, *, wide: bool) -> Offsets:
        buffer, form = self._buffer(), np.dtype("<i8" if wide else "<i4")
        if not length and not len(buffer):
            return np.zeros(1, np.int64)
        return _read(buffer, form, length + 1).astype(np.int64)

    def _array(self, form: np.dtype[Any], length: int) -> NDArray[Any]:
        return _read(self._buffer(), form, length)

    def _bits(self, length: int) -> NDArray[np.bool_]:
        packed = _read(self._buffer(), np.dtype("u1"), (length + 7) // 8)
        return np.unpackbits(packed, count=length, bitorder="little").astype(bool)

    def _valid(self, length: int, nulls: int) -> NDArray[np.bool_] | None:
        if nulls:
            return self._bits(length)
        self._buffer()
        return None

    def _buffer(self) -> memoryview:
        start, length = _taken(self._buffers)
        if start < 0 or length < 0 or start + length > len(self._body):
            raise Damaged
        return self._body[start : start + length]

    def _bounded(self, length: int) -> int:
        """What has no bytes of its own has no more values than the batch has bytes."""
        if length > len(self._body):
            raise Damaged
        return length


def _taken(rows: Iterator[tuple[int, ...]]) -> tuple[int, ...]:
    row = next(rows, None)
    if row is None:
        raise Damaged
    return row


def _check(offsets: Offsets, end: int) -> None:
    if offsets[0] < 0 or offsets[-1] > end or (np.diff(offsets) < 0).any():
        raise Damaged


def _read(buffer: memoryview, form: np.dtype[Any], count: int) -> NDArray[Any]:
    if len(buffer) < count * form.itemsize:
        raise Damaged
    return np.frombuffer(buffer, form, count)


def _form(of: Type) -> str:
    return f"V{of.form[:-1]}" if of.kind == t.DECIMAL else f"<{NUMPY[of.form]}"


NUMPY = {
    "b": "i1",
    "h": "i2",
    "i": "i4",
    "q": "i8",
    "B": "u1",
    "H": "u2",
    "I": "u4",
    "Q": "u8",
    "e": "f2",
    "f": "f4",
    "d": "f8",
}
