"""The company's own columns of `customers`: which of them may be features, and as what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scoring.vocabulary import Kind
from training.casting import cast
from training.config import fields_of
from training.config_values import EVERY_OTHER_COLUMN
from training.errors import TrainingError, or_nearest
from training.inference import cleaned, is_code, numbers, typed
from training.mapping import Expression
from training.personal import looks_personal
from training.reading import Source

NUMBERS_FROM = 0.95  # share of the values given that must be numbers, so that a text column is read as one
NAMES_FROM = 50  # a text with more values than this, on average for less than two customers each, names things


@dataclass(frozen=True, slots=True)
class Values:
    """A column's numbers (Float64) or texts (String), null where missing."""

    kind: Kind
    values: pl.Series


@dataclass(frozen=True, slots=True)
class Attributes:
    """The columns that are used, and for each that is not the reason; `notes` say it in sentences."""

    columns: Mapping[str, Values]
    left_out: Mapping[str, str]
    notes: tuple[str, ...]


def chosen(source: Source, wanted: Sequence[str], used: Mapping[str, Expression]) -> tuple[str, ...]:
    """The columns to read: those wanted, or for "*" every one that is none of our fields and in no expression."""
    if EVERY_OTHER_COLUMN in wanted:
        taken = {column for what in used.values() for column in what.columns}.union(fields_of("customers"))
        return tuple(column for column in source.columns if column not in taken)
    for name in wanted:
        if name not in source.columns:
            near = or_nearest(name, source.columns)
            raise TrainingError(f'{source.name} has no column "{name}", which customers.attributes names{near}.')
    return tuple(wanted)


def learned(columns: pl.DataFrame, wanted: Sequence[str], protected: Sequence[str], file: str) -> Attributes:
    """What the columns are, found from their values; "*" leaves out what looks personal or names each customer."""
    used, left_out, notes = {}, {}, []
    for column in columns.iter_columns():
        reason = "is protected" if column.name in protected else _unfit(column)
        if reason is None and EVERY_OTHER_COLUMN in wanted:
            reason = _unfit_unless_named(column)
        if reason is not None:
            left_out[column.name] = reason
            notes.append(f"{file}: {column.name} {reason} and is no feature.")
            continue
        used[column.name] = _values(column)
        lost = _given(column) - _given(used[column.name].values)
        if lost and column.dtype == pl.String and used[column.name].kind is Kind.NUMBER:
            notes.append(f"{file}: {column.name} is read as a number; {lost:,} texts that are none count as missing.")
    return Attributes(used, left_out, tuple(notes))


def as_learned(columns: pl.DataFrame, kinds: Mapping[str, Kind]) -> Attributes:
    """What the columns are, as a bundle knows them; a value of another kind counts as missing."""
    used = {}
    for column in columns.iter_columns():
        kind = kinds[column.name]
        flags_too = typed(column) if kind is Kind.NUMBER and column.dtype == pl.String else column
        used[column.name] = Values(kind, cast(flags_too, kind).values)
    return Attributes(used, {}, ())


def _values(column: pl.Series) -> Values:
    kind = _kind(column)
    return Values(kind, cast(column, kind).values)


def _kind(column: pl.Series) -> Kind:
    if column.dtype in (pl.Categorical, pl.Enum):
        return Kind.TEXT
    if column.dtype != pl.String:
        return Kind.FLAG if column.dtype == pl.Boolean else Kind.NUMBER
    as_it_is = typed(column)
    if as_it_is.dtype != pl.String:
        return Kind.FLAG if as_it_is.dtype == pl.Boolean else Kind.NUMBER
    clean = cleaned(column)
    return Kind.NUMBER if _given(numbers(clean)) >= NUMBERS_FROM * _given(clean) and not is_code(clean) else Kind.TEXT


def _unfit(column: pl.Series) -> str | None:
    if not _said(column):
        return "is missing throughout"
    if column.dtype.is_temporal():
        return "holds dates; map a date to one of our fields, such as account_signed_up_on"
    return "holds lists or the like" if column.dtype.is_nested() or column.dtype == pl.Binary else None


def _unfit_unless_named(column: pl.Series) -> str | None:
    if looks_personal(column.name):
        return "looks personal"
    values = _values(column)
    distinct, given = values.values.drop_nulls().n_unique(), _given(values.values)
    if values.kind is Kind.TEXT:
        return "names nearly every customer differently" if distinct > max(NAMES_FROM, given / 2) else None
    span = values.values.max() - values.values.min() + 1  # type: ignore[operator]
    whole = (values.values.drop_nulls() % 1 == 0).all()
    return "numbers the rows" if whole and given > NAMES_FROM and distinct == given == len(column) == span else None


def _said(column: pl.Series) -> int:
    if column.dtype == pl.String:
        return _given(cleaned(column))
    return _given(column.fill_nan(None) if column.dtype.is_float() else column)


def _given(values: pl.Series) -> int:
    return len(values) - values.null_count()
