import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.limits import Limits
from schema.payload import parse, parse_batch
from schema.refusal import NotJson, Refused


def batch(rows: object, limits: Limits | None = None) -> list[object]:
    body = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
    return parse_batch(body, limits or Limits(), currency="CNY")


def places(rows: list[object]) -> list[list[str]]:
    return [[fault.pointer for fault in row.faults] if isinstance(row, Refused) else [] for row in rows]


def test_good_rows_are_records_in_their_order():
    rows = [{"customer_id": "B"}, {"customer_id": "A", "orders": []}]
    assert batch(rows) == rows


def test_no_rows_are_no_records():
    assert batch([]) == []


def test_a_bad_row_stands_in_its_place_and_fails_no_other():
    rows = batch([{"customer_id": "A"}, {"customer_id": "B", "orders": [{}]}, {"customer_id": "C"}, 3])
    assert places(rows) == [[], ["/1/orders/0/date", "/1/orders/0/amount"], [], ["/3"]]


def test_rules_across_fields_hold_in_a_batch():
    assert places(batch([{"customer_id": "A"}, {"customer_id": "B", "currency": "USD"}])) == [[], ["/1/currency"]]


@pytest.mark.parametrize(
    "body",
    [
        b'[{"customer_id": "A"}, {"customer_id": "B", "customer_id": "C"}]',
        rb'[{"customer_id": "A"}, {"customer_id": "B", "plan": "\ud800", "plan": 1}]',
        b'[{"customer_id": "A"}, ' + b'{"a":' * 300 + b"1" + b"}" * 300 + b"]",
        rb'[{"customer_id": "A"}, "\ud800"]',
        b'[{"customer_id": "A"}, {"customer_id": "B", "attributes": {"a": ' + b"1" * 5_000 + b"}}]",
    ],
    ids=["repeated", "repeated and cut", "deep", "cut", "endless"],
)
def test_a_row_whose_text_is_bad_fails_no_other(body):
    good, bad = batch(body)
    assert good == {"customer_id": "A"}
    assert isinstance(bad, Refused)


def test_a_batch_is_a_list():
    with pytest.raises(Refused, match="must be a JSON list"):
        batch({"customer_id": "A"})


def test_a_batch_has_a_thousand_rows_at_most():
    assert len(batch([{"customer_id": "A"}] * 1_000)) == 1_000
    with pytest.raises(Refused, match="at most 1,000 customers"):
        batch([{"customer_id": "A"}] * 1_001)
    with pytest.raises(Refused, match="at most 2 customers"):
        batch([{"customer_id": "A"}] * 2 + [{}], Limits(rows=2))


def test_a_batch_that_is_not_json_cannot_be_parsed():
    with pytest.raises(NotJson):
        batch(b'[{"customer_id": "A"},')


def test_past_64_kib_the_first_fault_of_each_list_has_to_do():
    rows = batch([{"customer_id": "A", "orders": [{}] * 2_000}] * 40)
    assert [len(row.faults) for row in rows if isinstance(row, Refused)] == [50] * 10 + [2] * 30


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates().map(str), st.just("2026-10")
)
NAMES = st.sampled_from(
    ["id", "date", "month", "amount", "count", "status", "city", "plan", "channels", "interests", "x"]
)
OBJECTS = st.dictionaries(NAMES, SCALARS | st.lists(SCALARS, max_size=2), max_size=4)
PARTS = ["orders", "usage", "inquiries", "order_summary", "account", "profile", "consent", "attributes", "as_of"]
CUSTOMERS = st.dictionaries(
    st.sampled_from(["customer_id", "currency", *PARTS]), SCALARS | OBJECTS | st.lists(OBJECTS, max_size=3), max_size=5
)


@settings(deadline=None)
@given(st.lists(CUSTOMERS | SCALARS, max_size=4))
def test_a_row_is_judged_as_if_it_came_alone(rows):
    alone = []
    for row, value in enumerate(rows):
        try:
            alone.append(parse(json.dumps(value).encode(), Limits(), currency="CNY"))
        except Refused as refused:
            alone.append([(f"/{row}{fault.pointer}", fault.code, fault.detail) for fault in refused.faults])
    together = [
        [(fault.pointer, fault.code, fault.detail) for fault in row.faults] if isinstance(row, Refused) else row
        for row in batch(rows)
    ]
    assert together == alone


def error_of(read, body: bytes) -> Exception | None:
    try:
        read(body, Limits(), currency="CNY")
    except (Refused, NotJson) as error:
        return error
    return None


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:\\ud8019aeft \n', max_size=40).map(str.encode))
def test_any_bytes_are_parsed_refused_or_not_json(body):
    for read in (parse, parse_batch):
        error = error_of(read, body)
        assert error is None or error.__context__ is None  # pydantic's error would hold the input
