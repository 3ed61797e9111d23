"""Tags for tools that know only flat words: `value:high`, `lifecycle:dormant`. Which ones there are is a definition."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.columns import BoolArray, Category, Column
from scoring.condition_table import ConditionTable
from scoring.facts import Facts
from scoring.memo import once
from scoring.model import Bundle


@dataclass(frozen=True, slots=True, eq=False)
class Tags:
    """`classes`: a namespace and the column (n,) whose class stands behind it; `flags`: whole tags and who has them."""

    classes: Mapping[str, Category]
    flags: Mapping[str, BoolArray]


@once
def _rules(bundle: Bundle) -> ConditionTable:
    return ConditionTable.of([rule.when for rule in bundle.tag_rules])


def tags(facts: Facts, columns: Mapping[str, Column]) -> Tags:
    """The tags of n customers."""
    definitions, n = facts.bundle.definitions, len(facts)
    classes = {space: columns[column] for space, column in definitions["tags"].items()}
    classes |= {one.code: columns[one.column] for one in facts.bundle.dimensions}
    held = _rules(facts.bundle).hold(columns, n)
    flags = {rule.tag: held[i] for i, rule in enumerate(facts.bundle.tag_rules)}
    return Tags({space: column for space, column in classes.items() if isinstance(column, Category)}, flags)
