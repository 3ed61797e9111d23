"""Golden rows: payloads with the answers that a bundle gave when it was made, replayed before it serves."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import isclose
from typing import Any

from schema.answer import answer
from schema.limits import Limits
from schema.payload import parse
from schema.refusal import Refused
from schema.written import plain_json
from scoring.model import Bundle

LANGUAGE = "en"
TOLERANCE = 1e-12


AGAIN = "fit the bundle again with this release"


class GoldenMismatch(Exception):
    """A bundle that does not answer as it did when it was made, or that cannot show it."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"{rule}; {AGAIN}")
        self.rule, self.remedy = rule, AGAIN


def make(bundle: Bundle, payloads: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Payloads with the answers of a bundle."""
    return [{"payload": dict(payload), "answer": _answer(bundle, payload)} for payload in payloads]


def replay(bundle: Bundle, golden: object, breathe: Callable[[], None] = lambda: None) -> list[dict[str, Any]]:
    """Score every golden payload again, and return the rows; GoldenMismatch where one differs by more than 1e-12.

    `breathe` is called after each, by who does it beside something more urgent.
    """
    if not isinstance(golden, list) or not golden:
        raise GoldenMismatch("the bundle has no golden rows to replay")
    for row, entry in enumerate(golden):
        if not isinstance(entry, dict) or entry.keys() != {"payload", "answer"}:
            raise GoldenMismatch(f"golden row {row} is not a payload with its answer")
        _compare(entry["answer"], _again(bundle, entry["payload"], row), row, "")
        breathe()
    return golden


def _again(bundle: Bundle, payload: Mapping[str, Any], row: int) -> dict[str, Any]:
    try:
        return _answer(bundle, payload)
    except Refused as refused:
        code = refused.faults[0].code
        raise GoldenMismatch(f"this release refuses the payload of golden row {row} ({code})") from None


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
        where = f"at {place}" if place else "as a whole"
        raise GoldenMismatch(f"golden row {row} differs {where} from the answer of the release that made the bundle")


def _same(expected: Any, found: Any) -> bool:
    if isinstance(expected, float) and isinstance(found, float | int):
        return isclose(expected, found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(expected == found)
