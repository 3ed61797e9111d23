"""A first look at a Parquet file, a run of rows at a time: who is in it, until when, and whether a part reads alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from scoring.timeline import month_end
from scoring.vocabulary import EVENT_DAY, Kind
from training.fields import kinds_of
from training.loading import CUSTOMER, WHERE, Loaded, load
from training.mapping import Expression
from training.question import CONTRACT
from training.reading import Source

ROWS = 250_000  # of a run
DECIMAL = r"^\s*\d+\.0\s*$"

Expressions = Mapping[str, Expression]
Went = Callable[[int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """`ids`: of a sample of the rows; `last_day`: of events, or of coming and leaving in `customers`; None: of none."""

    ids: pl.Series
    last_day: float | None


def rows_of(source: Source) -> int:
    """How many rows a file has."""
    return int(source.scan.select(pl.len()).collect().item())


def runs(
    source: Source, expressions: Expressions, others: Sequence[str] = (), went: Went | None = None
) -> Iterator[Loaded]:
    """The rows of a file, so many at a time, called by their numbers in it; `went` is told how many are done with."""
    total = rows_of(source)
    for start in range(0, total, ROWS):
        yield load(source.some(start, ROWS), expressions, others, repeated=False)
        if went is not None:
            went(min(ROWS, total - start))


def survey(source: Source, expressions: Expressions, every: int, went: Went | None = None) -> Survey:
    """Look at every row, and keep the id of each `every`-th. Raises TrainingError as `load` does."""
    dated = CONTRACT if source.table == "customers" else (EVENT_DAY[source.table],)
    looked_at = {name: what for name, what in expressions.items() if name in (CUSTOMER, WHERE, *dated)}
    ids, last = [pl.Series(dtype=pl.String)], list[float]()
    for run in runs(source, looked_at, went=went):
        ids.append(run.customer.gather_every(every))
        last += [
            day for name in dated if name in run.fields and (day := _last(source.table, run.fields[name])) is not None
        ]
    return Survey(pl.concat(ids), max(last, default=None))


def reads_alike(source: Source, expressions: Expressions, attributes: Mapping[str, Kind]) -> bool:
    """Whether what a value is hangs on its own row alone; else a part could not be read as the whole is.

    A CSV file's columns are what all their values are. In Parquet a number where a text is due is whole or not, and so
    is an id, as all of the column are (17850.0 is 17850), and texts where a number is due may be flags.
    """
    schema = source.scan.collect_schema()
    if source.is_text or any(
        kind is Kind.NUMBER and schema.get(name) == pl.String for name, kind in attributes.items()
    ):
        return False
    try:
        return all(_tested(source, expressions))
    except pl.exceptions.PolarsError:
        return False  # whoever reads the whole tells what is wrong


def _tested(source: Source, expressions: Expressions) -> tuple[bool, ...]:
    kinds = {CUSTOMER: Kind.TEXT, **kinds_of(source.table)}
    texts = {name: _value(what) for name, what in expressions.items() if kinds.get(name) is Kind.TEXT}
    types = source.scan.select(**texts).collect_schema()
    tests = {name: _is_whole(value) for name, value in texts.items() if types[name].is_float()}
    if types[CUSTOMER] == pl.String:
        decimal = texts[CUSTOMER].str.contains(DECIMAL)
        tests[CUSTOMER] = decimal.all() | ~decimal.any()
    return source.scan.select(**tests).collect().row(0) if tests else ()


def _value(what: Expression) -> pl.Expr:
    return pl.col(what.columns[0]) if what.sql is None else what.sql


def _is_whole(value: pl.Expr) -> pl.Expr:
    given = value.fill_nan(None)
    return (given.is_finite() & (given.round() == given)).all()


def _last(table: str, days: pl.Series) -> float | None:
    last = days.max()
    if not isinstance(last, float):
        return None
    return float(month_end(np.array([last]))[0]) if table == "usage" else last
