"""Where two parts of one answer disagree, for good reason or by a slip in the data: the answer says so in a warning."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import Column, FloatArray, IntArray
from scoring.condition_table import ConditionTable
from scoring.conditions import NUMBER_TESTS, Condition, check_keys, check_name, condition
from scoring.values import table

Way = tuple[Condition, ...]
# What the payload says itself, which conditions may name beside the columns of an answer (`facts.Facts.said`).
SAID = ("account_status", "account_competitor", "profile_employees", "days_bought_after_leaving")


@dataclass(frozen=True, slots=True, eq=False)
class Disagreements:
    """All of a definition: the warnings `codes` (c,), and as one table the ways in which they come about.

    A way is the conditions that must all hold; those of one warning stand together, from `starts` (c,) on.
    """

    codes: tuple[str, ...]
    starts: IntArray
    ways: ConditionTable

    def warnings(self, columns: Mapping[str, Column], n: int) -> dict[str, FloatArray]:
        """1 where a disagreement is found (n,), by code; `columns` are those of an answer and those of `SAID`."""
        if not self.codes:
            return {}
        found = np.logical_or.reduceat(self.ways.hold(columns, n), self.starts, axis=0).astype(np.float64)
        return dict(zip(self.codes, found, strict=True))


def disagreements(
    entries: Sequence[Mapping[str, Any]], definitions: Mapping[str, Any], fields: Collection[str]
) -> Disagreements:
    """Read the entries of a definition; UnknownName or ValueError with place, rule and remedy.

    Conditions may name `fields` and `SAID`. Entries of the same code are several ways to the same warning.
    """
    ways: dict[str, list[Way]] = {}
    for code, when in ways_of(entries, definitions, fields):
        ways.setdefault(code, []).append(when)
    starts = np.cumsum([0, *map(len, ways.values())])[:-1]
    return Disagreements(tuple(ways), starts, ConditionTable.of([when for own in ways.values() for when in own]))


def ways_of(
    entries: Sequence[Mapping[str, Any]], definitions: Mapping[str, Any], fields: Collection[str]
) -> list[tuple[str, Way]]:
    """The code of each entry and the conditions that must all hold; errors as those of `disagreements`."""
    return [_read(one, f"disagreements[{i}]", definitions, {*fields, *SAID}) for i, one in enumerate(entries)]


def with_own_texts(
    labels: Mapping[str, Mapping[str, Any]], entries: Sequence[Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The labels by language, with the sentences that a company's own disagreements bring, braces and all."""
    own = {entry["code"]: entry["labels"] for entry in entries if "labels" in entry}
    return {
        language: {
            **table,
            "warnings": {**table.get("warnings", {}), **{code: _plain(of[language]) for code, of in own.items()}},
        }
        for language, table in labels.items()
    }


def _plain(text: str) -> str:
    """A sentence that `texts.warning_text` fills nothing into."""
    return text.replace("{", "{{").replace("}", "}}")


def _read(
    entry: Mapping[str, Any], place: str, definitions: Mapping[str, Any], fields: Collection[str]
) -> tuple[str, Way]:
    check_keys(table(entry, place), ("code", "when"), ("labels",), place)
    if not isinstance(entry["code"], str):
        raise ValueError(f"{place}.code must be a text")
    if not isinstance(entry["when"], list) or not entry["when"]:
        raise ValueError(f"{place}.when must be a list of at least one condition")
    numbered = [_with_numbers(item, f"{place}.when[{i}]", definitions) for i, item in enumerate(entry["when"])]
    when = tuple(condition(item, f"{place}.when[{i}]", fields) for i, item in enumerate(numbered))
    return entry["code"], when


def _with_numbers(entry: Mapping[str, Any], place: str, definitions: Mapping[str, Any]) -> dict[str, Any]:
    """A condition; where a number is compared with the name of one in the definitions, with that number."""
    return {
        key: _number(value, f"{place}.{key}", definitions) if key in NUMBER_TESTS and isinstance(value, str) else value
        for key, value in table(entry, place).items()
    }


def _number(path: str, place: str, definitions: Mapping[str, Any]) -> Any:
    found: Any = definitions
    for name in path.split("."):
        found = found[check_name(name, found if isinstance(found, Mapping) else (), place)]
    return found
