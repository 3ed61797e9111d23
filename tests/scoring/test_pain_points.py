"""Pain points of DEFINITIONS.md, section 6: frequency x mean severity, unresolved ones counted double."""

from typing import Any

import numpy as np
import pytest

from scoring.cuts import MEASURES
from scoring.dimensions.pain_points import pain_points
from scoring.facts import Facts
from scoring.model import Bundle
from tests.scoring.builders import ago, bundle, content, facts

CUTS = {"cuts": {"needs_pain_weight": np.array([2.0, 5.0])}}
FIELDS = ("topic", "weight", "inquiries", "unresolved", "mean_severity", "level")


def ask(
    topic: str | None, severity: int | None = 1, days: int = 9, solved: bool = True, **more: object
) -> dict[str, Any]:
    """An inquiry of so many days ago, solved the day after unless it is not."""
    return {"date": ago(days), "topic": topic, "severity": severity, **more} | (
        {"resolved_on": ago(days - 1)} if solved else {}
    )


def measured(*inquiries: dict[str, Any]) -> Facts:
    return facts({"inquiries": list(inquiries)}, of=bundle(learned=CUTS))


def points(*inquiries: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The pain points of one customer, as the answer lists them."""
    found = pain_points(measured(*inquiries))
    texts = {name: found.text(name).texts() for name in ("topic", "level")}
    numbers = {name: [None if np.isnan(x) else x for x in found.number(name)] for name in FIELDS[1:-1]}
    return list(zip(*({**texts, **numbers}[name] for name in FIELDS), strict=True))


POINTS: dict[str, tuple[list[dict[str, Any]], list[tuple[Any, ...]]]] = {
    "one that was resolved": ([ask("price", 3)], [("price", 3, 1, 0, 3, "middle")]),
    "an unresolved one counts double": ([ask("price", 3, solved=False)], [("price", 6, 1, 1, 3, "high")]),
    "number x mean severity": ([ask("price", 1), ask("price", 2)], [("price", 3, 2, 0, 1.5, "middle")]),
    "one of two unresolved": ([ask("price", 1, solved=False), ask("price", 2)], [("price", 4.5, 2, 1, 1.5, "middle")]),
    "the heaviest first": (
        [ask("training"), ask("product", 3)],
        [("product", 3, 1, 0, 3, "middle"), ("training", 1, 1, 0, 1, "low")],
    ),
    "the same weight: unresolved ones first": (
        [ask("feature", 2), ask("training", 1, solved=False)],
        [("training", 2, 1, 1, 1, "low"), ("feature", 2, 1, 0, 2, "low")],
    ),
    "the same in everything: by topic": (
        [ask("training"), ask("feature")], [("feature", 1, 1, 0, 1, "low"), ("training", 1, 1, 0, 1, "low")],
    ),
    "no severity stated: the weight is the number": (
        [ask("other", None), ask("other", None)], [("other", 2, 2, 0, None, "low")],
    ),
    "severity of those that state one": ([ask("other", None), ask("other", 3)], [("other", 6, 2, 0, 3, "high")]),
    "without a topic": ([ask(None, 3)], []),
    "364 days ago": ([ask("price", days=364)], [("price", 1, 1, 0, 1, "low")]),
    "a year ago": ([ask("price", days=365)], []),
    "tomorrow": ([ask("price", days=-1)], []),
    "resolved tomorrow": ([ask("price", days=0)], [("price", 2, 1, 1, 1, "low")]),
}  # fmt: skip


@pytest.mark.parametrize("case", POINTS)
def test_a_pain_point_weighs_frequency_times_mean_severity(case: str) -> None:
    inquiries, expected = POINTS[case]
    assert points(*inquiries) == expected


@pytest.mark.parametrize(("number", "level"), [(2, "low"), (3, "middle"), (5, "middle"), (6, "high")])
def test_levels_are_parted_at_the_terciles_and_ties_are_low(number: int, level: str) -> None:
    assert [found[-1] for found in points(*[ask("price")] * number)] == [level]


def test_without_terciles_there_are_pain_points_and_no_levels() -> None:
    found = pain_points(facts({"inquiries": [ask("price")]}))
    assert found.text("level").texts() == [None] and found.number("weight").tolist() == [1]


def test_each_customer_has_points_of_its_own_and_none_without_inquiries() -> None:
    found = pain_points(facts({"inquiries": [ask("price")]}, {}, {"inquiries": []}, {"inquiries": [ask("other")] * 2}))
    assert found.customer.tolist() == [0, 3]
    assert found.first(found.number("inquiries"), 4, -1).tolist() == [1, -1, -1, 2]


def test_terciles_are_learned_from_the_weights_of_all_pain_points() -> None:
    of = facts({"inquiries": [ask("price", 3), ask("other", 2)]}, {}, {"inquiries": [ask("other")]})
    assert sorted(MEASURES["needs_pain_weight"](of).tolist()) == [1, 2, 3]


def test_another_factor_and_another_severity_are_a_companys_own() -> None:
    given = content()
    rules = {**given["definitions"]["needs"], "unresolved_factor": 3, "unstated_severity": 2}
    own = Bundle.from_content({**given, "definitions": {**given["definitions"], "needs": rules}}, "own")
    assert pain_points(facts({"inquiries": [ask("price", None, solved=False)]}, of=own)).number("weight").tolist() == [
        6
    ]
