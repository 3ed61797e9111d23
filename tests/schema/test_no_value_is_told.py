"""Whatever a payload holds, what is said about it holds nothing of it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.limits import Limits
from schema.payload import parse, parse_batch
from schema.places import TOP
from schema.refusal import NotJson, Refused
from scoring.vocabulary import EVENT_DAY, OBJECTS, TABLES

WORD = "Zhang San 77"
NUMBER = 71_772_177.25
DIGITS = "7177217725"

MARKED = [
    WORD,
    WORD * 2_000,
    f"2026-05-02 {WORD}",
    f"{DIGITS}-10",
    DIGITS,
    NUMBER,
    -NUMBER * 1e15,
    int(DIGITS) ** 40,
    [WORD, NUMBER],
    {WORD: NUMBER},
    {DIGITS: WORD},
    True,
    None,
]
FIELDS = [(name, field) for name, fields in {**TABLES, **OBJECTS}.items() for field in fields]


def said(payload: object) -> str:
    """All that is said about a payload, alone and in a batch."""
    body = json.dumps(payload).encode()
    words = []
    for read, text in ((parse, body), (parse_batch, b"[" + body + b"]")):
        try:
            words += [
                repr(each.faults) + str(each)
                for each in read(text, Limits(), currency="CNY")
                if isinstance(each, Refused)
            ]
        except (Refused, NotJson) as error:
            words.append(f"{error} {error!r} {getattr(error, 'faults', '')} {error.__context__} {error.__cause__}")
    return " ".join(words)


def tells(words: str) -> bool:
    plain = words.replace(",", "").replace("_", "").replace(".", "")
    return any(mark in plain for mark in ("Zhang", "San 77", "71772", DIGITS[:6]))


def test_the_test_would_notice():
    assert tells(f"orders[0].amount is {NUMBER:,}")
    assert tells(WORD)


@pytest.mark.parametrize("value", MARKED, ids=range(len(MARKED)))
def test_no_field_tells_its_value(value):
    for name, field in FIELDS:
        entry = {EVENT_DAY[name]: "2026-05-02", field: value} if name in TABLES else {field: value}
        assert not tells(said({"customer_id": "C1", name: [entry] if name in TABLES else entry})), (name, field)


@pytest.mark.parametrize("name", TOP)
def test_no_part_tells_its_value(name):
    for value in MARKED:
        assert not tells(said({"customer_id": "C1", name: value}))


@pytest.mark.parametrize("key", [WORD, DIGITS, f"x{DIGITS}", f"{WORD}/~", f"{DIGITS}@example.com", "张三"])
def test_no_name_is_told_that_may_be_a_persons(key):
    for part in ({key: 1}, {"orders": [{key: 1}]}, {"account": {key: 1}}, {"attributes": {key: [1]}}):
        words = said({"customer_id": "C1", **part})
        assert "unknown_field" in words or "not_a_scalar" in words
        assert not tells(words)
        assert key not in words


JSON = st.recursive(
    st.sampled_from([each for each in MARKED if not isinstance(each, list | dict)]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([WORD, DIGITS, *TOP, "id", "date", "amount", "city", "channels"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_no_body_tells_its_values(body):
    assert not tells(said(body))


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_no_broken_body_tells_its_values(cut):
    body = json.dumps({"customer_id": WORD, "attributes": {WORD: NUMBER}}).encode()
    with pytest.raises(NotJson) as error:
        parse(body[:cut], Limits(), currency="CNY")
    assert not tells(f"{error.value} {error.value.__context__} {error.value.__cause__}")
