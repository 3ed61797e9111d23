"""A company's own dimensions in its configuration: slips are told with their line, before any table is read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scoring.classes import check_class, classes
from scoring.custom import Dimension, dimensions_of
from scoring.outputs import COMPARABLE
from training.config_values import EVERY_OTHER_COLUMN
from training.errors import TrainingError

PLACE = re.compile(r"dimensions\[(\d+)\](?:\.classes\[(\d+)\])?")
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
    fields = {*COMPARABLE, *defaults["features"], *every, *(ATTRIBUTE + name for name in attributes)}
    try:
        found = dimensions_of(value, fields)
        check_own(found, defaults["definitions"])
    except (ValueError, TypeError) as error:
        raise TrainingError(f"{file}{_line(text, str(error))}: {error}") from None
    return tuple(value)


def check_own(found: Sequence[Dimension], definitions: Mapping[str, Any]) -> None:
    """ValueError where a dimension's tags would be another's, or a condition asks for a class that there is not."""
    taken = {*definitions["tags"], *(rule["tag"].partition(":")[0] for rule in definitions["tag_rules"])}
    known = classes(definitions)
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
    """` line 12`: where the word that a fault quotes first stands in its dimension or class, else where that begins.

    Empty where the tables are not written under headings of their own.
    """
    place, quoted = PLACE.match(fault), QUOTED.search(fault)
    if place is None:
        return ""
    lines = text.splitlines()
    start = _heading(lines, r"\[\[\s*dimensions\s*\]\]", int(place[1]), 0)
    if start is not None and place[2] is not None:
        start = _heading(lines, r"\[\[\s*dimensions\s*\.\s*classes\s*\]\]", int(place[2]), start) or start
    if start is None:
        return ""
    word = re.compile(rf"(?<!\w){re.escape(quoted[1])}(?!\w)") if quoted else None
    with_word = (i for i in range(start, len(lines)) if word and word.search(lines[i]))
    return f" line {next(with_word, start) + 1}"


def _heading(lines: Sequence[str], heading: str, number: int, start: int) -> int | None:
    found = [i for i in range(start, len(lines)) if re.match(rf"\s*{heading}", lines[i])]
    return found[number] if number < len(found) else None
