"""DEFINITIONS.md, section 7. Learned: fifths of the satisfaction index at 20, 40, 60 and 80."""

from tests.scoring.builders import ago
from tests.scoring.examples.given import (
    Example,
    Payload,
    Rules,
    account,
    asked,
    bought,
    contact,
    contacted,
    no_class,
    order,
    rated,
)

INDEX, QUINTILE, DRIVER = "satisfaction.index", "satisfaction.quintile", "satisfaction.driver"
LEVEL, LOYALTY = "loyalty.level", "loyalty.index"
CREDIT, SHARE, LONGEST = "credit.level", "credit.on_time_share", "credit.longest_overdue_days"
PRESSURE = "attention.contact_pressure"
TOTAL_DAYS = 1095  # a tenure that counts in full


def terms(timely: int, late: int = 0, open_for: int | None = None) -> Payload:
    """Orders paid on the day and a day late, and one that has been due for so many days and is not paid."""
    paid = [order(100 + i, due_on=ago(50), paid_on=ago(50 if i < timely else 49)) for i in range(timely + late)]
    return {"orders": [*paid, *([] if open_for is None else [order(200, due_on=ago(open_for))])]}


RULES: Rules = {
    "weighted mean of the ratings given (1 to 5; overall 2, others 1; NPS 0 to 10 as one) scaled to 0-100, "
    "the latest of each": [
        Example(rated(overall=1), {INDEX: 0.0, "satisfaction.basis": "rule"}),
        Example(rated(overall=5, product=1), {INDEX: 200 / 3}),
        Example(rated(nps=7, service=1), {INDEX: 35.0}),
        Example({"feedback": [{"date": ago(9), "overall": 1}, {"date": ago(5), "overall": 5}]}, {INDEX: 100.0}),
        Example({"feedback": [{"date": ago(9), "overall": 1}, {"date": ago(5), "product": 5}]}, {INDEX: 100 / 3}),
        Example({"feedback": []}, {INDEX: None, "satisfaction.basis": "insufficient_data"}),
        Example({}, {INDEX: None, "satisfaction.basis": "insufficient_data"}, ("feedback",)),
    ],
    "`drivers`: which rating pulls it most": [
        Example(rated(product=5, price=1, service=4),
                {DRIVER: "price", "satisfaction.drivers.0.value": 1.0, "satisfaction.drivers.0.pull": -50 / 3}),
        *(Example(rated(**{name: 5}), {DRIVER: name, "satisfaction.drivers.0.rating": name})
          for name in ("overall", "product", "service", "price", "after_sales")),
        Example(rated(nps=10), {DRIVER: "nps", "satisfaction.drivers.0.rating": "nps"}),
        Example({}, {DRIVER: None, "satisfaction.drivers": []}, ("feedback",)),
    ],
    "`quintile` against the training customers (top and bottom 20 %)": [
        Example(rated(nps=2), {QUINTILE: 1, "tags": {"satisfaction:bottom"}}),
        Example(rated(nps=2.1), {QUINTILE: 2, "not tags": {"satisfaction:bottom"}}),
        Example(rated(nps=4), {QUINTILE: 2}),
        Example(rated(nps=6), {QUINTILE: 3}),
        Example(rated(nps=8), {QUINTILE: 4, "not tags": {"satisfaction:top"}}),
        Example(rated(nps=8.1), {QUINTILE: 5, "tags": {"satisfaction:top"}}),
        Example(rated(nps=8), {QUINTILE: None}, of="rules alone"),
        Example({}, {QUINTILE: None}, ("feedback",)),
    ],
    "trust .25 (on-time payment, tenure), contact frequency .15, service outcome .20, satisfaction .20, "
    "repurchase probability .20, renormalised over the known parts, which are shown": [
        Example(rated(nps=7), {LOYALTY: 70.0, "loyalty.parts.satisfaction": 70.0, "loyalty.basis": "rule",
                               **no_class(*(f"loyalty.parts.{part}" for part in
                                            ("trust", "contact", "service", "repurchase")))}),
        Example(account(signed_up_on=ago(TOTAL_DAYS)), {"loyalty.parts.trust": 100.0, LOYALTY: 100.0}),
        Example({**terms(1, 1), **account(signed_up_on=ago(TOTAL_DAYS))}, {"loyalty.parts.trust": 75.0}),
        Example({"contacts": contacted(6)}, {"loyalty.parts.contact": 50.0}),  # of 12 in 365 days
        Example({"contacts": contacted(13)}, {"loyalty.parts.contact": 100.0}),
        Example({"inquiries": [*asked("price")["inquiries"], *asked("price", resolved=None)["inquiries"]]},
                {"loyalty.parts.service": 50.0}),
        Example({"attributes": {"risk": 0.2}}, {"loyalty.parts.repurchase": 80.0}),
        Example({"orders": [], "attributes": {"risk": 0.2}}, {"loyalty.parts.repurchase": None}),
        Example({"contacts": contacted(12), **asked("price", resolved=None), **rated(nps=4)},
                {LOYALTY: (0.15 * 100 + 0.20 * 0 + 0.20 * 40) / 0.55}),
        Example({}, {LOYALTY: None, "loyalty.parts.satisfaction": None, "loyalty.basis": "insufficient_data"},
                ("orders", "feedback")),
    ],
    "`level` at 40 / 70": [
        Example(rated(nps=3.9), {LEVEL: "low"}),
        Example(rated(nps=4), {LEVEL: "middle"}),
        Example(rated(nps=6.9), {LEVEL: "middle"}),
        Example(rated(nps=7), {LEVEL: "high"}),
        Example({}, {LEVEL: None}, ("feedback",)),
    ],
    "`good` >= 95 % paid on time and none open over 30 days": [
        Example(terms(19, 1), {CREDIT: "good", SHARE: 0.95, LONGEST: 0, "credit.basis": "rule"}),
        Example(terms(18, 1), {CREDIT: "watch"}),
        Example(terms(19, open_for=30), {CREDIT: "good", LONGEST: 30}),
        Example(terms(19, open_for=31), {CREDIT: "watch", LONGEST: 31}),
    ],
    "`poor` < 70 % or one open over 90 days": [
        Example(terms(7, 3), {CREDIT: "watch", SHARE: 0.7}),
        Example(terms(6, 3), {CREDIT: "poor", SHARE: 6 / 9}),
        Example(terms(19, open_for=90), {CREDIT: "watch"}),
        Example(terms(19, open_for=91), {CREDIT: "poor"}),
        # Credit is about days due and paid, whatever counts as a purchase: what is owed is owed.
        Example({"orders": [order(200, status="open", due_on=ago(91))]},
                {CREDIT: "poor", LONGEST: 91, "lifecycle.stage": "prospect", "value.historic_value": 0}),
        Example({"orders": [order(200, status="cancelled", due_on=ago(91))]}, {CREDIT: None}),
    ],
    "else `watch`": [
        Example(terms(8, 2), {CREDIT: "watch"}),
        Example(bought(9), {CREDIT: None, SHARE: None, LONGEST: None, "credit.basis": "insufficient_data"},
                ("orders.due_on",)),
        Example({}, {CREDIT: None}, ("orders",)),
    ],
    "`attention`: open complaints, complaints and inquiries in 90 days, `mean_days_to_resolve`": [
        Example(asked("price", complaint=True, resolved=None), {"attention.open_complaints": 1}),
        Example(asked("price", complaint=True), {"attention.open_complaints": 0, "attention.complaints_90d": 1,
                                                 "attention.mean_days_to_resolve": 10.0}),
        Example(asked("price", days_ago=89), {"attention.inquiries_90d": 1, "attention.complaints_90d": 0}),
        Example(asked("price", days_ago=90), {"attention.inquiries_90d": 0}),
        Example({"inquiries": []}, {"attention.open_complaints": 0, "attention.mean_days_to_resolve": None,
                                    "attention.basis": "rule"}),
        Example({}, {**no_class(*(f"attention.{name}" for name in
                                  ("open_complaints", "complaints_90d", "inquiries_90d", "mean_days_to_resolve"))),
                     "attention.basis": "insufficient_data"}, ("inquiries",)),
        Example(terms(1, open_for=1), {"attention.overdue_payments": 1}),
        Example(terms(1, open_for=0), {"attention.overdue_payments": 0}),
        Example(bought(9), {"attention.overdue_payments": None}, ("orders.due_on",)),
    ],
    "`contact_pressure`: outbound contacts in 30 days, by how many departments; "
    "above the limit (4) only service actions": [
        Example({"contacts": contacted(4)}, {PRESSURE: False, "attention.outbound_contacts_30d": 4}),
        Example({"contacts": contacted(5)}, {PRESSURE: True, "attention.outbound_contacts_30d": 5}),
        Example({"contacts": contacted(5, days_ago=29)}, {PRESSURE: True}),
        Example({"contacts": contacted(5, days_ago=30)}, {PRESSURE: False}),
        Example({"contacts": contacted(5, direction="inbound")}, {PRESSURE: False}),
        Example({"contacts": [contact(department=name) for name in ("sales", "marketing", "sales")]},
                {"attention.contact_departments_30d": 2}),
        Example({}, no_class(PRESSURE, "attention.outbound_contacts_30d", "attention.contact_departments_30d"),
                ("contacts",)),
    ],
}  # fmt: skip
