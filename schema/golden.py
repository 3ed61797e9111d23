"""Golden rows: payloads with the answers that a bundle gave when it was made, replayed before it serves."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isclose
from typing import Any

from schema.answer import answer
from schema.limits import Limits
from schema.payload import parse
from schema.written import plain_json
from scoring.model import Bundle

LANGUAGE = "en"
TOLERANCE = 1e-12


class GoldenMismatch(Exception):
    """A bundle that does not answer as it did when it was made: `place` is a path in the answer."""

    def __init__(self, row: int, place: str) -> None:
        super().__init__(
            f"golden row {row} differs at {place}: this release does not answer as the one that made the bundle; "
            "fit the bundle again with this release"
        )
        self.row, self.place = row, place


def make(bundle: Bundle, payloads: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Payloads with the answers of a bundle."""
    return [{"payload": dict(payload), "answer": _answer(bundle, payload)} for payload in payloads]


def replay(bundle: Bundle, golden: object) -> None:
    """Score every golden payload again; GoldenMismatch where an answer differs by more than 1e-12."""
    if not isinstance(golden, list):
        raise GoldenMismatch(0, "/")
    for row, entry in enumerate(golden):
        _compare(entry["answer"], _answer(bundle, entry["payload"]), row, "")


def _answer(bundle: Bundle, payload: Mapping[str, Any]) -> dict[str, Any]:
    record = parse(plain_json(payload), Limits(), currency=bundle.currency)
    return answer([record], bundle, LANGUAGE, date.fromisoformat(bundle.as_of))[0] | {"bundle": ""}


def _compare(expected: Any, found: Any, row: int, place: str) -> None:
    if isinstance(expected, dict) and isinstance(found, dict) and expected.keys() == found.keys():
        for key in expected:
            _compare(expected[key], found[key], row, f"{place}/{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for i, (one, other) in enumerate(zip(expected, found, strict=True)):
            _compare(one, other, row, f"{place}/{i}")
    elif not _same(expected, found):
        raise GoldenMismatch(row, place)


def _same(expected: Any, found: Any) -> bool:
    if isinstance(expected, float) and isinstance(found, float | int):
        return isclose(expected, found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(expected == found)
