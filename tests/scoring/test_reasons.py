import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from scoring.facts import Facts
from scoring.features import catalogue
from scoring.policy import LANGUAGES
from scoring.predictions import Reasons
from scoring.reasons import change_entry, reason_texts, warning_texts
from scoring.scorer import score
from scoring.texts import class_text, input_text, money, quantity, warning_text
from tests.scoring.builders import ago, bundle, defaults, facts

LABELS: dict[str, Any] = defaults()["labels"]
CUSTOMER: dict[str, Any] = {
    # gaps of 30 days drawn to the population's 30
    "orders": [
        {"date": ago(125), "amount": 1200.0, "category": "valves"},
        {"date": ago(95), "amount": 1300.5, "category": "pumps"},
    ],
    "inquiries": [{"date": ago(3), "complaint": True, "severity": 2}],
    "feedback": [{"date": ago(20), "overall": 2}],
    "account": {"paying": False, "contract_ends_on": ago(-12), "signed_up_on": ago(300)},
    "profile": {"kind": "company", "city": "苏州"},
    "attributes": {"Contract": "Month-to-month", "score": 70.35},
}
USUAL = {
    "purchase_count": 5.0, "net_revenue": 980.0, "open_complaints": 0.0, "satisfaction": 75.0, "account_paying": 1.0,
    "last_category": "valves", "contract_days_left": 180.0, "profile_kind": "person", "profile_city": "上海",
    "attributes_Contract": "One year", "attributes_score": 1234.5, "overdue_ratio": 0.94, "revenue_change_90d": -0.02,
}  # fmt: skip
CUSTOM = {
    "attributes_Contract": {"group": "attributes", "unit": "text"},
    "attributes_score": {"group": "attributes", "unit": "ratio"},
}


def measured(*payloads: dict[str, Any], usual: dict[str, Any] | None = None, currency: str = "CNY") -> Facts:
    of = bundle(
        meta={"currency": currency},
        learned={"usual": USUAL if usual is None else usual, "texts": ["attributes_Contract"]},
        features=CUSTOM,
    )
    return facts(*(payloads or (CUSTOMER,)), of=of)


def reason(feature: str, language: str = "zh-Hans", of: Facts | None = None) -> dict[str, Any]:
    known = of or measured()
    only = Reasons((feature,), np.zeros((len(known), 1), dtype=np.int64), np.full((len(known), 1), 0.71))
    return reason_texts(known, only, LABELS[language])[0][0]


def said(feature: str, of: Facts | None = None) -> list[str]:
    return [reason(feature, language, of)["text"] for language in LANGUAGES]


def test_a_reason_has_the_customers_own_number_and_the_own_usual_one() -> None:
    assert reason("days_since_last_order") == {
        "feature": "days_since_last_order",
        "value": 95,
        "usual": 30,
        "effect": 0.71,
        "text": "95 天未下单，平时间隔 30 天",
    }
    assert said("days_since_last_order")[1:] == [
        "已 95 天未下單，平常間隔 30 天",
        "95 days without an order, usually 30 days between orders",
    ]


def test_where_the_customer_has_none_the_usual_number_is_that_of_the_training_customers() -> None:
    assert said("purchase_count") == [
        "累计购买 2 次，一般客户为 5 次",
        "累計購買 2 次，一般客戶為 5 次",
        "2 purchases in total, typically 5",
    ]
    assert reason("purchase_count")["usual"] == 5


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


RISING = {"orders": [{"date": ago(120), "amount": 100.0}, {"date": ago(20), "amount": 150.0}]}
FALLING = {"orders": [{"date": ago(120), "amount": 150.0}, {"date": ago(20), "amount": 100.0}]}
HARDLY = {"orders": [{"date": ago(120), "amount": 10000.0}, {"date": ago(20), "amount": 10001.0}]}
STEADY = {"orders": [{"date": ago(120), "amount": 100.0}, {"date": ago(20), "amount": 100.0}]}
MORE, LESS, SAME = (
    f"近 90 天{change}"
    for change in (
        "比前 90 天多消费的金额占两期合计的 20%",
        "比前 90 天少消费的金额占两期合计的 20%",
        "消费与前 90 天持平",
    )
)


