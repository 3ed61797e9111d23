"""DEFINITIONS.md, section 4. One purchase has the usual gap of the population, 30 days."""

from tests.scoring.builders import ago
from tests.scoring.examples.given import Example, Rules, account, bought

STAGE, SINCE = "lifecycle.stage", "lifecycle.since"
BACK = {STAGE: "won_back"}

RULES: Rules = {
    "no purchase `prospect`": [
        Example({"orders": []}, {STAGE: "prospect", SINCE: None, "lifecycle.basis": "rule"}),
        Example({"orders": [], **account(signed_up_on=ago(9))}, {STAGE: "prospect", SINCE: str(ago(9))}),
        Example({}, {STAGE: None, SINCE: None, "lifecycle.basis": "insufficient_data"}, ("orders",)),
    ],
    "left, or overdue_ratio >= 4 `lost`": [
        Example(bought(120), {STAGE: "lost", SINCE: str(ago(0))}),
        Example(bought(119), {STAGE: "dormant"}),
        Example({**bought(9), **account(left_on=ago(3))}, {STAGE: "lost", SINCE: str(ago(3))}),
        Example({**bought(9), **account(status="left")}, {STAGE: "lost", SINCE: None}),
    ],
    ">= 2 `dormant`": [
        Example(bought(60), {STAGE: "dormant", SINCE: str(ago(0))}),
        Example(bought(59), {STAGE: "first_purchase"}),
    ],
    "a purchase or reactivation within the last two usual gaps that ended a lost spell `won_back`": [
        Example(bought(129, 9), {**BACK, SINCE: str(ago(9))}),  # 120 days are four gaps of 30
        Example(bought(128, 9), {STAGE: "repeat"}),
        Example(bought(216, 96, 66, 36), {**BACK, SINCE: str(ago(96))}),  # two gaps are 96 days by now
        Example(bought(217, 97, 67, 37), {STAGE: "repeat", SINCE: str(ago(0))}),
        Example({**bought(9), **account(left_on=ago(8), reactivated_on=ago(5))}, {**BACK, SINCE: str(ago(5))}),
    ],
    "one purchase `first_purchase`": [
        Example(bought(9), {STAGE: "first_purchase", SINCE: str(ago(9))}),
    ],
    "else `repeat`": [
        Example(bought(39, 9), {STAGE: "repeat", SINCE: str(ago(9))}),
        Example(bought(69, 39, 9), {STAGE: "repeat", SINCE: str(ago(39))}),
    ],
    "With a contract and no purchases: `active` or `lost` from `account`.": [
        Example({"orders": [], **account(status="active")}, {STAGE: "active", SINCE: None}, of="contracts"),
        Example(account(signed_up_on=ago(9)), {STAGE: "active", SINCE: str(ago(9))}, of="contracts"),
        Example({"orders": [], **account(signed_up_on=ago(9), left_on=ago(1))},
                {STAGE: "lost", SINCE: str(ago(1))}, of="contracts"),
        Example({"orders": []}, {STAGE: "prospect"}, of="contracts"),
    ],
}  # fmt: skip
