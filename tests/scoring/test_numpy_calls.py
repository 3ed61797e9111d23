"""A call into NumPy costs for one customer what it costs for many: a request makes few of them, however many wait."""

import sys
from types import FrameType

import numpy as np

from schema.examples import EXAMPLES
from schema.limits import Limits
from schema.payload import parse
from schema.written import plain_json
from scoring.scorer import score
from tests.scoring.fitted import fitted
from tests.scoring.rows import customers

MOST = 1100  # of those that a profiler sees: functions and methods written in C; operators and ufuncs it does not see


def calls(payloads: list[dict[str, object]]) -> int:
    """Calls of NumPy's own functions while these customers are scored together."""
    bundle, known, number = fitted(), customers(*payloads), 0

    def count(_: FrameType, event: str, called: object) -> None:
        nonlocal number
        if event == "c_call":
            of = type(getattr(called, "__self__", None)).__module__, str(getattr(called, "__module__", ""))
            number += any(name.startswith("numpy") for name in of)

    score(known, bundle).complete()  # what follows from the bundle alone is worked out here
    sys.setprofile(count)
    score(known, bundle).complete()
    sys.setprofile(None)
    return number


def richest() -> dict[str, object]:
    """The longest example, its days as dates."""
    longest = max((value for _, value in EXAMPLES.values()), key=lambda value: len(str(value)))
    return dict(parse(plain_json(longest), Limits(), currency=str(longest.get("currency", "CNY"))))


def test_the_calls_of_a_request_are_bounded_and_do_not_grow_with_those_who_wait():
    alone = calls([richest()])
    assert 100 < alone <= MOST
    assert calls([richest()] * 64) == alone


def test_the_count_counts():
    def count(_: FrameType, event: str, called: object) -> None:
        seen.append((event, getattr(called, "__name__", "")))

    seen: list[tuple[str, str]] = []
    values = np.arange(3)
    sys.setprofile(count)
    values.astype(np.float64)
    sys.setprofile(None)
    assert ("c_call", "astype") in seen
