"""Conditions over the columns of an answer and the features, written as data and evaluated on columns."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from scoring.columns import BoolArray, Category, Column, is_missing
from scoring.direct import some
from scoring.outputs import COLUMNS, CUSTOM, Output
from scoring.values import is_finite, table

# Between which numbers, both inside, a column passes a test.
NUMBER_TESTS: Mapping[str, Callable[[float], tuple[float, float]]] = {
    "at_least": lambda value: (value, np.inf),
    "above": lambda value: (float(np.nextafter(value, np.inf)), np.inf),
    "at_most": lambda value: (-np.inf, value),
    "below": lambda value: (-np.inf, float(np.nextafter(value, -np.inf))),
}
TEXT_TESTS = ("is", "in")
TESTS = (*NUMBER_TESTS, *TEXT_TESTS, "known")
TEXTS, NUMBERS = "texts", "numbers"  # what a column holds


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

    @property
    def interval(self) -> tuple[float, float] | None:
        """The least and the greatest number that pass; None where the test is not one of numbers alone."""
        if self.test in NUMBER_TESTS:
            return NUMBER_TESTS[self.test](float(self.operand))
        if self.test == "is" and not isinstance(self.operand, str):
            return float(self.operand), float(self.operand)
        return None

    def holds(self, columns: Mapping[str, Column]) -> BoolArray:
        """Where the condition holds (n,); a test of numbers never holds for texts, nor one of texts for numbers."""
        column = columns[self.field]
        if self.test == "known":
            return is_missing(column) ^ bool(self.operand)
        if self.interval is not None:
            if isinstance(column, Category):
                return np.zeros(len(column), dtype=bool)
            low, high = self.interval
            inside: BoolArray = (column >= low) & (column <= high)
            return inside
        wanted = self.operand if self.test == "in" else [self.operand]
        if isinstance(column, Category):
            return column.isin(wanted)
        return np.isin(column, [float(value) for value in wanted if not isinstance(value, str)])


def condition(entry: Mapping[str, Any], place: str, fields: Collection[str]) -> Condition:
    """Read one condition; UnknownName or ValueError names the place, the rule and the nearest valid name.

    `fields` are the names that it may ask for; with what each holds, TEXTS or NUMBERS, if that is known (`fields_of`).
    """
    field = check_name(table(entry, place).get("field"), fields, f"{place}.field")
    tests = [key for key in entry if key != "field"]
    if len(tests) != 1:
        raise ValueError(f"{place} needs exactly one test besides its field: one of {', '.join(TESTS)}")
    test = check_name(tests[0], TESTS, place)
    found = Condition(field, test, entry[test])
    check_operand(found, kind_of(field, fields), place)
    return found


def fields_of(*several: Collection[str]) -> dict[str, str | None]:
    """Names of several collections, each with what it holds, where a collection says so."""
    return {name: kind_of(name, fields) for fields in several for name in fields}


def kind_of(field: str, fields: Collection[str]) -> str | None:
    """What a column holds, TEXTS or NUMBERS; None where neither an answer's columns nor `fields` say it."""
    if field in COLUMNS:
        return TEXTS if COLUMNS[field] is Output.TEXT else NUMBERS
    if field.startswith(CUSTOM):
        return TEXTS
    return fields.get(field) if isinstance(fields, Mapping) else None


def all_hold(conditions: Sequence[Condition], columns: Mapping[str, Column], n: int) -> BoolArray:
    """Where every condition holds (n,)."""
    result = np.ones(n, dtype=bool)
    for entry in conditions:
        result &= entry.holds(columns)
        if not some(result):
            break
    return result


def check_name(name: object, known: Collection[str], place: str) -> str:
    """The name, if it is known; else UnknownName with the nearest that is."""
    if isinstance(name, str) and name in known:
        return name
    near = get_close_matches(str(name), sorted(known), n=1)
    raise UnknownName(f"{place}: {name!r} does not exist" + (f"; did you mean {near[0]!r}?" if near else ""))


def check_keys(entry: Mapping[str, Any], required: Sequence[str], optional: Sequence[str], place: str) -> None:
    """UnknownName for a key that is none of these; ValueError where one that is required is not there."""
    for key in entry:
        check_name(key, (*required, *optional), place)
    if missing := [key for key in required if key not in entry]:
        raise ValueError(f"{place} lacks {', '.join(missing)}; only {', '.join(optional) or 'nothing'} may be left out")


def check_operand(asked: Condition, kind: str | None, place: str) -> None:
    """ValueError where a condition can never hold, or for everybody who is known; `kind` is what its column holds."""
    operand, test, place = asked.operand, asked.test, f"{place}.{asked.test}"
    if test == "known":
        if not isinstance(operand, bool):
            raise ValueError(f"{place} must be true or false")
        return
    values = operand if test == "in" else [operand]
    if not isinstance(values, list) or not values:
        raise ValueError(f"{place} must be a list of at least one value")
    texts, numbers = (all(isinstance(value, of) for value in values) for of in (str, int | float))
    if test in NUMBER_TESTS and kind == TEXTS:
        raise ValueError(f"{place} compares numbers, and {asked.field} holds texts; ask for them with is or in")
    if test in NUMBER_TESTS and not _is_finite(operand):
        raise ValueError(f"{place} must be a number that is finite")
    if not (texts or numbers):
        raise ValueError(f"{place} must hold texts or numbers, and not both")
    if numbers and not all(map(is_finite, values)):
        raise ValueError(f"{place} must be a number that is finite")
    if kind is not None and texts != (kind == TEXTS):
        raise ValueError(f"{place} must hold {kind}, as its column does{_remedy(asked.field, kind)}")
    if COLUMNS.get(asked.field) is Output.FLAG and not all(value in (0, 1) for value in values):
        raise ValueError(f"{place} must be true or false: {asked.field} is a yes or a no")


def _remedy(field: str, kind: str) -> str:
    return "; write them without quotes" if kind == NUMBERS else f"; write the codes of {field} in quotes"


def _is_finite(operand: object) -> bool:
    """A number that something can be compared with: TOML knows nan and inf, and Python takes true for 1."""
    return isinstance(operand, int | float) and not isinstance(operand, bool) and is_finite(operand)
