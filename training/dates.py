"""Days since 1970-01-01 from what files call a date; the order of day and month is never guessed."""

import re

import polars as pl

from schema.fields import FIRST_DAY, LAST_DAY
from scoring.columns import EPOCH_ORDINAL

BOUNDS = (FIRST_DAY.toordinal() - EPOCH_ORDINAL, LAST_DAY.toordinal() - EPOCH_ORDINAL)
# 2011-12-1, 2011/12/1 8:26, 2011.12.01, 2011年12月1日, 20111201, each with or without a time, which says nothing here.
YEAR_FIRST = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日.*|[T\s].*)?$"
COMPACT = r"^(\d{4})(\d{2})(\d{2})$"
MONTH = r"^(\d{4})(?:[-/.年](\d{1,2})|(\d{2}))月?$"
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(\s+\d{1,2}:\d{2}(:\d{2})?)?")


def days(values: pl.Series) -> pl.Series:
    """Days (Float64) of dates, date-times (their own calendar day) and texts that begin with the year; else null."""
    if values.dtype.is_numeric():
        values = values.cast(pl.Int64, strict=False).cast(pl.String)
    if values.dtype == pl.String:
        dates = _from_texts(values)
    elif values.dtype in (pl.Date, pl.Datetime):
        dates = values.dt.date()
    else:
        dates = pl.repeat(None, len(values), dtype=pl.Date, eager=True)
    numbers = dates.cast(pl.Int32).cast(pl.Float64)
    return pl.select(pl.when(numbers.is_between(*BOUNDS)).then(numbers)).to_series()


def months(values: pl.Series) -> pl.Series:
    """The first day of each month: 2026-10, 2026/10, 202610, 2026年10月, or any day within it."""
    if values.dtype.is_numeric():
        values = values.cast(pl.Int64, strict=False).cast(pl.String)
    if values.dtype == pl.String:
        values = values.str.replace(MONTH, "${1}-${2}${3}-01")
    first = days(values).cast(pl.Int32).cast(pl.Date).dt.month_start()
    return first.cast(pl.Int32).cast(pl.Float64)


def format_of(texts: pl.Series) -> str | None:
    """The format of dates such as 12/1/2010 8:26, in which the year comes last; None where it is another.

    Month first, unless a first number over 12 says otherwise.
    """
    found = [match for text in texts.to_list() if (match := YEAR_LAST.match(text.strip()))]
    if not found:
        return None
    _, sign, _, year, time, seconds = found[0].groups()
    day_first = any(int(match[1]) > 12 for match in found)
    order = ("%d", "%m") if day_first else ("%m", "%d")
    clock = "" if time is None else " %H:%M:%S" if seconds else " %H:%M"
    return f"{order[0]}{sign}{order[1]}{sign}%{'Y' if len(year) == 4 else 'y'}{clock}"


def _from_texts(texts: pl.Series) -> pl.Series:
    """ISO 8601 is parsed at once; only what is left is looked at for the other forms."""
    whole = (texts.str.len_bytes() == 10) | texts.str.slice(10, 1).is_in(["T", "t", " "])
    iso = texts.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    dates = pl.select(pl.when(whole).then(iso)).to_series()
    if dates.null_count() == texts.null_count():
        return dates
    rest = pl.select(pl.when(dates.is_null()).then(texts)).to_series()
    dashed = rest.str.replace(YEAR_FIRST, "${1}-${2}-${3}").str.replace(COMPACT, "${1}-${2}-${3}")
    return pl.select(pl.coalesce(dates, dashed.str.to_date("%Y-%m-%d", strict=False))).to_series()
