"""Payloads of every shape: each field, object and list may be absent, and values are those that break things.

Draws are most of what an example costs, and a draw a field made a payload dearer than its score: here an object is one
draw of bytes, each of which picks the value of a field. It shrinks as well: byte by byte towards absent.
"""

from collections.abc import Mapping, Sequence
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
SUMMARY: Mapping[str, Sequence[float]] = {"count": [0, 1, 2, 7, 1_000], "amount": [0.0, 99.9, 1e12]}
NEEDED = {("orders", "amount"), ("usage", "month"), *((name, "date") for name in TABLES)}
ABSENT = object()


def _numbers(table: str, field: str) -> Sequence[float]:
    if table == "order_summary":
        return SUMMARY[field]
    if field == "amount":
        return [*NUMBERS, -0.1, -33.3, -100.0, -1e12]
    if field in ("discount", "responded"):
        return [0.0, 0.05, 1.0]
    if field in ("overall", "product", "service", "price", "after_sales", "severity", "city_tier"):
        return [1.0, 2.0, 3.0]
    return NUMBERS


def _values(table: str, field: str, kind: Kind) -> Sequence[Any]:
    known = CHOICES.get((table, field), TEXTS)
    if kind is Kind.TEXT:
        return known
    if kind is Kind.TEXTS:
        return [[], *([text] for text in known), list(known), [known[1], known[0], known[1]]]
    if kind is Kind.FLAG:
        return [False, True]
    if kind is Kind.DAY:
        return MONTHS if field == "month" else DAYS
    return _numbers(table, field)


def _missing(values: Sequence[Any]) -> list[Any]:
    """A field that may be missing: absent and null as often as all its values together."""
    few = -(-len(values) // 2)
    return [ABSENT] * few + [None] * few + [*values]


def _object(fields: Mapping[str, Sequence[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A JSON object that has one of the values of each field, unless that is `ABSENT`."""

    def read(drawn: bytes) -> dict[str, Any]:
        picked = zip(fields.items(), drawn, strict=True)
        found = {field: values[byte * len(values) >> 8] for (field, values), byte in picked}
        return {field: value for field, value in found.items() if value is not ABSENT}

    return st.binary(min_size=len(fields), max_size=len(fields)).map(read)


def _of_table(table: str, fields: Mapping[str, Kind]) -> st.SearchStrategy[dict[str, Any]]:
    values = {field: _values(table, field, kind) for field, kind in fields.items()}
    return _object({field: v if (table, field) in NEEDED else _missing(v) for field, v in values.items()})


LISTS = {name: st.lists(_of_table(name, fields), max_size=6) for name, fields in TABLES.items()}
BOUGHT = {"date": TODAY - timedelta(days=9), "amount": 120.0}
RHYTHM: Mapping[str, Sequence[Any]] = {
    "purchases": [2, 9, 30],
    "gap": [0, 1, 3, 30],
    "last": [0, 15, 29, 45, 90, 200],
    "amount": [5.0, 250.0, 1e6],
}
RUNS = _object(RHYTHM).map(
    lambda run: [
        {"date": TODAY - timedelta(days=run["last"] + run["gap"] * i), "amount": run["amount"]}
        for i in range(run["purchases"])
    ]
)
OBJECT_VALUES = {name: _of_table(name, fields) for name, fields in OBJECTS.items()}
ATTRIBUTES = _object(
    {name: _missing([None, False, True, 0, 1, 10**19, -2.5, *TEXTS]) for name in ("contract", "score", "other", "阀")}
)
AS_OF = st.sampled_from([None, TODAY, date(2026, 10, 31), date(2026, 11, 1), date(2024, 2, 29), date(2027, 6, 1)])


def payload() -> st.SearchStrategy[dict[str, Any]]:
    """One customer without an id: of any shape, or with all the lists and a purchase, or a run of them."""
    some = {name: st.none() | value for name, value in {**LISTS, **OBJECT_VALUES}.items()}
    rest: dict[str, st.SearchStrategy[Any]] = {**some, "attributes": ATTRIBUTES, "as_of": AS_OF}
    orders = LISTS["orders"].map(lambda found: [BOUGHT, *found]) | RUNS
    full = {**LISTS, "orders": orders, "consent": OBJECT_VALUES["consent"]}
    return st.fixed_dictionaries({}, optional=rest) | st.fixed_dictionaries(
        full, optional={name: value for name, value in rest.items() if name not in full}
    )


def payloads(least: int = 1, most: int = 6) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Customers with ids of their own, some of them odd."""
    return st.lists(payload(), min_size=least, max_size=most).map(
        lambda found: [{"customer_id": f"客户-{i}\u0301" * (i + 1), **one} for i, one in enumerate(found)]
    )
