"""Payloads of every shape: each field, object and list may be absent, and values are those that break things."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from scoring.vocabulary import CHOICES, OBJECTS, TABLES, Kind
from tests.scoring.builders import TODAY

# Few days, so that entries share them: after `as_of`, on it, on window borders, at month ends, long ago.
DAYS = [
    *(TODAY - timedelta(days=n) for n in (-400, -3, 0, 1, 29, 30, 89, 90, 91, 179, 180, 181, 364, 365, 366, 1_500)),
    date(2026, 10, 31),
    date(2026, 11, 1),
    date(1900, 1, 1),
    datetime(2026, 10, 1, 23, 59, 59, tzinfo=UTC),
]
MONTHS = [date(2026, month, 1) for month in (5, 7, 8, 9, 10, 11, 12)]
NUMBERS = [0.0, -0.0, 0.1, 0.2, 0.3, 1.0, 3.0, 7.0, 33.3, 100.0, 1e-9, 1e12, 999_999.99]
TEXTS = ["valves", "seals", "basic", "pro", "monthly", "阀门", "é", "e\u0301", "😀", "zzz", " "]


def _numbers(field: str) -> list[float]:
    if field == "amount":
        return [*NUMBERS, -0.1, -33.3, -100.0, -1e12]
    if field in ("discount", "responded"):
        return [0.0, 0.05, 1.0]
    if field in ("overall", "product", "service", "price", "after_sales", "severity", "city_tier"):
        return [1.0, 2.0, 3.0]
    return NUMBERS


def _value(table: str, field: str, kind: Kind) -> st.SearchStrategy[Any]:
    if kind is Kind.TEXT:
        return st.sampled_from(CHOICES.get((table, field), TEXTS))
    if kind is Kind.TEXTS:
        return st.lists(st.sampled_from(CHOICES.get((table, field), TEXTS)), max_size=3)
    if kind is Kind.FLAG:
        return st.booleans()
    if kind is Kind.DAY:
        return st.sampled_from(MONTHS if field == "month" else DAYS)
    return st.sampled_from(_numbers(field))


def _entry(table: str, fields: Mapping[str, Kind], needed: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    values = {field: _value(table, field, kind) for field, kind in fields.items()}
    return st.fixed_dictionaries(
        {field: values[field] for field in needed},
        optional={field: st.none() | value for field, value in values.items() if field not in needed},
    )


NEEDED = {"orders": ("date", "amount"), "usage": ("month",)}
LISTS = {
    name: st.none() | st.lists(_entry(name, fields, NEEDED.get(name, ("date",))), max_size=6)
    for name, fields in TABLES.items()
}
BOUGHT = {"date": TODAY - timedelta(days=9), "amount": 120.0}
OBJECT_VALUES = {
    name: st.none() | _entry(name, fields, ()) for name, fields in OBJECTS.items() if name != "order_summary"
}
SUMMARIES = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "count": st.none() | st.sampled_from([0, 1, 2, 7, 1_000]),
        "amount": st.none() | st.sampled_from([0.0, 99.9, 1e12]),
        "first_on": st.none() | st.sampled_from(DAYS),
        "last_on": st.none() | st.sampled_from(DAYS),
    },
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["contract", "score", "other", "阀"]),
    st.none() | st.booleans() | st.sampled_from([0, 1, 10**19, -2.5]) | st.sampled_from(TEXTS),
)
AS_OF = st.sampled_from([None, TODAY, date(2026, 10, 31), date(2026, 11, 1), date(2024, 2, 29)])


def payload() -> st.SearchStrategy[dict[str, Any]]:
    """One customer without an id: of any shape, or with all the lists and a purchase."""
    rest = {**OBJECT_VALUES, "order_summary": SUMMARIES, "attributes": ATTRIBUTES, "as_of": AS_OF}
    full = {name: entries.map(lambda found: found or []) for name, entries in LISTS.items()}
    full["orders"] = full["orders"].map(lambda found: [BOUGHT, *found])
    return st.fixed_dictionaries({}, optional={**LISTS, **rest}) | st.fixed_dictionaries(full, optional=rest)


def payloads(least: int = 1, most: int = 6) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Customers with ids of their own, some of them odd."""
    return st.lists(payload(), min_size=least, max_size=most).map(
        lambda found: [{"customer_id": f"客户-{i}\u0301" * (i + 1), **one} for i, one in enumerate(found)]
    )
