"""A customer with something to tell of, and what one reason says of the customer in each language."""

from typing import Any

import numpy as np

from scoring.facts import Facts
from scoring.policy import LANGUAGES
from scoring.predictions import Reasons
from scoring.reasons import reason_texts
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
