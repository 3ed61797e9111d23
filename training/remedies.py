"""What is wrong with a column, and the line of the configuration that makes it readable."""

import polars as pl

from scoring.vocabulary import Kind
from training.dates import format_of

RULES = {
    Kind.NUMBER: "must be a finite number, with a point for the decimals and nothing between the thousands",
    Kind.FLAG: "must be true or false, yes or no, 1 or 0",
    Kind.DAY: "must be a day from 1900 to 2199 that begins with the year, such as 2011-12-01 or 2011/12/1 8:26",
    Kind.TEXT: "must be a text",
    Kind.TEXTS: "must be a list of texts, or texts parted by |",
}


def line(table: str, field: str, sql: str) -> str:
    """`[orders] date = "..."` as TOML."""
    quoted = f"'''{sql}'''" if '"' in sql else f'"{sql}"'
    return f"[{table}] {field} = {quoted}"


def leave_out(table: str) -> str:
    """The line that leaves rows out."""
    return f"leave such rows out in the config: [{table}] where = ..."


def identifier(column: str) -> str:
    """A column's name in SQL."""
    return column if column.isidentifier() else f'"{column}"'


def reading(kind: Kind, column: str, failed: pl.Series) -> str | None:
    """SQL that reads the values that failed, as far as their form tells; None where it tells nothing."""
    name = identifier(column)
    if kind is Kind.FLAG:
        return f"{name} = '...'"
    texts = failed.cast(pl.String) if failed.dtype.is_integer() else failed
    if texts.dtype != pl.String:
        return None
    if kind is Kind.DAY:
        return _day(name, texts)
    return _number(name, texts) if kind is Kind.NUMBER else None


def _day(name: str, texts: pl.Series) -> str | None:
    for digits, factor in ((10, 1_000_000), (13, 1_000)):  # seconds or milliseconds since 1970
        if texts.str.contains(rf"^\s*\d{{{digits}}}\s*$").all():
            return f"CAST({name} * {factor} AS TIMESTAMP)"
    order = format_of(texts)
    return None if order is None else f"DATE({name}, '{order}')"


def _number(name: str, texts: pl.Series) -> str:
    if texts.str.contains(r"^\s*-?\d+,\d{1,2}\s*$").all():
        return f"CAST(REPLACE({name}, ',', '.') AS DOUBLE)"
    if texts.str.contains(r"^\s*-?\d{1,3}(,\d{3})+(\.\d*)?\s*$").all():
        return f"CAST(REPLACE({name}, ',', '') AS DOUBLE)"
    return f"TRY_CAST({name} AS DOUBLE)"
