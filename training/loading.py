"""One file as the fields of its table: its rows picked, its customers named, its fields computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scoring.vocabulary import Kind
from training.casting import cast
from training.config import TableConfig, fields_of
from training.errors import TrainingError, nearest, rows
from training.fields import NEEDED, Field, kinds_of
from training.mapping import Expression, Rows, expression, read_rows
from training.reading import LINE, ROW, Source
from training.remedies import line

WHERE = "where"
CUSTOMER = "customer_id"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rows of a file that are used: `customer` (m,) String, and by our names the `fields` (m,) that hold anything.

    `notes` say what was left out or looks odd.
    """

    rows: Rows
    customer: pl.Series
    fields: Mapping[str, pl.Series]
    notes: tuple[str, ...]

    @property
    def source(self) -> Source:
        """The file."""
        return self.rows.source

    @property
    def numbers(self) -> pl.Series:
        """The number of each row in the file."""
        return self.rows.raw[ROW]

    def __len__(self) -> int:
        return len(self.customer)


def expressions_of(source: Source, config: TableConfig, *, label: bool) -> dict[str, Expression]:
    """What fills each field: the configuration's expression, else the file's column of that name.

    Raises TrainingError where a field that the table needs has neither.
    """
    texts = {field: field for field in fields_of(source.table) if field in source.columns} | dict(config.fields)
    if config.where is not None:
        texts[WHERE] = config.where
    if not label:
        texts.pop("churned", None)
    for field in (CUSTOMER, *NEEDED[source.table]):
        if field not in texts:
            raise TrainingError(_no_column(source, field))
    return {field: expression(text, f"[{source.table}] {field}", source) for field, text in texts.items()}


def load(
    source: Source, expressions: Mapping[str, Expression], others: Sequence[str] = (), *, repeated: bool = True
) -> Loaded:
    """The rows that `where` picks and that have a customer; `others` are columns to read beside the fields'.

    `repeated` rows of a list are noted, which takes a look at every column.

    Raises TrainingError for values that break their field's rule.
    """
    everything = read_rows(source, expressions, tuple(others), lines=repeated and source.table != "customers")
    picked = everything.where(_mask(everything, expressions[WHERE])) if WHERE in expressions else everything
    customer = _customer(picked, expressions[CUSTOMER])
    kept = picked.where(customer.is_not_null())
    every = {
        name: Field(kept, name, kind, expressions[name]).values()
        for name, kind in kinds_of(source.table).items()
        if name in expressions
    }
    blank = [name for name, values in every.items() if len(values) and values.null_count() == len(values)]
    notes = _notes(source, everything, picked, kept)
    notes += [f"{source.name}: {name} is missing throughout and is not used." for name in blank]
    fields = {name: values for name, values in every.items() if name not in blank}
    return Loaded(kept, customer.drop_nulls(), fields, tuple(notes))


def _no_column(source: Source, field: str) -> str:
    near = nearest(field, source.columns)
    fault = f'{source.name} has no column "{field}", which every row of {source.table} needs'
    if near is None:
        return f"{fault}."
    return f'{fault}; the nearest is "{near}". If that is it, say so in the config: {line(source.table, field, near)}'


def _mask(those: Rows, where: Expression) -> pl.Series:
    mask = cast(those.value(where), Kind.FLAG)
    if mask.bad.any():
        raise TrainingError(f'{where.place} must be a condition that is true or false, such as "Quantity > 0".')
    return (mask.values == 1).fill_null(value=False)


def _customer(those: Rows, what: Expression) -> pl.Series:
    ids = cast(those.value(what), Kind.TEXT)
    if ids.bad.any():
        raise TrainingError(f"{what.place} must yield texts or numbers, no lists.")
    return _whole(ids.values.cast(pl.String))


def _whole(ids: pl.Series) -> pl.Series:
    """17850.0 as 17850: what a program writes that holds whole numbers with blanks among them as decimals."""
    decimal = ids.str.contains(r"^\d+\.0$").all()
    return ids.str.strip_suffix(".0") if decimal and len(ids) > ids.null_count() else ids


def _notes(source: Source, everything: Rows, picked: Rows, kept: Rows) -> list[str]:
    notes = []
    if len(picked) < len(everything):
        left_out = len(everything) - len(picked)
        notes.append(f"{source.name}: `where` leaves out {left_out:,} of {len(everything):,} rows.")
    if len(kept) < len(picked):
        guests = rows(picked.raw[ROW].filter(~picked.raw[ROW].is_in(kept.raw[ROW].implode())).to_list())
        notes.append(f"{source.name}: rows without a customer are left out: {len(picked) - len(kept):,} ({guests}).")
    same = len(kept) - kept.raw[LINE].n_unique() if LINE in kept.raw.columns else 0
    if same:
        notes.append(f"{source.name}: rows that repeat another one in every column are kept: {same:,}.")
    return notes
