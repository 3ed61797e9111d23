"""What is fuzzed: each target takes any bytes and raises nothing, or it has found a fault.

A target knows the errors that its function says it raises, and what must hold of what it returns.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from schema.arrow.messages import Message, Messages
from schema.arrow.payloads import checked, payloads
from schema.arrow.types import columns_of
from schema.limits import Limits
from schema.ndjson import Line, Lines, parse_line
from schema.payload import parse, parse_batch
from schema.refusal import NotJson, Refused
from scoring.columns import Column, category
from scoring.condition_table import ConditionTable
from scoring.conditions import Condition, all_hold, condition, kind_of
from scoring.custom import dimensions_of
from scoring.customers import Record
from scoring.disagreements import ways_of
from scoring.model import Bundle
from scoring.outputs import COMPARABLE
from scoring.policy import Policy
from scoring.tag_rules import tag_rules
from service.access.keys import WrongKeys
from service.access.keys import parse as parse_keys
from tests.fuzz import seeds
from tests.fuzz.bundles import read_forged
from tests.fuzz.edits import edited
from tests.scoring.builders import defaults
from tests.scoring.joblib_files import plain_or_refused

LIMITS = Limits(body_bytes=64 * 1024, batch_bytes=64 * 1024, entries=100, rows=20, id_length=64)
TODAY = date(2026, 1, 15)
WRONG = (LookupError, TypeError, ValueError)  # what `training.definitions` tells of a configuration as a sentence
OTHER_FORMAT = (*WRONG, AttributeError)  # what `service.bundles.readiness` tells of a bundle's content as a sentence

Outcome = Record | Refused | NotJson


@dataclass(frozen=True, slots=True)
class Target:
    """What is run on bytes, and bytes to begin with."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]


def payload(data: bytes) -> None:
    """One customer: the same alone and in a batch."""
    alone = _parsed(data)
    try:
        rows: list[Record | Refused] = parse_batch(b"[" + data + b"]", LIMITS, currency="CNY", today=TODAY)
    except (Refused, NotJson):
        assert not isinstance(alone, dict), "refused in a batch, taken alone"
        return
    if len(rows) == 1 and not isinstance(alone, NotJson):
        assert type(rows[0]) is type(alone) and (isinstance(alone, Refused) or _same(rows[0], alone))


def payload_edited(data: bytes) -> None:
    """A customer that is right but for a few values."""
    document = edited(seeds.PAYLOADS[data[0] % len(seeds.PAYLOADS) if data else 0], data[1:])
    payload(json.dumps(document, default=str).encode())


def batch(data: bytes) -> None:
    """An array of customers."""
    try:
        parse_batch(data, LIMITS, currency="CNY", today=TODAY)
    except (Refused, NotJson):
        return


def ndjson(data: bytes) -> None:
    """Lines: the same however they come, each read or refused."""
    whole, cut = Lines(LIMITS.body_bytes), Lines(LIMITS.body_bytes)
    lines = [*whole.feed(data), *whole.rest()]
    assert lines == [line for piece in _pieces(data) for line in cut.feed(piece)] + cut.rest()
    for line in lines[:50]:
        _require_outcome(parse_line(line, LIMITS, currency="CNY", today=TODAY))
        assert isinstance(line, Line)


def arrow(data: bytes) -> None:
    """Messages: the same however they come, each row read or refused."""
    whole, cut = Messages(LIMITS.batch_bytes), Messages(LIMITS.batch_bytes)
    messages = [*whole.feed(data), *whole.rest()]
    assert messages == [one for piece in _pieces(data) for one in cut.feed(piece)] + cut.rest()
    try:
        for row in _rows(messages):
            _require_outcome(row)
    except Refused:
        return


def joblib(data: bytes) -> None:
    """A file that nobody vouches for: plain data, or refused."""
    plain_or_refused(data)


def content(data: bytes) -> None:
    """The content of a bundle that is right but for a few values."""
    try:
        Bundle.from_content(edited(seeds.content(), data), "2026-01-01-00000000")
    except OTHER_FORMAT:
        return


def policy(data: bytes) -> None:
    """A policy that is right but for a few values; what is read can be asked."""
    try:
        read = Policy.from_content(edited(seeds.policy(), data), _features())
    except WRONG:
        return
    _require_agreement([one.when for one in read.actions])


