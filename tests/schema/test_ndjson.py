"""Lines of a stream: whatever the pieces in which they come, numbered as a person counts, and never over the limit."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from schema.limits import Limits
from schema.ndjson import Line, Lines, parse_line
from schema.refusal import NotJson, Refused

DAY = date(2026, 1, 15)
LINE = st.binary(max_size=12).map(lambda line: line.replace(b"\n", b""))


def cut(data: bytes, at: list[int], most: int = 100) -> list[Line]:
    lines, start = Lines(most), 0
    found: list[Line] = []
    for end in [*sorted(min(cut, len(data)) for cut in at), len(data)]:
        found += lines.feed(data[start:end])
        start = end
    return found + lines.rest()


def parsed(text: bytes | None, limits: Limits | None = None) -> object:
    return parse_line(Line(1, text), limits or Limits(), currency="CNY", today=DAY)


@given(st.lists(LINE, max_size=8), st.lists(st.integers(0, 100), max_size=8), st.booleans())
def test_the_pieces_in_which_bytes_come_change_nothing(lines: list[bytes], at: list[int], ends: bool):
    data = b"\n".join(lines) + (b"\n" if ends else b"")
    assert cut(data, at) == [Line(n, text) for n, text in enumerate(lines, 1) if text.strip()]


@given(st.lists(st.integers(0, 60), max_size=8))
def test_a_line_over_the_limit_is_not_kept_and_the_next_one_is(at: list[int]):
    data = b"1234\n" + b"x" * 30 + b"\n\n56"
    assert cut(data, at, most=10) == [Line(1, b"1234"), Line(2, None), Line(4, b"56")]


def test_of_a_line_without_an_end_no_more_is_kept_than_the_limit():
    lines = Lines(1_000)
    for _ in range(100):
        assert lines.feed(b"x" * 100) == []
    assert sum(map(len, lines._begun)) <= 1_000
    assert lines.rest() == [Line(1, None)]


def test_a_line_is_read_as_the_body_of_a_request():
    record = parsed(b'{"customer_id": "a", "orders": [{"date": "2026-01-02", "amount": 3}]}\r')
    assert isinstance(record, dict) and record["orders"][0]["date"] == date(2026, 1, 2)


def test_what_is_wrong_with_a_line_is_told_within_it():
    refused = parsed(json.dumps({"customer_id": "a", "oders": []}).encode())
    assert isinstance(refused, Refused) and refused.faults[0].pointer == "/oders"
    assert isinstance(parsed(b"{"), NotJson)


def test_a_line_over_the_limit_is_told_what_to_do():
    refused = parsed(None, Limits(body_bytes=2048))
    assert isinstance(refused, Refused)
    assert (refused.faults[0].pointer, refused.faults[0].code) == ("", "line_too_long")
    assert "at most 2,048 bytes" in refused.faults[0].detail and "order_summary" in refused.faults[0].detail
