"""Columns to messages of a stream: the schema, record batches, and the mark of the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from struct import pack

import numpy as np
from numpy.typing import NDArray

from schema.arrow import types as t
from schema.arrow.flatbuilder import Child, Fields, built, structs, table, tables, text
from schema.arrow.messages import CONTINUED, RECORDS, SCHEMA
from scoring.columns import BoolArray, Category, FloatArray, IntArray

VERSION = 4  # V5 of the metadata
END = CONTINUED + pack("<i", 0)
DOUBLE, DAY_UNIT = 2, 0


@dataclass(frozen=True, slots=True, eq=False)
class Array:
    """`length` values: a type with what it says of itself, buffers as the format lays them out, children by name."""

    kind: int
    says: Fields
    length: int
    nulls: int
    buffers: tuple[bytes, ...]
    children: "Mapping[str, Array]"


def numbers(values: FloatArray) -> Array:
    """Numbers (n,), NaN where missing."""
    return _filled(t.FLOAT, {0: ("h", DOUBLE)}, ~np.isnan(values), values.tobytes())


def counts(values: FloatArray) -> Array:
    """Whole numbers (n,) of 64 bits."""
    return _filled(t.INT, {0: ("i", 64), 1: ("?", 1)}, ~np.isnan(values), _whole(values, np.int64).tobytes())


def days(values: FloatArray) -> Array:
    """Days since 1970-01-01 (n,)."""
    return _filled(t.DATE, {0: ("h", DAY_UNIT)}, ~np.isnan(values), _whole(values, np.int32).tobytes())


def flags(values: FloatArray) -> Array:
    """1, 0 and NaN (n,) as true, false and missing."""
    return _filled(t.BOOL, {}, ~np.isnan(values), _bits(values == 1))


def texts(column: Category) -> Array:
    """Texts (n,) by code."""
    levels = [level.encode() for level in column.levels]
    chosen = [levels[code] if code >= 0 else b"" for code in column.codes.tolist()]
    ends = np.cumsum([0, *map(len, chosen)], dtype=np.int32).tobytes()
    return _filled(t.UTF8, {}, column.codes >= 0, ends, b"".join(chosen))


def lists(owner: IntArray, values: Array, given: BoolArray) -> Array:
    """Values (m,) as a list for each of n rows: `owner` (m,) ascends and says whose, `given` (n,) who has a list."""
    ends = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(given)))]).astype(np.int32)
    return _filled(t.LIST, {}, given, ends.tobytes(), children={"item": values})


def structures(fields: Mapping[str, Array], length: int) -> Array:
    """Fields (m,) side by side."""
    return Array(t.STRUCT, {}, length, 0, (b"",), fields)


def schema(columns: Mapping[str, Array]) -> bytes:
    """The message that begins a stream."""
    fields = tables([_field(name, column) for name, column in columns.items()])
    return _message(SCHEMA, {1: fields}, b"")


def records(columns: Mapping[str, Array], length: int) -> bytes:
    """A message of rows."""
    nodes: list[tuple[int, ...]] = []
    buffers: list[tuple[int, ...]] = []
    body = bytearray()
    for column in columns.values():
        _add(column, nodes, buffers, body)
    return _message(RECORDS, {0: ("q", length), 1: structs(nodes), 2: structs(buffers)}, bytes(body))


def _add(column: Array, nodes: list[tuple[int, ...]], buffers: list[tuple[int, ...]], body: bytearray) -> None:
    nodes.append((column.length, column.nulls))
    for buffer in column.buffers:
        buffers.append((len(body), len(buffer)))
        body += buffer + bytes(-len(buffer) % 8)
    for child in column.children.values():
        _add(child, nodes, buffers, body)


def _field(name: str, column: Array) -> Child:
    children = tables([_field(child, of) for child, of in column.children.items()])
    return table({0: text(name), 1: ("?", 1), 2: ("B", column.kind), 3: table(column.says), 5: children})


def _message(kind: int, header: Fields, body: bytes) -> bytes:
    data = built({0: ("h", VERSION), 1: ("B", kind), 2: table(header), 3: ("q", len(body))})
    return CONTINUED + pack("<i", len(data)) + data + body


def _filled(
    kind: int, says: Fields, given: BoolArray, *buffers: bytes, children: Mapping[str, Array] | None = None
) -> Array:
    nulls = int(len(given) - np.count_nonzero(given))
    return Array(kind, says, len(given), nulls, (_bits(given) if nulls else b"", *buffers), children or {})


def _bits(values: BoolArray) -> bytes:
    return np.packbits(values, bitorder="little").tobytes()


def _whole(values: FloatArray, form: type[np.signedinteger]) -> NDArray[np.signedinteger]:
    return np.nan_to_num(values).astype(form)