def dimensions(data: bytes) -> None:
    """A company's own dimension that is right but for a few values."""
    try:
        own = dimensions_of(edited([seeds.DIMENSION], data), {*COMPARABLE, *_features()})
    except WRONG:
        return
    _require_agreement([one.when for dimension in own for one in dimension.classes])


def definitions(data: bytes) -> None:
    """What a company defines with conditions that is right but for a few values: tags and disagreements."""
    entries = edited({"tag_rules": seeds.TAG_RULES, "disagreements": seeds.DISAGREEMENTS}, data)
    fields = {*COMPARABLE, *_features()}
    try:
        tags = tag_rules(entries["tag_rules"], fields)
        ways = ways_of(entries["disagreements"], defaults()["definitions"], fields)
    except WRONG:
        return
    _require_agreement([*(one.when for one in tags), *(when for _, when in ways)])


def conditions(data: bytes) -> None:
    """Conditions by themselves: those that are read say together what each says alone."""
    read: list[Condition] = []
    for entry in edited(seeds.CONDITIONS, data):
        try:
            read.append(condition(entry, "when", {*COMPARABLE, *_features()}))
        except WRONG:
            continue
    _require_agreement([read, *([one] for one in read)])


def keys(data: bytes) -> None:
    """A file of clients and hashes: read or refused."""
    try:
        parse_keys(data.decode("utf-8", "replace"), now=0.0)
    except WrongKeys:
        return


TARGETS: Mapping[str, Target] = {
    "payload": Target(payload, seeds.payloads),
    "payload_edited": Target(payload_edited, lambda: [b"", b"\x01\x02\x03\x04\x05", b"\x03\x07\x00\x00"]),
    "batch": Target(batch, lambda: [b"[" + b",".join(seeds.payloads()[:3]) + b"]", b"[]", *seeds.payloads()]),
    "ndjson": Target(ndjson, seeds.lines),
    "arrow": Target(arrow, seeds.streams),
    "joblib": Target(joblib, seeds.files),
    "keys": Target(keys, seeds.key_files),
    "bundle": Target(read_forged, lambda: [bytes([i]) + one for i in range(4) for one in seeds.files()]),
    "content": Target(content, lambda: [b"", bytes(range(40))]),
    "policy": Target(policy, lambda: [b"", bytes(range(40))]),
    "dimensions": Target(dimensions, lambda: [b"", bytes(range(40))]),
    "definitions": Target(definitions, lambda: [b"", bytes(range(40))]),
    "conditions": Target(conditions, lambda: [b"", bytes(range(40))]),
}


def _parsed(data: bytes) -> Outcome:
    try:
        return parse(data, LIMITS, currency="CNY", today=TODAY)
    except (Refused, NotJson) as refusal:
        return refusal


def _require_outcome(one: object) -> None:
    assert isinstance(one, dict | Refused | NotJson)


def _rows(messages: Sequence[Message]) -> Any:
    for message in messages:
        if message.is_damaged or message.is_too_long:
            return
        if message.number == 0:
            types = checked(columns_of(message))
            continue
        for piece in payloads(message, types, LIMITS, currency="CNY", today=TODAY):
            yield from piece


def _pieces(data: bytes) -> list[bytes]:
    size = 1 + (data[0] if data else 0) % 37
    return [data[i : i + size] for i in range(0, len(data), size)]


def _same(one: object, other: object) -> bool:
    return repr(one) == repr(other)


@cache
def _features() -> set[str]:
    return set(defaults()["features"])


def _require_agreement(conjunctions: Sequence[Sequence[Condition]]) -> None:
    columns: dict[str, Column] = {one.field: _column(one.field) for conjunction in conjunctions for one in conjunction}
    found = ConditionTable.of(conjunctions).hold(columns, len(NUMBERS))
    for said, when in zip(found, conjunctions, strict=True):
        assert (said == all_hold(when, columns, len(NUMBERS))).all()


NUMBERS = np.array([-np.inf, -1.0, -0.0, 0.0, 0.5, 1.0, 10.0, 1e308, np.inf, np.nan])
TEXTS = category(["low", "medium", "high", None, "", "x", "none", "阀门", "customer", "active"])


def _column(field: str) -> Column:
    return TEXTS if kind_of(field, ()) == "texts" else NUMBERS
