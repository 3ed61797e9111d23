"""Files as the columns of scoring: every row by the index of its customer."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray, absent, no_texts
from scoring.customers import Attribute
from scoring.timeline import month_end
from scoring.vocabulary import EVENT_DAY, Kind, customer_columns
from training.attributes import Values
from training.columns import list_column, number_column, text_column
from training.loading import Loaded


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as a bundle remembers it.

    `sha256` of its bytes (empty where none is asked for), `rows` in use, `columns` in it; `first_day` and `last_day`
    (days since 1970-01-01) of its events, a month of usage ending with its own last day; None for customers.
    """

    sha256: str
    rows: int
    columns: tuple[str, ...]
    first_day: int | None
    last_day: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Lists of texts in one column: `customer` (m,) and `text` (m,); `known` (n,) says whose list is given."""

    customer: IntArray
    text: Category
    known: BoolArray


def events_of(table: Loaded) -> dict[str, Column]:
    """The columns (m,) of a list."""
    return {name: _column(values) for name, values in table.fields.items()}


def columns_of(table: Loaded, row: IntArray) -> dict[str, Column]:
    """The columns (n,) of the customers, who stand in the rows `row` (n,) of their file, -1 where in none."""
    kinds = customer_columns()
    given = {name: values for name, values in table.fields.items() if kinds.get(name, Kind.TEXTS) is not Kind.TEXTS}
    return {name: spread(_column(values), row) for name, values in given.items()}


def label_of(table: Loaded | None, row: IntArray) -> FloatArray:
    """1, 0, or NaN where unknown (n,)."""
    if table is None or "churned" not in table.fields:
        return absent(len(row))
    return np.append(number_column(table.fields["churned"]), np.nan)[row]


def lists_of(table: Loaded, index: IntArray, customers: int) -> dict[str, Lists]:
    """The lists of texts of the customers, of whom `index` says which one each row is."""
    found = {}
    for name, kind in customer_columns().items():
        if kind is Kind.TEXTS and name in table.fields:
            known = np.zeros(customers, dtype=bool)
            known[index[table.fields[name].is_not_null().to_numpy()]] = True
            found[name] = Lists(*list_column(table.fields[name], index), known)
    return found


def attributes_of(values: Mapping[str, Values], row: IntArray) -> dict[str, Attribute]:
    """The company's own columns (n,)."""
    n = len(row)
    return {name: _attribute(spread(_column(v.values), row), n) for name, v in values.items()}


def spread(column: Column, row: IntArray) -> Column:
    """A column of the customers' file over all customers."""
    if isinstance(column, Category):
        return Category(np.append(column.codes, np.int32(-1))[row], column.levels)
    return np.append(column, np.nan)[row]


def facts_of(table: Loaded, *, hashed: bool) -> FileFacts:
    """What a bundle says of the file; `hashed`: its SHA-256 too, for which all of it is read once more."""
    name = table.source.table
    days = None if name == "customers" else number_column(table.fields[EVENT_DAY[name]]) if len(table) else None
    first = last = None
    if days is not None:
        first = int(days.min())
        last = int(month_end(days).max() if name == "usage" else days.max())
    return FileFacts(table.source.sha256() if hashed else "", len(table), table.source.columns, first, last)


def _attribute(column: Column, n: int) -> Attribute:
    return Attribute(absent(n), column) if isinstance(column, Category) else Attribute(column, no_texts(n))


def _column(values: pl.Series) -> Column:
    return text_column(values) if values.dtype in (pl.String, pl.Enum) else number_column(values)
