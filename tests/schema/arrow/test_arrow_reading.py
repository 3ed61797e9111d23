"""Arrow streams as other programs write them, read by rows; what is damaged or meant to harm is refused."""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from schema.arrow.columns import columns_in
from schema.arrow.flatbuilder import table, tables, text
from schema.arrow.messages import Message, Messages
from schema.arrow.payloads import checked, nested, payloads
from schema.arrow.types import INT, LIST, STRUCT, columns_of
from schema.arrow.values import records
from schema.arrow.writing import _message
from schema.limits import Limits
from schema.refusal import Refused
from tests.schema.payload_tables import stream_of

DAY = date(2026, 1, 15)
MOST = 10_000_000
LATE = 20_455 * 86_400 + 86_340  # seconds since 1970: one minute to midnight of 2026-01-02
TABLE = pl.DataFrame(
    {
        "customer_id": ["a", "b", None],
        "as_of": [DAY, None, DAY],
        "orders": [
            [
                {"id": "a text that is longer than a view of it", "date": date(2025, 1, 1), "amount": 1.5},
                {"id": None, "date": date(2025, 1, 2), "amount": None},
            ],
            [],
            None,
        ],
        "account": [{"status": "active", "paying": None}, None, {"status": None, "paying": True}],
        "profile_city": ["苏州", "a city whose name is long, and longer", None],
        "profile_interests": [["golf"], [], None],
        "nothing": [None, None, None],
    }
)
ROWS = [
    {
        "customer_id": "a",
        "as_of": "2026-01-15",
        "orders": [
            {"id": "a text that is longer than a view of it", "date": "2025-01-01", "amount": 1.5},
            {"date": "2025-01-02"},
        ],
        "account": {"status": "active"},
        "profile_city": "苏州",
        "profile_interests": ["golf"],
    },
    {
        "customer_id": "b",
        "orders": [],
        "profile_city": "a city whose name is long, and longer",
        "profile_interests": [],
    },
    {"as_of": "2026-01-15", "account": {"paying": True}},
]
BOTH = pytest.mark.parametrize("level", [pl.CompatLevel.oldest(), pl.CompatLevel.newest()])


def messages(data: bytes, pieces: int = 1_000_000, most: int = MOST) -> list[Message]:
    cutter = Messages(most)
    found = [one for i in range(0, len(data), pieces) for one in cutter.feed(data[i : i + pieces])]
    return found + cutter.rest()


def rows(data: bytes, most: int = 100) -> list[dict[str, Any]]:
    first, *others = messages(data)
    types = columns_of(first)
    found = []
    for message in others:
        columns = columns_in(message, types)
        found += records(columns, 0, columns[0].length, most)
    return found


def read(data: bytes) -> Iterator[Sequence[object]]:
    first, *others = messages(data)
    types = checked(columns_of(first))
    for message in others:
        yield from payloads(message, types, Limits(), currency="CNY", today=DAY)


