"""What a table on Spark must be, so that each of its parts is read as the whole would be."""

from collections.abc import Mapping

import polars as pl

from scoring.vocabulary import Kind
from training.config import Config
from training.errors import TrainingError
from training.fields import kinds_of
from training.loading import CUSTOMER, expressions_of, load
from training.mapping import read_rows
from training.reading import Source
from training.remedies import identifier, line
from training.survey import Expressions


def must_be_readable(source: Source, config: Config, attributes: Mapping[str, Kind]) -> Expressions:
    """What fills each field of a table without rows. Raises TrainingError where it cannot, or not row by row.

    A number where a text is due is written as all of its column are: 17850.0 as 17850 if all are whole.
    """
    expressions = expressions_of(source, config.table(source.table), label=False)
    own = {name: kind for name, kind in attributes.items() if source.table == "customers" and name in source.columns}
    load(source, expressions, sorted(own), repeated=False)
    rows = read_rows(source, expressions, tuple(own), lines=False)
    kinds = {CUSTOMER: Kind.TEXT, **kinds_of(source.table)}
    for name, what in expressions.items():
        if kinds.get(name) is Kind.TEXT and rows.value(what).dtype.is_float():
            sql = f"CAST({identifier(what.columns[0] if what.columns else name)} AS BIGINT)"
            raise TrainingError(
                f"{source.name}: {name} must be a text, and is a number with decimals; if all are whole, say so in the "
                f"config: {line(source.table, name, sql)}"
            )
    for name, kind in own.items():
        given = rows.raw[name].dtype
        if given.is_float() if kind is Kind.TEXT else given == pl.String:
            was = "texts" if kind is Kind.TEXT else "numbers"
            raise TrainingError(f"{source.name}: {name} was learned from {was}; give Spark a column of {was}.")
    return expressions
