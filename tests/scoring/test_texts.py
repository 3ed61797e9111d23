"""Numbers, money, codes and counts as people of each language write them."""

from datetime import date

import pytest

from scoring.policy import LANGUAGES
from scoring.texts import class_text, input_text, money, quantity, warning_text
from tests.scoring.builders import ago
from tests.scoring.told import LABELS, measured, reason, said


def test_money_is_grouped_and_names_its_currency_and_json_keeps_every_digit() -> None:
    assert said("net_revenue") == [
        "累计消费 2,500 元，一般客户为 980 元",
        "累計消費人民幣 2,500 元，一般客戶為人民幣 980 元",
        "¥2,500 spent in total, typically ¥980",
    ]
    assert reason("net_revenue")["value"] == 2500.5
    assert reason("net_revenue", "en", measured(currency="GBP"))["text"] == "£2,500 spent in total, typically £980"
    assert reason("net_revenue", "en", measured(currency="CHF"))["text"].startswith("CHF 2,500 spent")


def test_shares_are_written_in_per_cent_and_a_fall_as_a_fall() -> None:
    assert reason("revenue_change_90d")["value"] == -1
    assert said("revenue_change_90d") == [
        "近 90 天比前 90 天少消费的金额占两期合计的 100%，一般客户为 2%",
        "近 90 天較前 90 天減少的消費占兩期合計的 100%，一般客戶為 2%",
        "Spent less in the last 90 days than in the 90 before, by 100% of both together, typically 2%",
    ]


def test_a_zero_is_said_in_words() -> None:
    today = measured({"orders": [{"date": ago(0), "amount": 5.0}]})
    assert said("days_since_last_order", today) == [
        "今天刚下单，平时间隔 30 天",
        "今天剛下單，平常間隔 30 天",
        "Ordered today, usually 30 days between orders",
    ]
    inquiry = {"date": ago(9), "resolved_on": ago(9)}
    assert said("mean_days_to_resolve", measured({"inquiries": [inquiry]}, usual={"mean_days_to_resolve": 3.0})) == [
        "近一年的咨询与投诉平均当天解决，一般客户为 3 天",
        "近一年的諮詢與客訴平均當天解決，一般客戶為 3 天",
        "Inquiries and complaints of the last year were resolved the same day on average, typically 3",
    ]


def test_less_than_half_a_day_is_a_zero_and_a_share_is_not() -> None:
    quick = [{"date": ago(9), "resolved_on": ago(9)}] * 2 + [{"date": ago(9), "resolved_on": ago(8)}]
    assert reason("mean_days_to_resolve", "en", measured({"inquiries": quick}))["text"].startswith("Inquiries and")
    active = measured({"usage": [{"month": date(2026, 10, 1), "uses": 3, "active_weeks": 3}]})
    assert reason("active_weeks_share", of=active)["text"] == "近三个月 69% 的周有使用记录"


def test_the_tier_of_a_city_is_a_chinese_numeral() -> None:
    known = measured({"profile": {"city_tier": 2}}, usual={"profile_city_tier": 3.0})
    assert said("profile_city_tier", known) == [
        "位于二线城市，一般客户位于三线城市",
        "位於二線城市，一般客戶位於三線城市",
        "In a city of tier 2, typically tier 3",
    ]
    assert reason("profile_city_tier", of=known)["value"] == 2


def test_an_amount_that_begins_with_its_currency_follows_without_a_space() -> None:
    assert said("net_revenue", measured(currency="TWD")) == [
        "累计消费新台币 2,500 元，一般客户为新台币 980 元",
        "累計消費 2,500 元，一般客戶為 980 元",
        "NT$2,500 spent in total, typically NT$980",
    ]


def test_ratios_have_one_digit() -> None:
    assert said("overdue_ratio") == [
        "未下单的时间是平时间隔的 3.2 倍，一般客户为 0.9 倍",
        "未下單的時間是平常間隔的 3.2 倍，一般客戶為 0.9 倍",
        "Time since the last order is 3.2 times the usual gap, typically 0.9 times",
    ]
    assert reason("overdue_ratio")["value"] == 95 / 30


def test_one_of_a_thing_is_singular_in_english() -> None:
    assert said("open_complaints") == [
        "未结投诉 1 件，一般客户为 0 件",
        "未結客訴 1 件，一般客戶為 0 件",
        "1 open complaint, typically 0",
    ]
    once = measured({"orders": [{"date": ago(1), "amount": 5.0}]}, usual={})
    assert reason("days_since_last_order", "en", once)["text"].startswith("1 day without an order")
    assert reason("purchase_count", "en", once)["text"] == "1 purchase in total"


def test_a_code_is_said_in_words_and_kept_as_a_code_in_json() -> None:
    assert said("profile_kind") == [
        "客户类型：企业，最常见的是“个人”",
        "客戶類型：企業，最常見的是「個人」",
        "Kind of customer: company, most often person",
    ]
    assert (reason("profile_kind")["value"], reason("profile_kind")["usual"]) == ("company", "person")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.4, "days", "0 days"), (1.0, "days", "1 day"), (-1.0, "days", "-1 day"), (1.4, "days", "1 day"),
        (1234.6, "days", "1,235 days"), (1.0, "months", "1 month"),
        (0.5, "share", "50%"), (0.125, "share", "12%"), (0.0525, "share", "5.2%"), (0.0, "share", "0%"),
        (-0.0004, "share", "0%"), (-0.2, "share", "-20%"),
        (0.04, "ratio", "0.04"), (0.96, "ratio", "1"), (-0.04, "ratio", "-0.04"), (12.0, "ratio", "12"),
        (2.25, "count", "2.2"), (3e7, "count", "30,000,000"), (66.6, "points", "67"),
        (25000.4, "money", "¥25,000"), (9.9, "money", "¥9.90"), (9.0, "money", "¥9"), (-120.6, "money", "-¥121"),
        (-0.001, "money", "¥0.00"), (99.999, "money", "¥100.00"),
    ],
)  # fmt: skip
def test_numbers_are_rounded_as_people_write_them(value: float, unit: str, text: str) -> None:
    assert quantity(LABELS["en"], value, unit, "CNY") == text


def test_money_has_the_words_of_each_language() -> None:
    assert [money(LABELS[language], -1234.5, "TWD") for language in LANGUAGES] == [
        "新台币 -1,234 元", "-1,234 元", "-NT$1,234",
    ]  # fmt: skip


def test_warnings_say_how_many_and_which() -> None:
    en, zh = LABELS["en"], LABELS["zh-Hans"]
    assert warning_text(en, "entries_after_as_of", 1).startswith("1 entry dated")
    assert warning_text(en, "entries_after_as_of", 2300).startswith("2,300 entries dated")
    assert warning_text(en, "unused_inputs", 1, ["usage", "attributes.vip"]).endswith("use: usage, vip")
    assert warning_text(zh, "unused_inputs", 1, ["usage", "contacts"]).endswith("：使用记录、联系记录")


def test_a_code_without_a_label_is_shown_as_it_is() -> None:
    assert class_text(LABELS["en"], "churn_basis", "rule") == "rule"
    assert class_text(LABELS["zh-Hans"], "value_tier", "high") == "高价值"
    assert class_text(LABELS["zh-Hans"], "churn_pattern", "own_pattern") == "own_pattern"
    assert class_text(LABELS["zh-Hans"], "segment_code", "s3") == "s3"
    assert input_text(LABELS["zh-Hans"], "attributes.vip") == "vip"
