"""A company's own columns as SQL expressions over one file (`amount = "Quantity * UnitPrice"`), or as bare names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from training.errors import ROWS_SHOWN, TrainingError, or_nearest, rows
from training.inference import cleaned, numbers, typed
from training.reading import ROW, Source

CLOCK = re.compile(r"\b(CURRENT_DATE|CURRENT_TIME|CURRENT_TIMESTAMP|LOCALTIME|LOCALTIMESTAMP|NOW)\b", re.IGNORECASE)
GUESSED_FORMAT = re.compile(r"\b(DATE|TIMESTAMP|DATETIME)\s*\([^,()]*\)", re.IGNORECASE)
OF_THE_ROW = "must be computed row by row from the row's own columns: no sums, counts, subselects or `*`."
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Expression:
    """What fills one field: `place` names it in errors, `columns` are the file's, `sql` is for more than a column."""

    place: str
    columns: tuple[str, ...]
    sql: pl.Expr | None


def expression(text: str, place: str, source: Source) -> Expression:
    """The expression of a text; a text that is a column's name is that column, spaces and all.

    Raises TrainingError where it is no SQL, names no column of the file, is not of the row alone, or reads the clock.
    """
    if text in source.columns:
        return Expression(place, (text,), None)
    plain = QUOTED.sub("", text)
    if CLOCK.search(plain):
        raise TrainingError(f"{place} reads the clock, so two fits would differ; write the day: DATE '2026-11-20'.")
    if GUESSED_FORMAT.search(plain):
        raise TrainingError(
            f"{place} would guess the order of day and month; give DATE the format: DATE(column, '%d/%m/%Y')."
        )
    try:
        sql = pl.sql_expr(text)
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise TrainingError(f"{place} is no SQL expression: {str(error).splitlines()[0]}.") from None
    columns = tuple(sorted(set(sql.meta.root_names())))
    for column in columns:
        if column not in source.columns:
            raise TrainingError(f'{place}: {source.name} has no column "{column}"{or_nearest(column, source.columns)}.')
    if sql.meta.has_multiple_outputs() or (not columns and not _is_constant(sql)):
        raise TrainingError(f"{place} {OF_THE_ROW}")
    return Expression(place, columns, sql)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file that are used, as they stand in it and, for expressions, with texts read as what they are."""

    source: Source
    raw: pl.DataFrame
    typed: pl.DataFrame

    def __len__(self) -> int:
        return self.raw.height

    def where(self, mask: pl.Series) -> "Rows":
        """The rows of a mask."""
        return self if mask.all() else Rows(self.source, self.raw.filter(mask), self.typed.filter(mask))

    def value(self, expression: Expression) -> pl.Series:
        """The expression over the rows.

        Raises TrainingError naming the first row where it cannot be computed, or the columns' types if that is why.
        """
        if expression.sql is None:
            return self.raw[expression.columns[0]]
        frames = (self.typed, self.typed.with_columns(pl.selectors.by_dtype(pl.Null).cast(pl.String)))
        frame = next((frame for frame in frames if not _fails(frame.clear(), expression.sql)), None)
        if frame is None:
            raise TrainingError(_of_wrong_type(self, expression))
        if expression.columns and frame.clear().select(expression.sql).height:
            raise TrainingError(f"{expression.place} {OF_THE_ROW}")
        try:
            return frame.select(pl.col(ROW), expression.sql.alias("value"))["value"]
        except pl.exceptions.PolarsError:
            row = _first_failing(frame, expression.sql)
            raise TrainingError(
                f"{expression.place} cannot be computed, first in {rows([self.raw[ROW][row]])} of {self.source.name}; "
                "leave such rows out with `where`, or use TRY_CAST, which yields NULL there."
            ) from None


def read_rows(source: Source, expressions: Mapping[str, Expression], others: tuple[str, ...], *, lines: bool) -> Rows:
    """The rows of a file with the columns that the expressions need, and others."""
    needed = {column for expression in expressions.values() for column in expression.columns}
    raw = source.read(needed.union(others), lines=lines)
    computed = {column for e in expressions.values() if e.sql is not None for column in e.columns}
    as_they_are = [typed(raw[column]) for column in sorted(computed)] if source.is_text else []
    return Rows(source, raw, raw.with_columns(as_they_are))


def _is_constant(sql: pl.Expr) -> bool:
    one, two = (pl.DataFrame({ROW: [0] * n}) for n in (1, 2))
    try:
        return one.select(sql).equals(two.select(sql))
    except pl.exceptions.PolarsError:  # a subselect has no plan here
        return False


def _fails(frame: pl.DataFrame, sql: pl.Expr) -> bool:
    try:
        frame.select(sql)
    except pl.exceptions.PolarsError:
        return True
    return False


def _first_failing(frame: pl.DataFrame, sql: pl.Expr) -> int:
    """Halve until one row is left."""
    low, high = 0, frame.height
    while high - low > 1:
        middle = (low + high) // 2
        if _fails(frame[low:middle], sql):
            high = middle
        else:
            low = middle
    return low


def _of_wrong_type(those: Rows, expression: Expression) -> str:
    types = ", ".join(_type_of(those, column) for column in expression.columns)
    return (
        f"{expression.place} cannot be computed, since {types}; a text becomes a number by TRY_CAST(column AS DOUBLE)."
    )


def _type_of(those: Rows, column: str) -> str:
    values = those.typed[column]
    if values.dtype != pl.String:
        return f"{column} is a {'number' if values.dtype.is_numeric() else str(values.dtype)}"
    clean = cleaned(values)
    bad = those.raw[ROW].filter(clean.is_not_null() & numbers(clean).is_null())
    mostly = 0 < len(bad) < (len(clean) - clean.null_count()) / 2
    return f"{column} is a text" + (f" (no number in {rows(bad.head(ROWS_SHOWN).to_list())})" if mostly else "")
