"""What a fuzzer begins with: real documents, small, since it changes and reads them a thousand times a second."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from schema.arrow import writing
from scoring.columns import category
from tests.scoring.builders import NOTHING, action, defaults
from tests.scoring.fitted import fitted_content
from tests.scoring.joblib_files import PLAIN, dumped

ROOT = Path(__file__).parents[2]
ORDER = {"id": "o", "date": "2026-01-02", "amount": 1.5, "status": "paid"}
PAYLOADS: tuple[Any, ...] = (
    {"customer_id": "C"},
    {"customer_id": "C", "as_of": "2026-01-15", "orders": [ORDER], "order_summary": {"count": 2, "amount": 9}},
    {"customer_id": "C", "orders": [], "attributes": {"tier": "gold", "size": 3, "vip": True}, "currency": "CNY"},
    json.loads((ROOT / "docs" / "sample.json").read_text(encoding="utf-8")),
)
ODDITIES = (
    b'{"customer_id":"\\ud800"}', b'{"customer_id":"a","customer_id":"b"}', b"[" * 300, b'{"a":' * 50, b"\xff",
    b'{"customer_id":"C","order_summary":{"amount":' + b"9" * 5_000 + b"}}", b"NaN", b"-Infinity", b"1e999", b"",
    b"\xef\xbb\xbf{}",
    b'{"customer_id":"C","as_of":"2026-01-15T23:59:60+14:00"}', b'{"customer_id":"C","orders":[{"date":"0000-00-00"}]}',
)  # fmt: skip


def payloads() -> list[bytes]:
    return [json.dumps(one, ensure_ascii=False).encode() for one in PAYLOADS] + list(ODDITIES)


def lines() -> list[bytes]:
    return [b"\n".join(payloads()), b"\r\n\n \n{}\n", *payloads()]


def streams() -> list[bytes]:
    """A stream with columns of every kind that payloads have, and beginnings of it."""
    ids, texts = category(["C", "D", None]), writing.texts(category(["gold", "阀门", None]))
    three = category(["a", "b", "c"])
    columns = {
        "customer_id": writing.texts(ids),
        "attributes_tier": texts,
        "attributes_size": writing.numbers(_floats(1.0, 2.5, float("nan"))),
        "as_of": writing.days(_floats(20_468.0, float("nan"), 1.0)),
        "account_paying": writing.flags(_floats(1.0, 0.0, float("nan"))),
        "profile_interests": writing.lists(_whole(0, 0, 1), writing.texts(three), _flags(True, True, False)),
        "orders": writing.lists(_whole(0, 0, 1), _orders(), _flags(True, True, False)),
    }
    whole = writing.schema(columns) + writing.records(columns, 3) + writing.END
    return [whole, writing.schema(columns) + writing.END, whole[:-4], b""]


def _orders() -> writing.Array:
    fields = {"date": writing.days(_floats(20_000.0, 20_001.0, 20_002.0)), "amount": writing.numbers(_floats(1, 2, 3))}
    return writing.structures(fields, 3)


def _floats(*values: float) -> Any:
    return np.array(values, dtype=np.float64)


def _whole(*values: int) -> Any:
    return _floats(*values).astype("int64")


def _flags(*values: bool) -> Any:
    return _floats(*values).astype(bool)


def key_files() -> list[bytes]:
    client = f'[clients.crm]\nscopes = ["score", "read"]\nquota = "600/minute"\nkeys = [{{sha256 = "{"0" * 64}"}}]\n'
    dated = client.replace('"}', '", expires = 2027-01-31}').replace("crm", "other").replace("0" * 64, "1" * 64)
    return [client.encode(), (client + dated).encode(), b"clients = " + b"[" * 2_000, b""]


def files() -> list[bytes]:
    return [dumped(PLAIN), dumped({}), dumped([np.arange(4.0), np.array(["a", "阀门"])], protocol=5), b"\x80\x04]."]


@cache
def content() -> dict[str, Any]:
    """A bundle with every part."""
    return fitted_content() | {"dimensions": [DIMENSION], "policy": policy()}


@cache
def policy() -> dict[str, Any]:
    """A policy that uses every key."""
    settings = {**defaults()["policy"]["settings"], "margin": 0.3}
    where = [{"field": "churn_band", "is": "high", "value": 0.2, "basis": "assumed"}]
    graded = {**dict.fromkeys(GRADES, 3), **{name: next(iter(settings["catalogue"][name])) for name in CODES}}
    full = action(
        "a", when=CONDITIONS, effect={**MEASURED, "scale": "relative"}, effect_where=where, after=["b"], duty=True,
        catalogue=graded, cost=2.5, cost_basis="cited", cost_source="a report", cool_down_days=3, area="retention",
    )  # fmt: skip
    return {"settings": settings, "actions": [full, action("b"), NOTHING]}


GRADES = ("goal_fit", "user_value", "company_value", "importance", "urgency", "build_cost", "run_cost", "risk")
CODES = ("kano", "requested_by")
MEASURED = {"value": 0.1, "basis": "measured", "n": 100, "low": 0.05, "high": 0.2, "source": "a pilot"}
CONDITIONS = [
    {"field": "churn_band", "in": ["medium", "high"]},
    {"field": "churn_probability", "at_least": 0.5},
    {"field": "churn_probability", "below": 0.9},
    {"field": "value_tier", "is": "high"},
    {"field": "net_revenue", "above": 1},
    {"field": "net_revenue", "is": 10},
    {"field": "net_revenue", "at_most": 1e6},
    {"field": "purchase_count", "in": [1, 2, 3]},
    {"field": "churn_band", "known": True},
]
TAG_RULES = [{"tag": "x:y", "when": CONDITIONS[:2]}, {"tag": "x:z", "when": CONDITIONS[2:]}]
LABELS = dict.fromkeys(("zh-Hans", "zh-Hant", "en"), "x")
DIMENSION = {
    "code": "size",
    "labels": LABELS,
    "classes": [
        {"code": "big", "labels": LABELS, "when": CONDITIONS[-4:]},
        {"code": "rest", "labels": LABELS, "when": []},
    ],
}
DISAGREEMENTS = [
    {"code": "a", "when": CONDITIONS, "labels": LABELS},
    {"code": "b", "when": [{"field": "net_revenue", "above": "gap.minimum_days"}]},
]
