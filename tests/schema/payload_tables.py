"""Payloads as the Arrow stream of a table, as a warehouse would send it."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import polars as pl

from scoring.vocabulary import OBJECTS, TABLES, Kind

TYPES: Mapping[Kind, Any] = {
    Kind.NUMBER: pl.Float64,
    Kind.FLAG: pl.Boolean,
    Kind.DAY: pl.Date,
    Kind.TEXT: pl.String,
    Kind.TEXTS: pl.List(pl.String),
}
SCHEMA = {
    "customer_id": pl.String,
    "as_of": pl.Date,
    **{f"{name}_{field}": TYPES[kind] for name, fields in OBJECTS.items() for field, kind in fields.items()},
    **{
        name: pl.List(pl.Struct({field: TYPES[kind] for field, kind in fields.items()}))
        for name, fields in TABLES.items()
    },
}


def table_of(payloads: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The columns of the tables, lists as lists of structs, days as days."""
    rows = [_flat(payload) for payload in payloads]
    columns = {name: [_typed(row.get(name), kind) for row in rows] for name, kind in SCHEMA.items()}
    return pl.DataFrame(columns, SCHEMA, strict=False)


def stream_of(table: pl.DataFrame, rows: int | None = None, **others: Any) -> bytes:
    """An Arrow stream, in record batches of so many rows."""
    out = BytesIO()
    size = rows or len(table) or 1
    whole = pl.concat([table[i : i + size] for i in range(0, len(table), size)] or [table], rechunk=False)
    whole.write_ipc_stream(out, **others)
    return out.getvalue()


def _typed(value: Any, kind: Any) -> Any:
    """With days as days, which payloads write as texts."""
    if kind == pl.Date and value is not None:
        return date.fromisoformat(value[: len("2026-01")] + (value[len("2026-01") :][:3] or "-01"))
    if isinstance(kind, pl.List) and value is not None:
        return [_typed(one, kind.inner) for one in value]
    if isinstance(kind, pl.Struct):
        return {each.name: _typed(value.get(each.name), each.dtype) for each in kind.fields}
    return value


def _flat(payload: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: value for name, value in payload.items() if name not in OBJECTS}
    for name in OBJECTS:
        row |= {f"{name}_{field}": value for field, value in (payload.get(name) or {}).items()}
    return row
