"""DEFINITIONS.md, section 9. A cycle is 30 days; filters are next, with lifts and supports of `companies.LIFTS`."""

from tests.scoring.builders import ago
from tests.scoring.examples.given import Example, Payload, Rules, account, asked, bought, months, no_class

GAP, ON, OVERDUE = "next_purchase.usual_gap_days", "next_purchase.expected_on", "next_purchase.overdue"
CATEGORY = "next_purchase.category"
UPSELL, WHY, CROSS, CROSS_WHY = "growth.upsell", "growth.upsell_reason", "growth.cross_sell", "growth.cross_sell_reason"
BARRED, BAR, SECOND = "growth.barred", "growth.barred_reason", "growth.second_purchase"
CONTRACT = {UPSELL: True, WHY: "contract_ending"}
CYCLE = {UPSELL: True, WHY: "cycle_ending"}
NOT_NOW = {UPSELL: False, WHY: None}
NO_CATEGORY = no_class(f"{CATEGORY}.code", f"{CATEGORY}.lift", f"{CATEGORY}.support")
COMPLAINT = asked("price", complaint=True, resolved=None)


def paid(*days_ago: int) -> Payload:
    """Purchases on terms, all paid on the day."""
    return bought(*days_ago, due_on=ago(0), paid_on=ago(1))


def of(category: str, days_ago: int = 9) -> Payload:
    """A purchase of this category."""
    return bought(days_ago, category=category)


RULES: Rules = {
    "`next_purchase`: usual gap, expected date, `overdue`": [
        Example(bought(29), {GAP: 30.0, ON: str(ago(-1)), OVERDUE: False, "next_purchase.basis": "rule"}),
        Example(bought(30), {ON: str(ago(0)), OVERDUE: False}),
        Example(bought(31), {ON: str(ago(1)), OVERDUE: True}),
        Example({**bought(9), **account(status="left")}, no_class(ON, OVERDUE, "next_purchase.expected_purchases")),
        Example({"orders": []}, {**no_class(GAP, ON, OVERDUE), "next_purchase.basis": "rule"}),
        Example({}, {**no_class(GAP, ON, OVERDUE), "next_purchase.basis": "insufficient_data"}, ("orders",)),
    ],
    "the likeliest next category from those bought (lift over the base rate, with support)": [
        Example(of("pumps"), {f"{CATEGORY}.code": "filters", f"{CATEGORY}.lift": 2.0, f"{CATEGORY}.support": 40}),
        Example(of("filters"), {f"{CATEGORY}.code": "hoses", f"{CATEGORY}.lift": 1.0}),
        Example(bought(9, 8, 7, category="pumps"), {f"{CATEGORY}.code": "filters"}),
        Example(of("pumps"), NO_CATEGORY, of="rules alone"),
        Example(bought(9), NO_CATEGORY, ("orders.category",)),
        Example({}, NO_CATEGORY, ("orders",)),
    ],
    "`upsell` (contract or cycle about to end, good credit, rising use)": [
        Example({**paid(69, 39, 9), **account(contract_ends_on=ago(-90))}, CONTRACT),
        Example({**paid(69, 39, 9), **account(contract_ends_on=ago(-91))}, NOT_NOW),
        Example({**paid(69, 39, 9), **account(contract_ends_on=ago(0))}, CONTRACT),
        Example({**paid(69, 39, 9), **account(contract_ends_on=ago(1))}, NOT_NOW),
        Example(paid(84, 54, 24), CYCLE),  # 24 of 30 days
        Example(paid(83, 53, 23), NOT_NOW),
        Example({**bought(84, 54, 24), **months(uses=[10, 10, 10, 12])}, CYCLE),
        Example({**bought(84, 54, 24), **months(uses=[10, 10, 10, 11.9])}, NOT_NOW),
        Example(bought(84, 54, 24, due_on=ago(20), paid_on=ago(19)), NOT_NOW),
        Example(bought(84, 54, 24), {UPSELL: None, WHY: None}, ("orders.due_on", "usage")),
        Example({}, {UPSELL: None, "growth.basis": "insufficient_data"}, ("orders",)),
    ],
    "`cross_sell` (category lift), each with its reason": [
        Example(of("pumps"), {CROSS: True, CROSS_WHY: "category_lift", "growth.basis": "rule"}),
        Example(of("hoses"), {CROSS: True, CROSS_WHY: "category_lift"}),  # 1.25, by 30 customers
        Example(of("seals"), {CROSS: False, CROSS_WHY: None}),  # 1.15
        Example(of("valves"), {CROSS: False, CROSS_WHY: None}),  # 2, by 29 customers
        Example(bought(9), no_class(CROSS, CROSS_WHY), ("orders.category",)),
    ],
    "Barred when the lifecycle is dormant or lost, with an open complaint, or, under contract, in the high band.": [
        Example(of("pumps", 59), {BARRED: False, BAR: None, CROSS: True}),
        Example(of("pumps", 60), {BARRED: True, BAR: "dormant", CROSS: False}),
        Example(of("pumps", 120), {BARRED: True, BAR: "lost", CROSS: False}),
        Example({**of("pumps"), **COMPLAINT}, {BARRED: True, BAR: "open_complaint", CROSS: False}),
        Example({**of("pumps"), "attributes": {"risk": 0.75}}, {BARRED: True, BAR: "contract_at_risk"}, of="contracts"),
        Example({**of("pumps"), "attributes": {"risk": 0.5}}, {BARRED: False}, of="contracts"),
        Example({**of("pumps"), "attributes": {"risk": 0.75}}, {BARRED: False}),
        Example({**of("pumps"), "attributes": {"risk": 0.75}, **account(contract_ends_on=ago(0))}, {BARRED: True}),
        Example({**of("pumps"), "attributes": {"risk": 0.75}, **account(contract_ends_on=ago(1))}, {BARRED: False}),
        Example({}, no_class(BARRED, BAR, SECOND), ("orders",)),
    ],
    "A first buyer with overdue_ratio < 2 may always get the second-purchase offer.": [
        Example(bought(59), {SECOND: True}),
        Example(bought(60), {SECOND: False}),
        Example(bought(39, 9), {SECOND: False}),
        Example({**bought(9), "attributes": {"risk": 0.9}}, {SECOND: True, BARRED: True}, of="contracts"),
        Example({"orders": []}, {SECOND: False}),
    ],
}  # fmt: skip
