"""DEFINITIONS.md, section 6. Learned: one service contact, 25 % of answers, pain of the weights 2 and 4."""

from tests.scoring.examples.given import (
    Example,
    Payload,
    Rules,
    asked,
    bought,
    contact,
    contacted,
    inquiry,
    no_class,
    rated,
)

ORIENTATION, STYLE, STATUS, TOP = "needs.orientation", "needs.style", "needs.status", "needs.top_need"
SERVED = {"direction": "inbound", "department": "service"}
MAILED = {"department": "marketing"}
LEVEL, WEIGHT = "needs.pain_points.0.level", "needs.pain_points.0.weight"


def mailed(answered: int, silent: int) -> Payload:
    """Outbound marketing that was answered, and that was not."""
    yes, no = ({**MAILED, "responded": responded} for responded in (True, False))
    return {"contacts": [*contacted(answered, **yes), *contacted(silent, **no)]}


RULES: Rules = {
    "a share >= 60 % of at least three signals": [
        Example(asked(*["after_sales"] * 3, "other", "other"), {ORIENTATION: "service", "needs.basis": "rule"}),
        Example(asked(*["after_sales"] * 4, *["other"] * 3), {ORIENTATION: "mixed"}),  # 57 %
        Example(asked(*["after_sales"] * 3), {ORIENTATION: "service"}),
        Example(asked(*["after_sales"] * 2), {ORIENTATION: "mixed"}),
        Example({"inquiries": []}, {ORIENTATION: None}),
        Example(asked(None), {ORIENTATION: None}, ("inquiries.topic",)),
        Example({}, {ORIENTATION: None, "needs.basis": "insufficient_data"}, ("inquiries",)),
    ],
    "last 365 days": [
        Example(asked(*["price"] * 3, days_ago=364), {ORIENTATION: "price"}),
        Example(asked(*["price"] * 3, days_ago=365), {ORIENTATION: None, "needs.pain_points": []}),
    ],
    "after_sales + training -> `service`": [
        Example(asked("after_sales", "training", "training"), {ORIENTATION: "service"}),
    ],
    "product + feature -> `function`": [Example(asked("product", "feature", "feature"), {ORIENTATION: "function"})],
    "price inquiries + purchases with a discount -> `price`; else `mixed`": [
        Example({**asked("price"), **bought(9, 8, discount=0.1)}, {ORIENTATION: "price"}),
        Example({**asked("price"), **bought(9, 8, discount=0.0)}, {ORIENTATION: "mixed"}),
        Example(asked("price", "product", "training"), {ORIENTATION: "mixed"}),
    ],
    "`service_seeking` where service contacts a year are above the median": [
        Example({"contacts": contacted(2, **SERVED)}, {STYLE: "service_seeking"}),
        Example({"contacts": contacted(1, **SERVED)}, {STYLE: None}),
        Example({"contacts": contacted(2, **SERVED, days_ago=364)}, {STYLE: "service_seeking"}),
        Example({"contacts": contacted(2, **SERVED, days_ago=365)}, {STYLE: None}),
        Example({"contacts": contacted(2, **SERVED)}, {STYLE: None}, of="rules alone"),
    ],
    "else `product_seeking` where the response rate to outbound marketing is above the median": [
        Example(mailed(1, 2), {STYLE: "product_seeking"}),
        Example(mailed(1, 3), {STYLE: None}),
        Example({"contacts": [*mailed(1, 2)["contacts"], *contacted(2, **SERVED)]}, {STYLE: "service_seeking"}),
        Example({}, {STYLE: None}, ("contacts",)),
        Example({"contacts": [contact()]}, {STYLE: None}, ("contacts.department",)),
    ],
    "per topic, frequency x mean severity, unresolved counted double": [
        Example(asked("price", "price", severity=3),
                {WEIGHT: 6.0, "needs.pain_points.0.inquiries": 2, "needs.pain_points.0.unresolved": 0,
                 "needs.pain_points.0.mean_severity": 3.0}),
        Example(asked("price", "price", severity=3, resolved=None),
                {WEIGHT: 12.0, "needs.pain_points.0.unresolved": 2}),
        Example(asked("price"), {WEIGHT: 1.0, "needs.pain_points.0.mean_severity": None}),
        *(Example(asked(topic), {"needs.pain_points.0.topic": topic})
          for topic in ("after_sales", "training", "product", "feature", "price", "other")),
    ],
    "`high` / `middle` / `low` at the training terciles; sorted": [
        Example(asked("price", severity=2), {LEVEL: "low", "needs.severe_pain": None}),
        Example(asked("price", severity=3), {LEVEL: "middle"}),
        Example(asked("price", "price", severity=2), {LEVEL: "middle"}),
        Example(asked(*["price"] * 5), {LEVEL: "high", "needs.severe_pain": "price", "needs.severe_pain_open": False}),
        Example(asked("product", *["price"] * 2), {"needs.pain_points.0.topic": "price",
                                                   "needs.pain_points.1.topic": "product"}),
        Example(asked(*["price"] * 5), {LEVEL: None}, of="rules alone"),
        *(Example(asked(*[topic] * 3, resolved=None), {"needs.severe_pain": topic, "needs.severe_pain_open": True})
          for topic in ("after_sales", "training", "product", "feature", "other")),
        Example({}, {"needs.pain_points": [], **no_class("needs.severe_pain", "needs.severe_pain_open")},
                ("inquiries",)),
    ],
    "`unmet` open complaint or rating of the topic <= 2": [
        Example(asked("price", complaint=True, resolved=None), {STATUS: "unmet"}),
        Example({**asked("price"), **rated(price=2)}, {STATUS: "unmet"}),
        Example({**asked("price"), **rated(price=2.1)}, {STATUS: "partly_met"}),
        Example({**asked("price"), **rated(product=2)}, {STATUS: "met"}),  # the rating of another topic
    ],
    "`met` all resolved and the ratings given >= 4, or a later purchase in the category asked for": [
        Example({**asked("price"), **rated(price=4)}, {STATUS: "met"}),
        Example({**asked("price"), **rated(price=3.9)}, {STATUS: "partly_met"}),
        Example({**asked("price", resolved=None, category="pumps"), **bought(19, category="pumps")}, {STATUS: "met"}),
    ],
    "else `partly_met`": [
        Example(asked("price", resolved=None), {STATUS: "partly_met"}),
        Example({**asked("price", resolved=None, category="pumps"), **bought(20, category="pumps")},
                {STATUS: "partly_met"}),
        Example({**asked("price", resolved=None, category="pumps"), **bought(19, category="seals")},
                {STATUS: "partly_met"}),
        Example({"inquiries": []}, {STATUS: None}),
        Example({}, {STATUS: None}, ("inquiries",)),
    ],
    "`top_need`: the topic or category with the largest weight.": [
        Example(asked("price", "price", "product"), {TOP: "price", "needs.top_need_kind": "topic"}),
        Example({"inquiries": [inquiry("price", category="pumps"), inquiry("product", category="pumps")]},
                {TOP: "pumps", "needs.top_need_kind": "category"}),
        Example({"inquiries": []}, no_class(TOP, "needs.top_need_kind")),
        Example({}, no_class(TOP, "needs.top_need_kind"), ("inquiries",)),
    ],
}  # fmt: skip
