"""All conjunctions at once say what each says alone."""

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.columns import Column, category
from scoring.condition_table import ConditionTable
from scoring.conditions import Condition, all_hold

NUMBERS, TEXTS = ("x", "y"), ("band", "tier")
EDGES = [-np.inf, -1.0, -0.0, 0.0, 0.1, 1.0, np.nextafter(1.0, 2), np.nextafter(1.0, 0), 5e-324, 1e300, np.inf, np.nan]
OPERANDS = [-1.0, 0.0, 0.1, 1.0, 5e-324, 1e300]


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from([*NUMBERS, *TEXTS]))
    test = draw(st.sampled_from(["at_least", "above", "at_most", "below", "is", "in", "known"]))
    if test == "known":
        return Condition(field, test, draw(st.booleans()))
    values = st.sampled_from(OPERANDS) if draw(st.booleans()) else st.sampled_from(["low", "high", "other"])
    if test in ("is", "in"):
        return Condition(field, test, draw(values) if test == "is" else draw(st.lists(values, min_size=1, max_size=3)))
    return Condition(field, test, draw(st.sampled_from(OPERANDS)))


@st.composite
def columns(draw: st.DrawFn) -> dict[str, Column]:
    n = draw(st.integers(1, 5))
    numbers = st.lists(st.sampled_from(EDGES), min_size=n, max_size=n)
    texts = st.lists(st.sampled_from(["low", "high", "middle", None]), min_size=n, max_size=n)
    kinds = {name: draw(st.booleans()) for name in ("y", "tier")}  # a custom field is what its customers have
    found: dict[str, Column] = {}
    for name in (*NUMBERS, *TEXTS):
        number = name == "x" or kinds.get(name, False)
        found[name] = np.array(draw(numbers)) if number else category(draw(texts))
    return found


@given(st.lists(st.lists(conditions(), max_size=4), min_size=1, max_size=6), columns())
def test_it_says_what_the_conditions_say_one_by_one(conjunctions, given_columns):
    n = len(next(iter(given_columns.values())))
    found = ConditionTable.of(conjunctions).hold(given_columns, n)

    assert found.shape == (len(conjunctions), n)
    for said, when in zip(found, conjunctions, strict=True):
        assert (said == all_hold(when, given_columns, n)).all()


COMPARED = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
    "is": operator.eq,
}


@pytest.mark.parametrize("test", COMPARED)
@pytest.mark.parametrize("operand", OPERANDS)
def test_numbers_are_compared_as_python_compares_them(test, operand):
    expected = [COMPARED[test](value, operand) for value in EDGES]
    [found] = ConditionTable.of([[Condition("x", test, operand)]]).hold({"x": np.array(EDGES)}, len(EDGES))

    assert found.tolist() == Condition("x", test, operand).holds({"x": np.array(EDGES)}).tolist() == expected


def test_a_condition_that_many_have_is_asked_once():
    one, other = Condition("x", "above", 1), Condition("band", "is", "low")
    table = ConditionTable.of([[one], [one, other], [other, one], []])
    assert (len(table.which), len(table.texts), len(table.others)) == (1, 1, 0)


@pytest.mark.parametrize("n", [1, 64, 1000])
def test_alone_and_together_are_the_same(n):
    rng = np.random.default_rng(n)
    many: dict[str, Column] = {"x": rng.normal(size=n), "band": category(list(rng.choice(["low", "high"], n)))}
    table = ConditionTable.of([[Condition("x", "above", 0.0)], [Condition("band", "is", "low")]])
    together = table.hold(many, n)
    rows = rng.integers(0, n, 5)
    for row in rows:
        alone = {"x": np.asarray(many["x"])[[row]], "band": many["band"].take(np.array([row]))}  # type: ignore[union-attr]
        assert (table.hold(alone, 1)[:, 0] == together[:, row]).all()
