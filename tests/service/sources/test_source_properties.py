"""Whatever a record holds under the names that a mapping asks for: a payload that is accepted, or a clear refusal."""

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.limits import Limits
from schema.payload import parse
from schema.refusal import NotJson, Refused
from service.sources import retold
from service.sources.checking import checked
from service.sources.folder import every_mapping
from service.sources.mapping import Mapping
from service.sources.translate import translate
from tests.service.sources.samples import HOME, NAMES, sample

MAPPINGS = every_mapping(None)
TODAY = date(2026, 11, 22)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(
        ["", "0", "12,5", "1e999", "2026-02-30", "2026-03-01", "是", "Closed", "USD", "\ud800", 10**400, []]
    )
    | st.text(max_size=8)
)


def records(mapping: Mapping) -> st.SearchStrategy[object]:
    names = st.sampled_from(sorted(mapping.names))
    inner = st.recursive(
        LEAVES,
        lambda within: st.lists(within, max_size=3) | st.dictionaries(names, within, max_size=6),
        max_leaves=40,
    )
    return st.dictionaries(names, inner, max_size=8)


def became(record: dict[str, object], mapping: Mapping) -> str:
    """What the service makes of a record (service/sources/wanted.py)."""
    refused = refusal_of(record, mapping)
    if refused is None:
        return "accepted"
    assert refused.faults
    assert all(fault.detail and fault.code for fault in refused.faults)
    for fault in refused.faults:
        assert_leads_somewhere(record, fault.pointer)
    return "refused"


def refusal_of(record: dict[str, object], mapping: Mapping) -> Refused | None:
    made = translate(record, mapping, HOME)
    if made.wrong:
        return retold.of_translation(record, mapping, HOME)
    try:
        parse(json.dumps(made.payload).encode(), Limits(), currency="CNY", today=TODAY)
    except Refused as refused:
        return retold.of_payload(record, mapping, HOME, refused)
    return None


def assert_leads_somewhere(record: Any, pointer: str) -> None:
    """Each part of a pointer is there, up to what is missing; under that stand names alone, of what would be read."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    for i, part in enumerate(parts[:-1]):
        record = record[int(part)] if isinstance(record, list) else record.get(part)
        if record is None:
            assert not any(name.isdigit() for name in parts[i + 1 :])
            return
    assert not parts or isinstance(record, dict | list)


@pytest.mark.parametrize("name", NAMES)
def test_a_record_is_accepted_or_clearly_refused(name: str):
    mapping, seen = MAPPINGS[name], set()

    @settings(max_examples=80)
    @given(records(mapping))
    def holds(record: dict[str, object]) -> None:
        seen.add(became(record, mapping))

    holds()
    seen.add(became(sample(name), mapping))
    assert seen == {"accepted", "refused"}


@pytest.mark.parametrize("name", NAMES)
def test_a_value_of_a_sample_may_be_anything(name: str):
    """One value of a whole sample at a time is another one."""
    mapping, whole = MAPPINGS[name], sample(name)

    @settings(max_examples=80)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        record = json.loads(json.dumps(whole))
        within: object = record
        while True:
            keys = list(within) if isinstance(within, dict) else list(range(len(within)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(within[key], dict | list) or not within[key] or data.draw(st.integers(0, 4)) == 0:
                break
            within = within[key]
        within[key] = data.draw(LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(st.just("id"), LEAVES))
        became(record, mapping)

    holds()


@settings(max_examples=50)
@given(st.binary(max_size=60) | st.integers(1, 5_000).map(lambda depth: b'{"orders":' * depth + b"1" + b"}" * depth))
def test_a_sample_file_may_hold_anything(body: bytes):
    with suppress(NotJson, Refused):
        assert checked(body, MAPPINGS["shopify"], HOME).faults
