from zoneinfo import ZoneInfo

import pytest

from service.sources import amounts, conversions, days
from service.sources.conversions import Wrong
from service.sources.expression import CannotRead, WrongExpression, compiled
from service.sources.mapping import Money

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (12, 12), (12.5, 12.5), ("12", 12), (" 1,234.50 ", 1234.5), ("¥1,234", 1234), ("USD 12.5", 12.5), ("(12)", -12),
        ("12 CNY", 12), ("-12", -12), ("12.5%", 0.125), ("1.5万", 15_000), ("２５", 25), ("1e3", 1000),
        ("3,000元", 3000), ("12,34,567", 1234567), ("1'234", 1234),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(value: object, number: float):
    assert conversions.number(value) == pytest.approx(number)


@pytest.mark.parametrize("value", [True, None, "", "12,5", "1.2.3", "twelve", "1" * 100, float("nan"), 10**400, [1]])
def test_what_is_no_number_is_refused(value: object):
    with pytest.raises(Wrong):
        conversions.number(value)


def test_a_comma_may_be_the_decimal_sign():
    assert conversions.number("1.234,50", ",") == 1234.5


@pytest.mark.parametrize(("value", "flag"), [(True, True), (0, False), ("Yes", True), ("否", False), ("1", True)])
def test_a_flag_is_read_in_the_usual_words(value: object, flag: bool):
    assert conversions.flag(value) is flag


@pytest.mark.parametrize("value", ["maybe", 2, None, [], 1.0])
def test_what_is_no_flag_is_refused(value: object):
    with pytest.raises(Wrong):
        conversions.flag(value)


@pytest.mark.parametrize(("value", "text"), [(" a ", "a"), (7, "7"), (7.0, "7"), (0.5, "0.5"), ("  ", None)])
def test_an_id_is_a_text_whatever_it_was(value: object, text: str | None):
    assert conversions.text(value) == text


@pytest.mark.parametrize(
    ("value", "form", "day"),
    [
        ("2026-03-01", "iso", "2026-03-01"),
        ("2026-03-01T23:30:00Z", "iso", "2026-03-02"),
        ("2026-03-01T23:30:00.000+0000", "iso", "2026-03-02"),
        ("2026-03-01T23:30:00+08:00", "iso", "2026-03-01"),
        ("2026-03-01 23:30:00", "iso", "2026-03-01"),
        (1772379000, "epoch_s", "2026-03-01"),
        ("1772379000000", "epoch_ms", "2026-03-01"),
        (46082, "spreadsheet", "2026-03-01"),
        ("01/03/2026", "%d/%m/%Y", "2026-03-01"),
        ("2026年03月01日", "%Y年%m月%d日", "2026-03-01"),
    ],
)
def test_a_day_is_that_of_the_bundles_zone(value: object, form: str, day: str):
    assert days.day(value, (form,), None, SHANGHAI) == day


def test_a_time_without_an_offset_is_in_the_mappings_zone():
    assert days.day("2026-03-01 13:00", ("iso",), NEW_YORK, SHANGHAI) == "2026-03-02"
    assert days.day("2026-03-01", ("iso",), NEW_YORK, SHANGHAI) == "2026-03-01"


def test_forms_are_tried_in_their_order():
    assert days.day("03/01/2026", ("iso", "%m/%d/%Y", "%d/%m/%Y"), None, SHANGHAI) == "2026-03-01"


@pytest.mark.parametrize("value", [True, None, "", "soon", "2026-02-30", 1e30, [], "1" * 50])
def test_what_is_no_day_is_refused(value: object):
    with pytest.raises(Wrong, match="iso, epoch_ms"):
        days.day(value, ("iso", "epoch_ms"), None, SHANGHAI)


def test_a_month_may_stand_alone():
    assert days.month("2026-03", ("iso",), None, SHANGHAI) == "2026-03"


@pytest.mark.parametrize(("currency", "worth"), [("CNY", 0.01), ("JPY", 1.0), ("KWD", 0.001)])
def test_a_minor_unit_is_that_of_the_currency(currency: str, worth: float):
    assert amounts.unit("minor", currency) == worth


def test_a_currency_is_converted_only_where_a_rate_leads():
    money = Money(into="CNY", rates={"USD": 7.1})
    assert (amounts.rate(money, "USD", "CNY"), amounts.rate(money, "EUR", "EUR")) == (7.1, 1.0)
    for given, wanted in (("EUR", "CNY"), ("USD", "EUR")):
        with pytest.raises(Wrong, match=r"currency\.rates"):
            amounts.rate(money, given, wanted)


def test_names_that_are_not_ascii_need_no_quotes():
    record = {"订单": [{"订单状态": "作废", "金额": 1}, {"订单状态": "完成", "金额": 2}], "客户": {"编号": 3}}
    assert compiled("订单[?订单状态 != '作废'].金额").of(record) == [2]
    assert compiled("客户.编号 || '无'").of(record) == 3


def test_an_expression_that_does_not_fit_the_record_tells_nothing_of_it():
    with pytest.raises(CannotRead) as error:
        compiled("max(secrets)").of({"secrets": ["Zhang", 7]})
    assert "Zhang" not in f"{error.value!r}{error.value.__context__!r}{error.value.__cause__!r}"


def test_what_is_no_expression_is_told():
    with pytest.raises(WrongExpression):
        compiled("a[")
