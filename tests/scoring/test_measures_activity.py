from typing import Any

import pytest

from tests.scoring.builders import ago
from tests.scoring.measured import feature

NAME = "days_since_last_activity"
SIGNS: dict[str, tuple[dict[str, Any], float]] = {
    "an order, whatever its status": ({"orders": [{"date": ago(9), "amount": 1.0, "status": "open"}]}, 9),
    "an inquiry": ({"inquiries": [{"date": ago(8)}]}, 8),
    "feedback": ({"feedback": [{"date": ago(7), "overall": 3}]}, 7),
    "a contact that came from them": ({"contacts": [{"date": ago(6), "direction": "inbound"}]}, 6),
    "an answer, and not what it answers": (
        {"contacts": [{"date": ago(90), "direction": "outbound", "responded_on": ago(5)}]}, 5,
    ),
    "an answer to the older of two": (
        {"contacts": [
            {"date": ago(90), "direction": "outbound", "responded_on": ago(5)},
            {"date": ago(60), "direction": "outbound", "responded_on": ago(50)},
        ]}, 5,
    ),
    "the end of a month with use": ({"usage": [{"month": ago(60).replace(day=1), "visits": 1}]}, 52),
    "the last of all": (
        {"orders": [{"date": ago(9), "amount": 1.0}], "inquiries": [{"date": ago(4)}], "feedback": [{"date": ago(7)}]},
        4,
    ),
}  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_of_life_is(sign: str) -> None:
    payload, days = SIGNS[sign]
    assert feature(NAME, payload) == [days]


def test_what_the_company_does_is_none() -> None:
    told = {
        "contacts": [{"date": ago(3), "direction": "outbound"}],
        "usage": [{"month": ago(60).replace(day=1), "uses": 0}],
    }
    assert feature(NAME, told, {}, {"orders": []}) == [None, None, None]
