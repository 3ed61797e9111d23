"""What fuzzing found, mended: each as a plain test. All were errors that no caller knew, over files of operators."""

from typing import Any

import pytest

from scoring.conditions import condition
from scoring.custom import dimensions_of
from scoring.disagreements import ways_of
from scoring.policy import Policy
from scoring.tag_rules import tag_rules
from scoring.values import is_finite, number
from service.access.keys import WrongKeys, parse
from tests.fuzz import seeds
from tests.scoring.builders import defaults

ENDLESS = 10**400  # TOML and Python read it; no float holds it
FIELDS = {"net_revenue": "numbers"}


def policy(**settings: Any) -> Policy:
    content = seeds.policy()
    return Policy.from_content(
        {**content, "settings": {**content["settings"], **settings}}, set(defaults()["features"])
    )


@pytest.mark.parametrize("test", ["at_least", "above", "at_most", "below", "is"])
def test_a_number_that_no_float_holds_is_refused_in_a_condition(test: str) -> None:
    with pytest.raises(ValueError, match=rf"when\.{test} must be a number that is finite"):
        condition({"field": "net_revenue", test: ENDLESS}, "when", FIELDS)


def test_a_number_that_no_float_holds_is_refused_in_a_list_of_a_condition() -> None:
    with pytest.raises(ValueError, match=r"when\.in must be a number that is finite"):
        condition({"field": "net_revenue", "in": [1, ENDLESS]}, "when", FIELDS)


def test_a_number_that_no_float_holds_is_refused_as_any_number() -> None:
    with pytest.raises(ValueError, match=r"settings\.margin must be a number that is finite"):
        policy(margin=ENDLESS)
    with pytest.raises(ValueError, match="cost must be a number that is finite"):
        number(-ENDLESS, "cost")


def test_what_is_finite_is_told_without_making_a_float_of_it() -> None:
    assert [is_finite(value) for value in (0, -1.5, 1.7e308, 2**1023)] == [True] * 4
    assert [is_finite(value) for value in (ENDLESS, -ENDLESS, float("nan"), float("inf"))] == [False] * 4


@pytest.mark.parametrize("entry", [1.5, "x", ["field"], None, True])
def test_a_condition_that_is_no_table_is_refused(entry: Any) -> None:
    with pytest.raises(ValueError, match="must be a table of keys and values"):
        condition(entry, "when", FIELDS)


def _first_class() -> dict[str, Any]:
    classes: Any = seeds.DIMENSION["classes"]
    return dict(classes[0])


@pytest.mark.parametrize("entry", [1.5, "x", [1], None])
def test_a_condition_that_is_no_table_is_refused_wherever_it_stands(entry: Any) -> None:
    one = {**_first_class(), "when": [entry]}
    with pytest.raises(ValueError, match=r"dimensions\[0\]\.classes\[0\]\.when\[0\] must be a table"):
        dimensions_of([{**seeds.DIMENSION, "classes": [one]}], FIELDS)
    with pytest.raises(ValueError, match=r"disagreements\[0\]\.when\[0\] must be a table"):
        ways_of([{"code": "a", "when": [entry]}], {}, FIELDS)
    with pytest.raises(ValueError, match=r"disagreements\[0\] must be a table"):
        ways_of([entry], {}, FIELDS)
    with pytest.raises(ValueError, match=r"tag_rules\[0\] must be a table"):
        tag_rules([{"tag": "x:y", "when": [entry]}], FIELDS)


@pytest.mark.parametrize("name", ["weights", "kano", "requested_by"])
@pytest.mark.parametrize("value", [1.5, "x", [1], None])
def test_a_part_of_the_weights_that_is_no_table_is_refused(name: str, value: Any) -> None:
    weights: Any = seeds.policy()["settings"]["catalogue"]
    with pytest.raises(ValueError, match=rf"settings\.catalogue\.{name} must be a table"):
        policy(catalogue={**weights, name: value})
    with pytest.raises(ValueError, match=r"settings\.catalogue must be a table"):
        policy(catalogue=value)


def test_keys_in_brackets_a_thousand_deep_are_refused() -> None:
    with pytest.raises(WrongKeys, match="The keys are not TOML"):
        parse("clients = " + "[" * 2_000, now=0.0)
