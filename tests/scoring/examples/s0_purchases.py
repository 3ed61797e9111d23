"""DEFINITIONS.md, section 0. The population's usual gap is 30 days and counts as two of a customer's own."""

from tests.scoring.builders import ago
from tests.scoring.examples.given import Example, Rules, bought, months, order

COUNT, REVENUE, GAP = "behaviour.purchase_stage", "value.historic_value", "next_purchase.usual_gap_days"
SUMMARY = {"count": 5, "amount": 900.0, "first_on": ago(400), "last_on": ago(9)}

RULES: Rules = {
    "Absent or null means unknown; `[]` means known to be none.": [
        Example({}, {"lifecycle.stage": None, "lifecycle.basis": "insufficient_data"}, ("orders",)),
        Example({"orders": None}, {"lifecycle.stage": None, REVENUE: None}, ("orders",)),
        Example({"orders": []}, {"lifecycle.stage": "prospect", REVENUE: 0.0}),
    ],
    "Lines sharing an `id` are one order; without ids, a customer's lines of one day are.": [
        Example({"orders": [order(9, id="A"), order(9, id="A")]}, {COUNT: "first"}),
        Example({"orders": [order(9, id="A"), order(8, id="A")]}, {COUNT: "first"}),
        Example({"orders": [order(9, id="A"), order(9, id="B")]}, {COUNT: "repeat"}),
        Example(bought(9, 9), {COUNT: "first"}),
        Example(bought(9, 8), {COUNT: "repeat"}),
    ],
    "A *purchase* is an order with status `paid` (the default) and a net amount > 0.": [
        Example(bought(9, amount=0.01), {COUNT: "first"}),
        Example(bought(9, amount=0.0), {COUNT: "none", REVENUE: 0.0}),
        Example(bought(9, status="paid"), {COUNT: "first"}),
    ],
    "`cancelled` and `open` count nowhere; `refunded` counts 0.": [
        Example(bought(9, status="cancelled"), {COUNT: "none", REVENUE: 0.0}),
        Example(bought(9, status="open"), {COUNT: "none", REVENUE: 0.0}),
        Example(bought(9, status="refunded", refunded_on=ago(5)), {COUNT: "none", REVENUE: 0.0}),
    ],
    "A negative amount is a refund: it lowers revenue on its day and is no purchase.": [
        Example({"orders": [order(9), order(5, -30.0)]}, {COUNT: "first", REVENUE: 70.0}),
    ],
    "Identical lines are kept, and warned of.": [
        Example(bought(9, 9), {REVENUE: 200.0, "warnings.0.code": "duplicate_lines"}),
        Example({"orders": [order(9), order(9, 101.0)]}, {REVENUE: 201.0, "warnings.0.code": "consent_unknown"}),
    ],
    "Count, amount, first and last come from the summary; gaps, categories and windows from the list.": [
        Example(
            {"order_summary": SUMMARY, **bought(39, 9)},
            {COUNT: "fifth_plus", REVENUE: 900.0, "behaviour.tenure": "existing", GAP: 30.0},
        ),
    ],
    "Windows older than the list are missing, not zero.": [
        Example({"order_summary": SUMMARY, **bought(39, 9)}, {"value.potential": None}),
        Example(bought(39, 9), {"value.potential": "rising"}),
    ],
    "A summary smaller than its own list is an error (422).": [
        Example({"order_summary": {**SUMMARY, "count": 2}, **bought(39, 9)}, {COUNT: "repeat"}),
        Example({"order_summary": {**SUMMARY, "count": 1}, **bought(39, 9)}, "/order_summary/count"),
        Example({"order_summary": {**SUMMARY, "amount": 199.0}, **bought(39, 9)}, "/order_summary/amount"),
        Example({"order_summary": {**SUMMARY, "first_on": ago(38)}, **bought(39, 9)}, "/order_summary/first_on"),
        Example({"order_summary": {**SUMMARY, "last_on": ago(10)}, **bought(39, 9)}, "/order_summary/last_on"),
    ],
    "Usual gap = (k m + s g) / (k + s)": [
        Example(bought(9), {GAP: 30.0}),
        Example(bought(99, 9), {GAP: (1 * 90 + 2 * 30) / (1 + 2)}),
        Example(bought(69, 39, 9), {GAP: 30.0}),
        Example(bought(99, 54, 9), {GAP: (2 * 45 + 2 * 30) / (2 + 2)}),
    ],
    "one-time buyers get g; never under 1 day.": [
        Example(bought(9), {GAP: 30.0}),
        Example(bought(9), {GAP: 1.0}, of="hourly"),
        Example(bought(*range(9)), {GAP: 1.0}, of="hourly"),
    ],
    "`overdue_ratio` = days since the last purchase / usual gap.": [
        Example(bought(60), {"churn.overdue_ratio": 2.0}),
        Example(bought(99, 9), {"churn.overdue_ratio": 9 / 50}),
        Example({}, {"churn.overdue_ratio": None}, ("orders",)),
    ],
    "Months are full calendar months; an absent month between given ones is 0.": [
        Example(months(uses=[7, 0, 8]), {"behaviour.activity": "low"}),
        Example({"usage": [entry for entry in months(uses=[7, 0, 8])["usage"] if entry["uses"]]},
                {"behaviour.activity": "low"}),
        Example({"usage": [*months(uses=[9])["usage"], {"month": "2026-11", "uses": 900}]},
                {"behaviour.activity": "steady"}),
    ],
}  # fmt: skip
