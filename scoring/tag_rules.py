"""Tags that conditions tell, as a definition lists them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.conditions import Condition, condition


@dataclass(frozen=True, slots=True)
class TagRule:
    """A whole tag, and the conditions that must all hold for it."""

    tag: str
    when: tuple[Condition, ...]


def tag_rules(entries: Sequence[Mapping[str, Any]], fields: Collection[str]) -> tuple[TagRule, ...]:
    """The rules of a definition over the columns `fields`; UnknownName or ValueError where one cannot be read."""
    return tuple(
        TagRule(rule["tag"], tuple(condition(entry, f"tag_rules[{i}]", fields) for entry in rule["when"]))
        for i, rule in enumerate(entries)
    )
