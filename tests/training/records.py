"""The customers of training files as the payloads that a CRM would send of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from schema.limits import Limits
from schema.payload import parse
from schema.written import plain_json
from scoring.customers import Record
from scoring.model import Bundle
from scoring.vocabulary import OBJECTS

Payload = dict[str, Any]


def payloads(files: Mapping[str, Path], as_of: date, customers: int | None = None) -> list[Payload]:
    """One payload a customer, ascending by id, with the lists that the files have; the first so many."""
    tables = {name: pl.read_parquet(path) for name, path in files.items()}
    ids = pl.concat([table["customer_id"] for table in tables.values()]).unique().sort().head(customers or 10**9)
    found: dict[str, Payload] = {
        name: {"customer_id": name, "as_of": as_of.isoformat(), **{t: [] for t in tables if t != "customers"}}
        for name in ids
    }
    for name, table in tables.items():
        for row in table.filter(pl.col("customer_id").is_in(ids.implode())).to_dicts():
            payload = found[row.pop("customer_id")]
            if name == "customers":
                payload |= _objects(row)
            else:
                payload[name].append(_given(row))
    return list(found.values())


def records(of: Sequence[Payload], bundle: Bundle) -> list[Record]:
    """Payloads as the service reads them."""
    return [parse(plain_json(payload), Limits(), currency=bundle.currency) for payload in of]


def _objects(row: Mapping[str, Any]) -> Payload:
    return {
        name: _given({field: row[f"{name}_{field}"] for field in fields if f"{name}_{field}" in row})
        for name, fields in OBJECTS.items()
    }


def _given(row: Mapping[str, Any]) -> Payload:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items() if v is not None}
