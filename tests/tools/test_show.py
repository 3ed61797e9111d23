import json
from pathlib import Path

import pytest

from tools import show

ANSWER = {
    "customer_id": "C002",
    "as_of": "2026-11-21",
    "currency": "CNY",
    "segment": {"code": "s1", "name": "稳定老客", "confidence": 0.83},
    "value": {"tier": "middle", "expected_value": 48200.4, "interval": [21000, 91000], "horizon_days": 365},
    "churn": {
        "band": "medium",
        "probability": 0.623,
        "horizon_days": 180,
        "reasons": [{"text": text} for text in ("one", "two", "three", "four")],
    },
    "actions": [{"code": "call", "title": "Call", "owner_role": "service", "channel": "phone", "due_on": "2026-11-28"}],
    "inputs_missing": ["feedback", "usage"],
    "warnings": ["This bundle was made from demo data."],
}


def test_the_short_form_is_what_a_person_looks_for_first() -> None:
    assert show.short(ANSWER).splitlines() == [
        "",
        "Customer C002 as of 2026-11-21",
        "  segment   稳定老客 (confidence 83%)",
        "  value     middle (expected 48,200 CNY, 21,000 to 91,000, in 365 days)",
        "  churn     medium (probability 62%, within 180 days)",
        "  because   one",
        "            two",
        "            three",
        "  actions   Call (service, phone, 2026-11-28)",
        "  missing   feedback, usage",
        "  warnings  This bundle was made from demo data.",
    ]


def test_what_is_not_known_is_a_dash() -> None:
    answer = {"customer_id": "C1", "as_of": "2026-11-21", "segment": None, "value": {}, "churn": {"band": None}}
    assert show.short(answer).splitlines()[2:] == ["  segment   -", "  value     -", "  churn     -"]


def test_the_full_form_is_the_answer() -> None:
    assert json.loads(show.full(ANSWER)) == ANSWER


def test_the_addresses_hold_a_line_to_copy() -> None:
    shown = show.addresses(
        "http://127.0.0.1:8001", "docs/sample.json", "2026-11-20-3f9c2d1a", Path("build/service.log")
    )
    assert "  curl -s http://127.0.0.1:8001/score -H 'Content-Type: application/json' -d @docs/sample.json" in shown
    assert "  http://127.0.0.1:8001/docs       every endpoint, every field" in shown


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "zh-Hant"),
        ({"LANG": "zh_HK.UTF-8", "LC_ALL": ""}, "zh-Hant"),
    ],
)
def test_the_language_is_that_of_the_terminal(environment: dict[str, str], language: str) -> None:
    assert show.language(environment) == language
