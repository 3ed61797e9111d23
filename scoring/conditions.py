"""Conditions over the columns of an answer and the features, written as data and evaluated on columns."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from scoring.columns import BoolArray, Category, Column, is_missing
from scoring.outputs import COLUMNS, Output

NUMBER_TESTS: Mapping[str, Callable[[Any, float], BoolArray]] = {
    "at_least": np.greater_equal,
    "above": np.greater,
    "at_most": np.less_equal,
    "below": np.less,
}
TEXT_TESTS = ("is", "in")
TESTS = (*NUMBER_TESTS, *TEXT_TESTS, "known")


class UnknownName(ValueError):
    """A policy or definition names something that does not exist; the message names the nearest that does."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one column: `{field = "churn_band", in = ["medium", "high"]}`.

    A missing value passes no test but `known = false`.
    """

    field: str
    test: str
    operand: Any

    def holds(self, columns: Mapping[str, Column]) -> BoolArray:
        """Where the condition holds (n,); a test of numbers never holds for texts, nor one of texts for numbers."""
        column = columns[self.field]
        if self.test == "known":
            return is_missing(column) ^ bool(self.operand)
        if self.test in NUMBER_TESTS:
            if isinstance(column, Category):
                return np.zeros(len(column), dtype=bool)
            return NUMBER_TESTS[self.test](column, self.operand)
        wanted = self.operand if self.test == "in" else [self.operand]
        if isinstance(column, Category):
            return column.isin(wanted)
        return np.isin(column, [float(value) for value in wanted if not isinstance(value, str)])


def condition(entry: Mapping[str, Any], place: str, fields: Collection[str]) -> Condition:
    """Read one condition; UnknownName or ValueError names the place, the rule and the nearest valid name."""
    field = check_name(entry.get("field"), fields, f"{place}.field")
    tests = [key for key in entry if key != "field"]
    if len(tests) != 1:
        raise ValueError(f"{place} needs exactly one test besides its field: one of {', '.join(TESTS)}")
    test = check_name(tests[0], TESTS, place)
    _check_operand(entry[test], test, COLUMNS.get(field), f"{place}.{test}")
    return Condition(field, test, entry[test])


def all_hold(conditions: Sequence[Condition], columns: Mapping[str, Column], n: int) -> BoolArray:
    """Where every condition holds (n,)."""
    result = np.ones(n, dtype=bool)
    for entry in conditions:
        result &= entry.holds(columns)
        if not result.any():
            break
    return result


def check_name(name: object, known: Collection[str], place: str) -> str:
    """The name, if it is known; else UnknownName with the nearest that is."""
    if isinstance(name, str) and name in known:
        return name
    near = get_close_matches(str(name), sorted(known), n=1)
    raise UnknownName(f"{place}: {name!r} does not exist" + (f"; did you mean {near[0]!r}?" if near else ""))


def _check_operand(operand: object, test: str, output: Output | None, place: str) -> None:
    """`output` is how an answer's column is held; None for features, which are what a customer's fields are."""
    if test == "known":
        if not isinstance(operand, bool):
            raise ValueError(f"{place} must be true or false")
        return
    values = operand if test == "in" else [operand]
    if not isinstance(values, list) or not values:
        raise ValueError(f"{place} must be a list of at least one value")
    texts, numbers = (all(isinstance(value, kind) for value in values) for kind in (str, int | float))
    if test in NUMBER_TESTS and not numbers:
        raise ValueError(f"{place} must be a number")
    if not (texts or numbers):
        raise ValueError(f"{place} must hold texts or numbers, and not both")
    if output is not None and texts != (output is Output.TEXT):
        raise ValueError(f"{place} must hold {'texts' if output is Output.TEXT else 'numbers'}, as its column does")
