"""The one vocabulary: a JSON list is a table of that name, a nested field a column named by its path joined with `_`.

The request (schema), the training files (training) and the columns (customers) are all made from these names.
"""

from enum import Enum, auto


class Kind(Enum):
    """How the values of a field are held in a column."""

    NUMBER = auto()
    FLAG = auto()
    DAY = auto()
    TEXT = auto()
    TEXTS = auto()


NUMBER, FLAG, DAY, TEXT, TEXTS = Kind

TOPICS = ("after_sales", "training", "product", "feature", "price", "other")
CHANNELS = ("phone", "email", "sms", "wecom", "push", "in_app", "service", "visit")

TABLES: dict[str, dict[str, Kind]] = {
    "orders": {
        "id": TEXT, "date": DAY, "amount": NUMBER, "status": TEXT, "category": TEXT, "channel": TEXT,
        "discount": NUMBER, "cost": NUMBER, "due_on": DAY, "paid_on": DAY, "refunded_on": DAY,
    },
    "usage": {
        "month": DAY, "uses": NUMBER, "visits": NUMBER, "interactions": NUMBER, "posts": NUMBER, "active_weeks": NUMBER,
    },
    "inquiries": {
        "date": DAY, "topic": TEXT, "category": TEXT, "severity": NUMBER, "complaint": FLAG, "resolved_on": DAY,
    },
    "feedback": {
        "date": DAY, "overall": NUMBER, "product": NUMBER, "service": NUMBER, "price": NUMBER,
        "after_sales": NUMBER, "nps": NUMBER,
    },
    "contacts": {
        "date": DAY, "direction": TEXT, "department": TEXT, "channel": TEXT, "action": TEXT, "campaign": TEXT,
        "responded": FLAG, "responded_on": DAY,
    },
}  # fmt: skip

OBJECTS: dict[str, dict[str, Kind]] = {
    "order_summary": {"count": NUMBER, "amount": NUMBER, "first_on": DAY, "last_on": DAY},
    "account": {
        "status": TEXT, "signed_up_on": DAY, "contract_ends_on": DAY, "plan": TEXT, "paying": FLAG,
        "left_on": DAY, "reactivated_on": DAY, "competitor": FLAG, "professional": FLAG, "intent": TEXT,
        "unfollowed_on": DAY, "uninstalled_on": DAY, "cost_to_serve": NUMBER,
    },
    "profile": {
        "kind": TEXT, "industry": TEXT, "employees": NUMBER, "annual_revenue": NUMBER, "decision_role": TEXT,
        "city": TEXT, "city_tier": NUMBER, "region": TEXT, "acquisition_channel": TEXT, "device": TEXT,
        "age": NUMBER, "gender": TEXT, "income_band": TEXT, "occupation": TEXT, "education": TEXT, "interests": TEXTS,
    },
    "consent": {"personalization": FLAG, "channels": TEXTS},
}  # fmt: skip

# Texts that are one of a few: everything else of kind TEXT is the company's own.
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("orders", "status"): ("paid", "open", "cancelled", "refunded"),
    ("inquiries", "topic"): TOPICS,
    ("contacts", "direction"): ("outbound", "inbound"),
    ("contacts", "channel"): CHANNELS,
    ("account", "status"): ("active", "paused", "left"),
    ("account", "intent"): ("prospective", "potential", "other"),
    ("profile", "kind"): ("person", "company"),
    ("consent", "channels"): CHANNELS,
}

# The day by which an entry belongs to the history; entries after `as_of` are left out.
EVENT_DAY = {table: "month" if table == "usage" else "date" for table in TABLES}


def customer_columns() -> dict[str, Kind]:
    """Columns of the `customers` table but `customer_id` and the company's own attributes."""
    return {f"{name}_{field}": kind for name, fields in OBJECTS.items() for field, kind in fields.items()}