@pytest.mark.parametrize(
    ("payload", "usual", "text"),
    [
        (RISING, 0.05, MORE + "，一般客户为 5%"), (RISING, 0.0, MORE + "，一般客户为 0%"), (RISING, -0.05, MORE),
        (FALLING, -0.05, LESS + "，一般客户为 5%"), (FALLING, 0.0, LESS + "，一般客户为 0%"), (FALLING, 0.05, LESS),
        (STEADY, 0.05, SAME), (STEADY, 0.0, SAME), (STEADY, -0.05, SAME), (HARDLY, 0.05, SAME),
    ],
)  # fmt: skip
def test_a_fall_is_never_compared_with_a_rise(payload: dict[str, Any], usual: float, text: str) -> None:
    told = reason("revenue_change_90d", of=measured(payload, usual={"revenue_change_90d": usual}))
    assert (told["text"], told["usual"]) == (text, usual)


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


def test_a_zero_that_is_usual_stands_alone() -> None:
    using = {"usage": [{"month": date(2026, 10, 1), "uses": 3}]}
    known = measured(using, usual={"months_since_last_use": 0.0})
    assert said("months_since_last_use", known) == [
        "最近一次使用是在上个月", "最近一次使用是在上個月", "In use last month",
    ]  # fmt: skip
    assert (reason("months_since_last_use", of=known)["value"], reason("months_since_last_use", of=known)["usual"]) == (
        0,
        0,
    )


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


def test_a_flag_is_a_sentence_of_its_own() -> None:
    assert said("account_paying") == ["目前为免费客户", "目前為免費客戶", "Is not a paying customer"]
    assert reason("account_paying")["value"] is False and reason("account_paying")["usual"] is True
    paying = measured({"account": {"paying": True}})
    assert reason("account_paying", "en", paying)["text"] == "Is a paying customer"


def test_a_text_stands_beside_the_most_frequent_one() -> None:
    assert said("last_category") == [
        "最近一次购买的品类：pumps，最常见的是“valves”",
        "最近一次購買的品類：pumps，最常見的是「valves」",
        "Last category bought: pumps, most often valves",
    ]
    assert reason("profile_city")["text"] == "所在城市：苏州，最常见的是“上海”"


def test_a_code_is_said_in_words_and_kept_as_a_code_in_json() -> None:
    assert said("profile_kind") == [
        "客户类型：企业，最常见的是“个人”",
        "客戶類型：企業，最常見的是「個人」",
        "Kind of customer: company, most often person",
    ]
    assert (reason("profile_kind")["value"], reason("profile_kind")["usual"]) == ("company", "person")


def test_a_custom_field_is_told_under_its_own_name() -> None:
    assert reason("attributes_Contract")["text"] == "Contract：Month-to-month，最常见的是“One year”"
    assert reason("attributes_score", "en")["text"] == "score: 70.3, typically 1,234.5"
    assert reason("attributes_score", "en")["value"] == 70.35


def test_a_contract_that_has_ended_is_told_as_such() -> None:
    assert said("contract_days_left")[0::2] == [
        "合同还有 12 天到期，一般客户为 180 天",
        "Contract ends in 12 days, typically 180",
    ]
    ended = measured({"account": {"contract_ends_on": ago(1)}})
    assert said("contract_days_left", ended)[0::2] == [
        "合同已到期 1 天",
        "Contract ended 1 day ago",
    ]
    assert reason("contract_days_left", "en", ended)["value"] == -1


def test_without_a_usual_value_the_fact_stands_alone() -> None:
    assert reason("purchase_count", "en", measured(usual={})) == {
        "feature": "purchase_count", "value": 2, "usual": None, "effect": 0.71, "text": "2 purchases in total",
    }  # fmt: skip


def test_braces_in_a_customers_text_are_left_as_they_are() -> None:
    braced = measured({"profile": {"city": "{value} {usual}"}}, usual={"profile_city": "{0}"})
    assert reason("profile_city", "en", braced)["text"] == "City: {value} {usual}, most often {0}"


