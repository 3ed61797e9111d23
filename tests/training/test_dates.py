"""Days from what files call a date."""

from datetime import date

import polars as pl
import pytest

from scoring.columns import EPOCH_ORDINAL
from training.dates import days, format_of, months


def day(text: str) -> float:
    return float(date.fromisoformat(text).toordinal() - EPOCH_ORDINAL)


@pytest.mark.parametrize(
    "text",
    [
        "2011-12-01",
        "2011-12-1",
        "2011/12/1",
        "2011/12/1 8:26",
        "2011.12.01",
        "20111201",
        "2011年12月1日",
        "2011年12月1日 8:26",
        "2011-12-01 08:26:00",
        "2011-12-01T23:59:59.999+08:00",
        "2011-12-01T00:30:00Z",
    ],
)
def test_a_date_that_begins_with_the_year_is_that_day(text):
    assert days(pl.Series([text])).to_list() == [day("2011-12-01")]


@pytest.mark.parametrize(
    "text",
    ["12/1/2010", "12/1/2010 8:26", "1-12-2010", "11-12-01", "2011-02-30", "2011-13-01", "2011-12-015", "2011-12",
     "tomorrow", "1899-12-31", "2200-01-01", "0000-00-00", "1700000000", "201112", "2011-12-01x"],
)  # fmt: skip
def test_what_is_no_day_or_leaves_the_order_open_is_none(text):
    assert days(pl.Series([text])).to_list() == [None]


def test_forms_may_differ_from_row_to_row():
    texts = pl.Series(["2011-12-01", None, "2011/12/2", "20111203", "x", "1900-01-01", "2199-12-31"])

    assert days(texts).to_list() == [
        day("2011-12-01"), None, day("2011-12-02"), day("2011-12-03"), None, day("1900-01-01"), day("2199-12-31"),
    ]  # fmt: skip


@pytest.mark.parametrize("dtype", [pl.Date, pl.Datetime("ms"), pl.Datetime("ns", "Asia/Shanghai")])
def test_a_typed_date_is_its_own_calendar_day(dtype):
    values = pl.Series(["2011-12-01 23:30"]).str.to_datetime()
    typed = values.dt.replace_time_zone("Asia/Shanghai") if dtype == pl.Datetime("ns", "Asia/Shanghai") else values

    assert days(typed.cast(dtype)).to_list() == [day("2011-12-01")]


def test_a_number_is_a_day_only_where_its_digits_are():
    assert days(pl.Series([20111201, 15309, 1322697600])).to_list() == [day("2011-12-01"), None, None]


def test_flags_are_no_days():
    assert days(pl.Series([True, False])).to_list() == [None, None]


@pytest.mark.parametrize("text", ["2026-10", "2026/10", "2026.10", "202610", "2026年10月", "2026-10-31", "2026/10/5"])
def test_a_month_is_its_first_day(text):
    assert months(pl.Series([text])).to_list() == [day("2026-10-01")]


@pytest.mark.parametrize("text", ["10/2026", "2026-13", "2026", "October"])
def test_what_is_no_month_is_none(text):
    assert months(pl.Series([text])).to_list() == [None]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["12/1/2010 8:26", "1/2/2011 9:00"], "%m/%d/%Y %H:%M"),
        (["12/1/2010", "13/1/2010"], "%d/%m/%Y"),
        (["01.02.10"], "%m.%d.%y"),
        (["1-2-2010 10:00:59"], "%m-%d-%Y %H:%M:%S"),
        (["tomorrow"], None),
    ],
)
def test_the_format_is_told_by_the_form(texts, expected):
    assert format_of(pl.Series(texts)) == expected
