"""A company's own dimensions in its configuration: slips are told with their line, before any table is read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scoring.classes import askable, check_class
from scoring.conditions import fields_of
from scoring.custom import Dimension, dimensions_of
from scoring.features import catalogue, kinds
from scoring.outputs import COMPARABLE
from training.config_values import EVERY_OTHER_COLUMN
from training.errors import TrainingError
from training.toml_lines import line_of

PLACE = re.compile(r"dimensions\[\d+\](?:\.[\w-]+|\[\d+\])*")
PART = re.compile(r"\.[\w-]+|(?<=\w)\[\d+\]")
QUOTED = re.compile(r"'([^']+)'")
ATTRIBUTE = "attributes_"


def checked(
    value: object, attributes: Sequence[str], defaults: Mapping[str, Any], file: str, text: str
) -> tuple[Mapping[str, Any], ...]:
    """The entries of `[[dimensions]]`, as they are; TrainingError names file, line, place, rule and nearest name.

    Conditions may name columns of an answer, features, and the company's own columns: those listed in `attributes`, or
    with "*" any, which are looked for once the tables are read. `defaults` are features and definitions, `text` is the
    whole file.
    """
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise TrainingError(f"{file}: dimensions must be tables, each under [[dimensions]].")
    every = set(_attributes_named(value)) if EVERY_OTHER_COLUMN in attributes else set()
    listed = {ATTRIBUTE + name for name in attributes}
    fields = fields_of(COMPARABLE, kinds(catalogue(defaults["features"])), every, listed)
    try:
        found = dimensions_of(value, fields)
        check_own(found, defaults["definitions"])
    except (ValueError, TypeError) as error:
        raise TrainingError(f"{file}{_line(text, str(error))}: {error}") from None
    return tuple(value)


def check_own(found: Sequence[Dimension], definitions: Mapping[str, Any]) -> None:
    """ValueError where a dimension's tags would be another's, or a condition asks for a class that there is not."""
    taken = {*definitions["tags"], *(rule["tag"].partition(":")[0] for rule in definitions["tag_rules"])}
    known = askable(definitions)
    for i, dimension in enumerate(found):
        if dimension.code in taken:
            raise ValueError(f"dimensions[{i}].code: {dimension.code!r} already begins other tags; choose another code")
        for j, one in enumerate(dimension.classes):
            for k, asked in enumerate(one.when):
                check_class(asked, known, f"dimensions[{i}].classes[{j}].when[{k}]")


def _attributes_named(value: object) -> Iterator[str]:
    """Every custom field that some condition names."""
    if isinstance(value, dict):
        field = value.get("field")
        if isinstance(field, str) and field.startswith(ATTRIBUTE):
            yield field
        for item in value.values():
            yield from _attributes_named(item)
    elif isinstance(value, list):
        for item in value:
            yield from _attributes_named(item)


def _line(text: str, fault: str) -> str:
    """` line 12`: of the key that a fault quotes, else of the place that it begins with, or what that is part of."""
    place, quoted = PLACE.match(fault), QUOTED.search(fault)
    if place is None:
        return ""
    inside = [place[0][: end.start()] for end in reversed(list(PART.finditer(place[0])))]
    candidates = [*([f"{place[0]}.{quoted[1]}"] if quoted else []), place[0], *inside]
    line = next((found for one in candidates if (found := line_of(text, one))), None)
    return "" if line is None else f" line {line}"
