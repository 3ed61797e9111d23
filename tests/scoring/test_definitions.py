"""DEFINITIONS.md by examples: its words, what a payload holds, what the answer says. The tables are in `examples/`.

Each example takes the way of a request: JSON, `payload.parse`, `answer`.
"""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from schema.answer import answer
from schema.limits import Limits
from schema.payload import parse
from schema.refusal import Refused
from scoring.classes import classes, list_classes
from scoring.dimensions.rfm import codes as rfm_codes
from scoring.facts import BASES
from scoring.outputs import LISTS, OUTPUTS, column_of
from tests.scoring.builders import TODAY, defaults
from tests.scoring.examples import (
    s0_purchases,
    s1_value,
    s2_rfm,
    s3_churn,
    s4_lifecycle,
    s5_behaviour,
    s6_needs,
    s7_satisfaction,
    s8_relationship,
    s9_growth,
    s10_segments,
)
from tests.scoring.examples.companies import company
from tests.scoring.examples.given import Example

DEFINITIONS = Path(__file__).parents[2] / ".." / "shared" / "DEFINITIONS.md"
SECTIONS: tuple[ModuleType, ...] = (
    s0_purchases, s1_value, s2_rfm, s3_churn, s4_lifecycle, s5_behaviour, s6_needs, s7_satisfaction, s8_relationship,
    s9_growth, s10_segments,
)  # fmt: skip
CASES = [
    pytest.param(example, id=f"{number}: {rule[:60]} [{i}]")
    for number, section in enumerate(SECTIONS)
    for rule, examples in section.RULES.items()
    for i, example in enumerate(examples)
]
ANSWERS = [
    example.then
    for section in SECTIONS
    for example in chain.from_iterable(section.RULES.values())
    if not isinstance(example.then, str)
]
TAGS = ("tags", "not tags")
# Shown as numbers of a closed form (tests/scoring/test_rhythm.py); here only where there is none.
NULL_ONLY = {"next_purchase.expected_purchases"}
# A definition is no model; what stands alone in a bundle that has segments is a model or nothing.
MODELLED = {"value.basis", "churn.basis"}


def answered(example: Example) -> dict[str, Any]:
    """The answer to an example's payload, as a client would send it."""
    bundle = company(example.of)
    body = json.dumps({"customer_id": "C1", **example.given}, default=str).encode()
    return answer([parse(body, Limits(), currency=bundle.currency, today=TODAY)], bundle, "en", TODAY)[0]


def at(body: Any, path: str) -> Any:
    """What stands at a path; a number is a place in a list."""
    for step in path.split("."):
        body = body[int(step)] if step.isdigit() else body[step]
    return body


def nearly(wanted: Any) -> Any:
    """Numbers to their last digits but three, all else as it is."""
    return pytest.approx(wanted, rel=1e-12) if isinstance(wanted, float) else wanted


@pytest.mark.parametrize("example", CASES)
def test_the_answer_says_what_the_definition_says(example: Example) -> None:
    if isinstance(example.then, str):
        with pytest.raises(Refused) as refused:
            answered(example)
        assert [fault.pointer for fault in refused.value.faults] == [example.then]
        return
    body = answered(example)
    told = {path: at(body, path) for path in example.then if path not in TAGS}
    assert told == {path: nearly(wanted) for path, wanted in example.then.items() if path in told}
    assert set(example.lacks) <= set(body["inputs_missing"])
    assert example.then.get("tags", set()) <= set(body["tags"])
    assert not example.then.get("not tags", set()) & set(body["tags"])


@pytest.mark.parametrize(("number", "section"), list(enumerate(SECTIONS)))
def test_the_words_of_the_examples_are_those_of_the_definition(number: int, section: ModuleType) -> None:
    if not DEFINITIONS.exists():
        pytest.skip("DEFINITIONS.md is not beside this checkout (../shared)")
    text = DEFINITIONS.read_text(encoding="utf-8").partition(f"\n## {number}. ")[2].partition("\n## ")[0]
    head = DEFINITIONS.read_text(encoding="utf-8").partition("\n## ")[0]
    assert [rule for rule in section.RULES if rule not in text and rule not in head] == []


def test_every_output_has_an_example() -> None:
    assert set(OUTPUTS) - set().union(*ANSWERS) == set()


def test_every_output_has_an_example_with_a_value_and_one_without() -> None:
    said = {path for path in OUTPUTS if any(wanted is not None for wanted in told(path))}
    unsaid = {path for path in OUTPUTS if None in told(path)}
    assert set(OUTPUTS) - said == NULL_ONLY
    assert {path for path in set(OUTPUTS) - unsaid if not path.endswith("basis")} == NEVER_NULL


# Of the bundle, whoever the customer is.
NEVER_NULL = {"churn.state", "churn.method", "churn.horizon_days", "value.horizon_days"}


def test_every_class_is_reached_by_an_example() -> None:
    found = {path: wanted - {code for code in told(path) if isinstance(code, str)} for path, wanted in every_class()}
    assert {path: missed for path, missed in found.items() if missed} == {}


def every_class() -> Iterator[tuple[str, set[str]]]:
    """The codes that each text output, and each text of a list, can hold with any bundle."""
    of_columns = classes(defaults()["definitions"])
    for path in OUTPUTS:
        wanted = set(of_columns.get(column_of(path), ()))
        yield path, wanted - unreached(path)
    of_lists = list_classes(defaults()["definitions"])
    for path, fields in LISTS.items():
        for field in fields:
            yield f"{path}.0.{field}", set(of_lists.get(f"{column_of(path)}_{field}", ()))
    yield "rfm.code", set(rfm_codes(5))


def unreached(path: str) -> set[str]:
    """What a basis never says: only value and churn rest on a model or a rule, segments on a model alone."""
    if not path.endswith("basis") or path in MODELLED:
        return set()
    return {"rule"} if path == "segment.basis" else {BASES[0]}


def told(path: str) -> list[Any]:
    """What the examples say at a path."""
    return [then[path] for then in ANSWERS if path in then]
