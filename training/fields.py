"""One field of a file: computed, cast to its kind and held to the payload's rules."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from scoring.vocabulary import CHOICES, EVENT_DAY, OBJECTS, TABLES, Kind, customer_columns
from training.casting import cast
from training.distinct import as_enum, texts_of
from training.errors import TrainingError, rows
from training.mapping import Expression, Rows
from training.ranges import range_of
from training.reading import ROW
from training.remedies import RULES, identifier, leave_out, line, reading

NEEDED: Mapping[str, tuple[str, ...]] = {"customers": ()} | {
    table: (day, "amount") if table == "orders" else (day,) for table, day in EVENT_DAY.items()
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a file, and what fills it."""

    those: Rows
    name: str
    kind: Kind
    what: Expression

    @property
    def table(self) -> str:
        """The table it belongs to."""
        return self.those.source.table

    @property
    def column(self) -> str:
        """The column of the file that a remedy names."""
        return self.what.columns[0] if self.what.columns else self.name

    def values(self) -> pl.Series:
        """Float64, String or Enum, or List(String), null where missing.

        Raises TrainingError naming the first rows that break the kind, the choices, the range, or the need of a value.
        """
        given = self.those.value(self.what)
        result = cast(given, self.kind, month=self.name == "month")
        if result.bad.any():
            sql = reading(self.kind, self.column, given.filter(result.bad))
            remedy = leave_out(self.table) if sql is None else f"read the column so in the config: {self._line(sql)}"
            self._refuse(result.bad, RULES[self.kind], remedy)
        if self.name in NEEDED[self.table]:
            self._refuse(result.values.is_null(), "must be given", leave_out(self.table))
        return self._within(self._chosen(result.values))

    def _within(self, values: pl.Series) -> pl.Series:
        bounds = range_of(self.table, self.name)
        if bounds is not None:
            name = identifier(self.column)
            sql = f"CASE WHEN {name} BETWEEN {bounds.low:g} AND {bounds.high:g} THEN {name} END"
            remedy = f"read it as missing in the config: {self._line(sql)}"
            self._refuse(bounds.outside(values), f"must be a {bounds}", remedy)
        return values

    def _chosen(self, texts: pl.Series) -> pl.Series:
        """In small letters where it is one of a few."""
        choices = _choices(self.table, self.name)
        if choices is None:
            return texts
        if texts.dtype != pl.List(pl.String):
            coded = as_enum(texts)
            distinct = texts_of(coded).str.to_lowercase()
            lower, bad = (
                values.gather(coded.to_physical()) for values in (as_enum(distinct), ~distinct.is_in(choices))
            )
        else:
            lower = texts.list.eval(pl.element().str.to_lowercase())
            bad = lower.list.eval(~pl.element().is_in(choices)).list.any()
        sql = f"CASE WHEN {identifier(self.column)} = '...' THEN '{choices[0]}' END"
        remedy = f"translate it in the config: {self._line(sql)}, or go without it: {self._line('NULL')}"
        self._refuse(bad.fill_null(value=False), f"must be one of {', '.join(choices)}", remedy)
        return lower

    def _line(self, sql: str) -> str:
        return line(self.table, self.name, sql)

    def _refuse(self, bad: pl.Series, rule: str, remedy: str) -> None:
        if bad.any():
            numbers = rows(self.those.raw[ROW].filter(bad).to_list())
            place = f"{self.those.source.name}, {numbers}"
            raise TrainingError(f"{place}: {self.name} {rule}; put it right there, or {remedy}")


def kinds_of(table: str) -> Mapping[str, Kind]:
    """The fields of a table's file but the customer."""
    return {"churned": Kind.FLAG, **customer_columns()} if table == "customers" else TABLES[table]


def _choices(table: str, field: str) -> tuple[str, ...] | None:
    if table != "customers":
        return CHOICES.get((table, field))
    part = next((name for name in OBJECTS if field.startswith(f"{name}_")), "")
    return CHOICES.get((part, field.removeprefix(f"{part}_")))
