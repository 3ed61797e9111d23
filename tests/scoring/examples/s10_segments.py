"""DEFINITIONS.md, section 10: whose segment is which. How segments are found is training's (tests/training)."""

from math import log

from tests.scoring.builders import ago
from tests.scoring.examples.given import Example, Payload, Rules, no_class

CODE, CONFIDENCE, RUNNER_UP = "segment.code", "segment.confidence", "segment.runner_up"


def buyer(count: int, days_ago: int | None = 10) -> Payload:
    """So many purchases, the last so many days ago."""
    return {"order_summary": {"count": count, **({} if days_ago is None else {"last_on": ago(days_ago)})}}


NEAR, FAR = log(3) - log(2), log(8) - log(3)  # of 2 purchases, from the centres at 1 and at 7

RULES: Rules = {
    "`confidence` and runner-up from distances": [
        Example(buyer(1), {CODE: "s1", CONFIDENCE: 1.0, RUNNER_UP: "s2", "segment.basis": "model"}),
        Example(buyer(7), {CODE: "s2", CONFIDENCE: 1.0, RUNNER_UP: "s1"}),
        Example(buyer(2), {CODE: "s1", CONFIDENCE: FAR / (NEAR + FAR)}),
        Example(buyer(3), {CONFIDENCE: 0.5}),  # half way
        Example(buyer(4), {CODE: "s2", RUNNER_UP: "s1"}),
        Example({"orders": []}, no_class(CODE, CONFIDENCE, RUNNER_UP)),
        Example(buyer(1), {CODE: None, "segment.basis": "insufficient_data"}, of="rules alone"),
        Example({}, {**no_class(CODE, CONFIDENCE, RUNNER_UP), "segment.basis": "insufficient_data"}, ("orders",)),
    ],
    "a missing feature drops out of the distance, rescaled": [
        Example(buyer(2), {CONFIDENCE: FAR / (NEAR + FAR)}),  # no revenue
        Example(buyer(2, days_ago=None), no_class(CODE)),  # one feature of three is under half of them
    ],
}
