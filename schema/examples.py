"""Payloads to learn from: shown in the OpenAPI document, and run as tests."""

from collections.abc import Mapping

# Name -> (what it shows, the payload). The first one holds every field.
EXAMPLES: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "full": (
        "A company with everything that can be said, and a complaint that is open",
        {
            "customer_id": "C002",
            "as_of": "2026-11-21",
            "currency": "CNY",
            "orders": [
                {
                    "id": "SO-1", "date": "2026-05-02", "amount": 25_000, "status": "paid", "category": "valves",
                    "channel": "online", "discount": 0.05, "cost": 18_000, "due_on": "2026-06-01",
                    "paid_on": "2026-06-11", "refunded_on": None,
                },
                {
                    "id": "SO-2", "date": "2026-08-15T09:30:00+08:00", "amount": 18_600, "status": "paid",
                    "category": "pumps", "channel": "sales", "discount": 0, "cost": 13_900, "due_on": "2026-09-14",
                    "paid_on": "2026-09-12", "refunded_on": None,
                },
                {
                    "id": "SO-3", "date": "2026-09-02", "amount": 4_200, "status": "refunded", "category": "valves",
                    "channel": "online", "discount": 0, "cost": 3_000, "due_on": "2026-10-02", "paid_on": "2026-09-02",
                    "refunded_on": "2026-09-20",
                },
            ],
            "order_summary": {"count": 12, "amount": 150_000, "first_on": "2024-03-01", "last_on": "2026-08-15"},
            "usage": [
                {"month": "2026-07", "uses": 25, "visits": 31, "interactions": 6, "posts": 1, "active_weeks": 5},
                {"month": "2026-08", "uses": 22, "visits": 27, "interactions": 4, "posts": 0, "active_weeks": 4},
                {"month": "2026-09", "uses": 12, "visits": 18, "interactions": 2, "posts": 0, "active_weeks": 3},
                {"month": "2026-10", "uses": 8, "visits": 12, "interactions": 2, "posts": 0, "active_weeks": 3},
            ],
            "inquiries": [
                {
                    "date": "2026-10-01", "topic": "after_sales", "category": "valves", "severity": 2,
                    "complaint": True, "resolved_on": None,
                },
                {
                    "date": "2026-07-06", "topic": "training", "category": "pumps", "severity": 1,
                    "complaint": False, "resolved_on": "2026-07-08",
                },
            ],
            "feedback": [
                {
                    "date": "2026-09-30", "overall": 2, "product": 4, "service": 2, "price": 3, "after_sales": 1,
                    "nps": 3,
                },
            ],
            "contacts": [
                {
                    "date": "2026-11-02", "direction": "outbound", "department": "sales", "channel": "phone",
                    "action": None, "campaign": None, "responded": False, "responded_on": None,
                },
                {
                    "date": "2026-08-03", "direction": "outbound", "department": "sales", "channel": "wecom",
                    "action": "second_purchase_offer", "campaign": "2026-summer", "responded": True,
                    "responded_on": "2026-08-04",
                },
            ],
            "account": {
                "status": "active", "signed_up_on": "2023-01-04", "contract_ends_on": "2026-12-31", "plan": "pro",
                "paying": True, "left_on": None, "reactivated_on": None, "competitor": False, "professional": False,
                "intent": None, "unfollowed_on": None, "uninstalled_on": None, "cost_to_serve": 1_200,
            },
            "profile": {
                "kind": "company", "industry": "manufacturing", "employees": 80, "annual_revenue": 30_000_000,
                "decision_role": "purchasing", "city": "苏州", "city_tier": 2, "region": "华东",
                "acquisition_channel": "exhibition", "device": "desktop", "age": None, "gender": None,
                "income_band": None, "occupation": None, "education": None, "interests": [],
            },
            "consent": {"personalization": True, "channels": ["phone", "email", "wecom"]},
            "attributes": {"machines_installed": 14, "dealer": "华东机电", "on_site_service": True, "last_audit": None},
        },
    ),
    "id_only": ("Nothing but an id: the answer says what is missing", {"customer_id": "C001"}),
    "summary_only": (
        "Totals of the orders, as many CRMs keep them",
        {
            "customer_id": "C003",
            "as_of": "2026-11-21",
            "order_summary": {"count": 5, "amount": 3_280, "first_on": "2025-02-11", "last_on": "2026-07-30"},
        },
    ),
    "history_only": (
        "Orders without ids, one of them returned",
        {
            "customer_id": "C004",
            "as_of": "2026-11-21",
            "orders": [
                {"date": "2025-12-18", "amount": 268},
                {"date": "2026-03-08", "amount": 499.5},
                {"date": "2026-03-11", "amount": -199.5},
                {"date": "2026-06-18", "amount": 356},
                {"date": "2026-11-11", "amount": 820},
            ],
        },
    ),
    "prospect": (
        "Known to have bought nothing yet",
        {
            "customer_id": "P-77",
            "as_of": "2026-11-21",
            "orders": [],
            "inquiries": [{"date": "2026-11-10", "topic": "price", "complaint": False, "resolved_on": "2026-11-10"}],
            "profile": {"kind": "person", "city": "成都", "acquisition_channel": "live_stream"},
        },
    ),
    "subscriber": (
        "A person under contract who uses the product less and less",
        {
            "customer_id": "0035g00000XyZ12",
            "as_of": "2026-11-21",
            "usage": [
                {"month": "2026-08", "uses": 30, "active_weeks": 5},
                {"month": "2026-09", "uses": 14, "active_weeks": 4},
                {"month": "2026-10", "uses": 3, "active_weeks": 1},
            ],
            "feedback": [{"date": "2026-10-05", "overall": 3, "nps": 6}],
            "account": {
                "status": "active", "signed_up_on": "2024-05-20", "contract_ends_on": "2026-12-20", "plan": "Team",
                "paying": True,
            },
            "profile": {"kind": "person", "city": "Leeds", "region": "Yorkshire", "interests": ["running", "travel"]},
            "consent": {"personalization": False, "channels": ["email"]},
        },
    ),
}  # fmt: skip