def code_of(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        list(read(data))
    return refused.value.faults[0].code


@BOTH
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_what_polars_writes_is_read(level, batch):
    assert rows(stream_of(TABLE, batch, compat_level=level)) == ROWS


@pytest.mark.parametrize("pieces", [1, 3, 64, 1_000])
def test_the_pieces_in_which_bytes_come_change_nothing(pieces):
    data = stream_of(TABLE, 2)
    assert messages(data, pieces) == messages(data)


@pytest.mark.parametrize(
    ("values", "kind", "read_as"),
    [
        ([1, None, -3], pl.Int8, [1, None, -3]),
        ([1, 2, 2**63], pl.UInt64, [1, 2, 2**63]),
        ([1.5, float("nan"), None], pl.Float32, [1.5, None, None]),
        ([Decimal("12.50"), None, Decimal("-0.25")], pl.Decimal(10, 2), [12.5, None, -0.25]),
        ([True, None, False], pl.Boolean, [True, None, False]),
        (
            [LATE * 10**6, None, -82_800 * 10**6],
            pl.Datetime("us"),
            ["2026-01-02", None, "1969-12-31"],
        ),
        ([LATE * 10**3] * 3, pl.Datetime("ms", "UTC"), ["2026-01-02"] * 3),
        ([date(1900, 1, 1), None, date(2199, 12, 31)], pl.Date, ["1900-01-01", None, "2199-12-31"]),
        (["", "é", None], pl.String, ["", "é", None]),
    ],
)
def test_a_column_is_read_as_what_stands_in_json(values, kind, read_as):
    data = stream_of(pl.DataFrame({"v": pl.Series(values, dtype=kind)}))
    assert [row.get("v") for row in rows(data)] == read_as


def test_flat_columns_are_the_payloads_objects():
    row = {"customer_id": "a", "account_status": "left", "profile_city": "x", "attributes_tier": 3, "orders": []}
    assert nested(row) == {
        "customer_id": "a",
        "account": {"status": "left"},
        "profile": {"city": "x"},
        "attributes": {"tier": 3},
        "orders": [],
    }


def test_rows_are_held_to_the_rules_of_a_request():
    table = pl.DataFrame({"customer_id": ["a", "b", None], "orders": [[{"date": DAY, "amount": 1e13}], [], []]})
    ((first, second, third),) = read(stream_of(table))
    assert isinstance(first, Refused) and first.faults[0].pointer == "/orders/0/amount"
    assert second == {"customer_id": "b", "orders": []}
    assert isinstance(third, Refused) and third.faults[0].pointer == "/customer_id"


def test_a_list_over_the_limit_is_refused_and_not_built():
    table = pl.DataFrame({"customer_id": ["a"], "orders": [[{"date": DAY, "amount": 1.0}] * 20_000]})
    ((first,),) = read(stream_of(table))
    assert isinstance(first, Refused) and first.faults[0].code == "too_many_entries"
    assert len(rows(stream_of(table), most=10)[0]["orders"]) == 11


def test_a_piece_has_few_entries():
    table = pl.DataFrame({"customer_id": ["a"] * 600, "orders": [[{"date": DAY, "amount": 1.0}] * 1_000] * 600})
    sizes = [len(piece) for piece in read(stream_of(table))]
    assert (max(sizes), sum(sizes)) == (20, 600)
    assert [len(piece) for piece in read(stream_of(table.drop("orders")))] == [256, 256, 88]


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (pl.Series("acount_status", ["x"]), "unknown_column"),
        (pl.Series("profile_city", ["x"], dtype=pl.Categorical), "dictionary"),
        (pl.Series("as_of", [LATE], dtype=pl.Datetime("us", "Asia/Shanghai")), "time_zone"),
        (pl.Series("profile_city", [b"x"], dtype=pl.Binary), "unknown_type"),
        (pl.Series("attributes_x", [["x"]]), "not_a_scalar"),
        (pl.Series("account", [{"status": "active"}]), "repeated_name"),
        (pl.Series("orders", [[{f"f{i}": 1 for i in range(40)}]]), "too_many_columns"),
    ],
)
def test_what_is_not_taken_is_told(column, code):
    table = pl.DataFrame({"customer_id": ["a"], "account_plan": ["x"]}).with_columns(column)
    assert code_of(stream_of(table)) == code


def test_an_unknown_column_is_told_the_nearest():
    with pytest.raises(Refused, match="which acount_status is not; the nearest is account_status"):
        list(read(stream_of(pl.DataFrame({"acount_status": ["x"]}))))


def test_compressed_batches_are_refused():
    """A few bytes could stand for gigabytes."""
    table = pl.DataFrame({"customer_id": ["a" * 50] * 500})
    assert [code_of(stream_of(table, compression=how)) for how in ("lz4", "zstd")] == ["compressed"] * 2


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"ARROW1\0\0", stream_of(TABLE)[:300], stream_of(TABLE)[:-60], b"\xff" * 99]
)
def test_what_is_no_stream_or_is_cut_off_is_told(data):
    assert messages(data)[-1].is_damaged


def test_a_stream_may_end_without_its_mark():
    data = stream_of(TABLE)
    assert data.endswith(b"\xff\xff\xff\xff\0\0\0\0") and rows(data[:-8]) == ROWS


def test_a_message_over_the_limit_is_not_waited_for():
    *_, last = messages(stream_of(TABLE), most=600)
    assert last.is_too_long and last.size < 1_000


def test_one_field_named_many_times_is_no_way_to_fill_the_memory():
    """Each level of types names the one below many times, which takes few bytes."""
    inner = [table({0: text("x"), 2: ("B", INT), 3: table({0: ("i", 64)})})] * 200
    middle = [table({0: text("x"), 2: ("B", STRUCT), 3: table({}), 5: tables(inner)})] * 20
    data = _message(1, {1: tables([table({0: text("orders"), 2: ("B", LIST), 5: tables(middle)})])}, b"")
    with pytest.raises(Refused, match=r"at most 1,500 columns"):
        columns_of(messages(data)[0])


@BOTH
def test_damage_is_refused_and_does_no_harm(level):
    """Bits turned and bytes replaced: an answer or a refusal, never a crash (24,000 more were tried once)."""
    chance, whole = random.Random(7), stream_of(TABLE.drop("nothing", "profile_city"), compat_level=level)
    codes = set()
    for _ in range(600):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data) - 4)
            data[at : at + 4] = chance.choice(
                [
                    bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 : at + 4],
                    b"\xff\xff\xff\x7f",
                    b"\xff" * 4,
                    b"\0" * 4,
                ]
            )
        try:
            list(read(bytes(data)))
        except Refused as refused:
            codes.add(refused.faults[0].code)
    assert "not_arrow" in codes