def test_each_customer_gets_the_own_reasons_in_their_order_and_the_empty_places_nothing() -> None:
    known = measured(CUSTOMER, {"orders": []}, {"orders": [{"date": ago(7), "amount": 10.0}]})
    reasons = Reasons(
        ("days_since_last_order", "purchase_count"),
        np.array([[0, 1], [-1, -1], [1, -1]]),
        np.array([[0.5, -0.2], [0.0, 0.0], [0.1, 0.0]]),
    )
    found = reason_texts(known, reasons, LABELS["en"])
    assert [[(r["feature"], r["value"], r["effect"]) for r in row] for row in found] == [
        [("days_since_last_order", 95, 0.5), ("purchase_count", 2, -0.2)],
        [],
        [("purchase_count", 1, 0.1)],
    ]
    assert reason_texts(known, reasons, LABELS["en"], rows=[2, 0]) == [found[2], found[0]]
    assert reason_texts(known, reasons, LABELS["en"], rows=[]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_feature_that_has_a_value_can_be_told(language: str) -> None:
    rich = {
        **CUSTOMER,
        "usage": [{"month": ago(60), "uses": 3, "visits": 4, "interactions": 1, "active_weeks": 2}],
        "contacts": [{"date": ago(9), "direction": "outbound", "responded_on": ago(8)}],
    }
    known = measured(rich)
    for name in catalogue(defaults()["features"]):
        column = known.features.columns[name]
        if column is not None and not _missing(column):
            told = reason(name, language, known)
            assert told["text"] and "{" not in told["text"] and "nan" not in told["text"], name
            json.dumps(told, allow_nan=False)


def _missing(column: Any) -> bool:
    return bool(np.isnan(column[0])) if isinstance(column, np.ndarray) else bool(column.missing()[0])


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


def test_what_would_change_is_one_sentence() -> None:
    assert change_entry("open_complaints", 0.0, "low", LABELS["zh-Hans"]) == {
        "feature": "open_complaints", "to": 0.0, "band": "low", "text": "若未结投诉数为 0，流失分数将降至低风险区间",
    }  # fmt: skip
    assert change_entry("uses_last_month", 7.5, "medium", LABELS["zh-Hant"])["text"] == (
        "若上月使用次數為 7.5，流失分數將降至中風險區間"
    )
    assert change_entry("contract_days_left", 200.0, "low", LABELS["en"])["text"] == (
        "With days left in the contract at 200, the score would be low risk"
    )


def test_warnings_say_how_many_and_which() -> None:
    en, zh = LABELS["en"], LABELS["zh-Hans"]
    assert warning_text(en, "entries_after_as_of", 1).startswith("1 entry dated")
    assert warning_text(en, "entries_after_as_of", 2300).startswith("2,300 entries dated")
    assert warning_text(en, "unused_inputs", 1, ["usage", "attributes.vip"]).endswith("use: usage, vip")
    assert warning_text(zh, "unused_inputs", 1, ["usage", "contacts"]).endswith("：使用记录、联系记录")


def test_a_customer_gets_the_own_warnings() -> None:
    twice = {"date": ago(3), "amount": 5.0}
    of = facts({"orders": [twice, twice], "consent": {"channels": []}}, {"orders": [{"date": ago(-2), "amount": 1.0}]})
    notes = score(of.customers, of.bundle).notes
    assert [w["code"] for w in warning_texts(notes, 0, LABELS["en"])] == ["duplicate_lines"]
    assert [w["code"] for w in warning_texts(notes, 1, LABELS["en"])] == ["consent_unknown"]


def test_a_code_without_a_label_is_shown_as_it_is() -> None:
    assert class_text(LABELS["en"], "churn_basis", "rule") == "rule"
    assert class_text(LABELS["zh-Hans"], "value_tier", "high") == "高价值"
    assert class_text(LABELS["zh-Hans"], "churn_pattern", "own_pattern") == "own_pattern"
    assert class_text(LABELS["zh-Hans"], "segment_code", "s3") == "s3"
    assert input_text(LABELS["zh-Hans"], "attributes.vip") == "vip"
