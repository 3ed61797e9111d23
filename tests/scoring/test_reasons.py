"""Reasons: a fact of the customer beside what is usual, and never beside what it cannot be compared with."""

import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from scoring.features import catalogue
from scoring.policy import LANGUAGES
from scoring.predictions import Reasons
from scoring.reasons import change_entry, reason_texts, warning_texts
from scoring.scorer import score
from tests.scoring.builders import ago, defaults, facts
from tests.scoring.told import CUSTOMER, LABELS, measured, reason, said


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


def test_a_text_that_is_the_usual_one_is_said_once() -> None:
    usual = measured({"profile": {"city": "Lyon"}}, usual={"profile_city": "Lyon"})
    assert reason("profile_city", "en", usual)["text"] == "City: Lyon"


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


def test_what_would_change_is_one_sentence() -> None:
    assert change_entry("open_complaints", 0.0, "low", LABELS["zh-Hans"]) == {
        "feature": "open_complaints", "to": 0.0, "band": "low", "text": "若未结投诉数为 0，流失风险将降为“低风险”",
    }  # fmt: skip
    assert change_entry("uses_last_month", 7.5, "medium", LABELS["zh-Hant"])["text"] == (
        "若上月使用次數為 7.5，流失風險將降為「中風險」"
    )
    assert change_entry("contract_days_left", 200.0, "low", LABELS["en"])["text"] == (
        "With days left in the contract at 200, the score would be low risk"
    )


def test_a_customer_gets_the_own_warnings() -> None:
    twice = {"date": ago(3), "amount": 5.0}
    of = facts({"orders": [twice, twice], "consent": {"channels": []}}, {"orders": [{"date": ago(-2), "amount": 1.0}]})
    notes = score(of.customers, of.bundle).notes
    told = warning_texts(notes.warnings, [[], []], LABELS["en"])
    assert [[warning["code"] for warning in own] for own in told] == [["duplicate_lines"], ["consent_unknown"]]
