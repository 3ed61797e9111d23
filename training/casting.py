"""Values of a file as the kinds of the vocabulary; what cannot be read is told by its row, never by its value."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from scoring.vocabulary import Kind
from training.dates import days, months
from training.distinct import as_enum, repeats, texts_of
from training.inference import cleaned, finite, numbers

YES = ("1", "1.0", "yes", "y", "true", "t", "是")
NO = ("0", "0.0", "no", "n", "false", "f", "否")
NO_TEXTS = "[]"  # in a CSV file: known to be none
BETWEEN_TEXTS = "|"


@dataclass(frozen=True, slots=True)
class Cast:
    """Values of a kind (Float64, String or Enum, or List(String)), null where missing; and which are of another."""

    values: pl.Series
    bad: pl.Series


def cast(values: pl.Series, kind: Kind, *, month: bool = False) -> Cast:
    """The values as a kind; days as the first of their month where `month`.

    Texts that repeat are read once each, and stay codes into their distinct ones (Enum) where texts are wanted.
    """
    if values.dtype in (pl.Categorical, pl.Enum):
        values = values.cast(pl.String)
    if values.dtype != pl.String or kind is Kind.TEXTS or not repeats(values):
        return _cast(values, kind, month=month)
    coded = as_enum(values)
    distinct = _cast(texts_of(coded), kind, month=month)
    read = as_enum(distinct.values) if kind is Kind.TEXT else distinct.values
    code = coded.to_physical()
    return Cast(read.gather(code), distinct.bad.gather(code).fill_null(value=False))


def _cast(values: pl.Series, kind: Kind, *, month: bool) -> Cast:
    if values.dtype == pl.String and kind not in (Kind.TEXT, Kind.TEXTS):
        values = cleaned(values)
    if values.dtype.is_float():
        values = values.fill_nan(None)
    read = months if month else READ[kind]
    result = read(values)
    if not (result.null_count() - values.null_count()):
        return Cast(result, pl.repeat(value=False, n=len(values), eager=True))
    said = values.str.strip_chars() != "" if values.dtype == pl.String else values.is_not_null()
    return Cast(result, said.fill_null(value=False) & result.is_null())


def _numbers(values: pl.Series) -> pl.Series:
    if values.dtype == pl.String:
        return numbers(values)
    if values.dtype.is_numeric() or values.dtype in (pl.Boolean, pl.Null):
        return finite(values.cast(pl.Float64))
    return _nothing(values, pl.Float64)


def _flags(values: pl.Series) -> pl.Series:
    if values.dtype.is_nested():
        return _nothing(values, pl.Float64)
    texts = values.cast(pl.String).str.to_lowercase()
    yes = texts.is_in(YES)
    return pl.select(pl.when(yes | texts.is_in(NO)).then(yes.cast(pl.Float64))).to_series()


def _texts(values: pl.Series) -> pl.Series:
    if values.dtype.is_nested():
        return _nothing(values, pl.String)
    if values.dtype.is_float() and values.is_finite().all() and (values.round() == values).all():
        values = values.cast(pl.Int64, strict=False)  # 17850.0: a whole number in a column that has blanks
    texts = values.cast(pl.String).str.strip_chars()
    return pl.select(pl.when(texts != "").then(texts)).to_series()


def _lists(values: pl.Series) -> pl.Series:
    if values.dtype == pl.String:
        whole = values.str.strip_chars()
        said = whole != ""
        values = pl.select(pl.when(said).then(whole.replace(NO_TEXTS, "").str.split(BETWEEN_TEXTS))).to_series()
    if values.dtype == pl.Null:
        values = values.cast(pl.List(pl.String))
    if values.dtype != pl.List(pl.String):
        return _nothing(values, pl.List(pl.String))
    trimmed = values.list.eval(pl.element().str.strip_chars())
    return trimmed.list.eval(pl.element().filter(pl.element() != ""))


def _nothing(values: pl.Series, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, len(values))


READ: dict[Kind, Callable[[pl.Series], pl.Series]] = {
    Kind.NUMBER: _numbers,
    Kind.FLAG: _flags,
    Kind.DAY: days,
    Kind.TEXT: _texts,
    Kind.TEXTS: _lists,
}
