"""The bounds of numbers: those of the payload, since a file and a request are the same thing in two shapes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
from pydantic import TypeAdapter

from schema.shapes import CustomerPayload
from scoring.vocabulary import OBJECTS, TABLES


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; `whole` numbers alone, or any."""

    low: float
    high: float
    whole: bool

    def __str__(self) -> str:
        return f"{'whole number' if self.whole else 'number'} from {self.low:g} to {self.high:g}"

    def outside(self, values: pl.Series) -> pl.Series:
        """Where a value is given and breaks the rule."""
        bad = ~values.is_between(self.low, self.high)
        return ((bad | (values % 1 != 0)) if self.whole else bad).fill_null(value=False)


def range_of(table: str, field: str) -> Range | None:
    """The bounds of a field of a training file; None where it has none."""
    return _ranges().get((table, field))


@cache
def _ranges() -> Mapping[tuple[str, str], Range]:
    schema = TypeAdapter(CustomerPayload).json_schema()
    found = {}
    for part, fields in (OBJECTS | TABLES).items():
        properties = schema["$defs"][_reference(schema["properties"][part])]["properties"]
        for field in fields:
            bounds = _bounds(properties[field])
            if bounds is not None:
                found[("customers", f"{part}_{field}") if part in OBJECTS else (part, field)] = bounds
    return found


def _reference(part: Mapping[str, Any]) -> str:
    given = part["anyOf"][0]
    return str(given.get("items", given)["$ref"]).rpartition("/")[2]


def _bounds(field: Mapping[str, Any]) -> Range | None:
    number = next((form for form in field.get("anyOf", [field]) if form.get("type") == "number"), None)
    return None if number is None else Range(number["minimum"], number["maximum"], "multipleOf" in number)
