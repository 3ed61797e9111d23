"""A company's own dimensions: for each customer the first class whose conditions hold."""

from collections.abc import Mapping

from scoring.columns import Column, choose, one_of
from scoring.conditions import all_hold
from scoring.facts import Facts


def custom(facts: Facts, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The class (n,) of every dimension of the bundle, under its column `custom_<code>`; missing where none holds."""
    dimensions, n = facts.bundle.dimensions, len(facts)
    fields = facts.fields(columns) if dimensions else {}
    found: dict[str, Column] = {}
    for dimension in dimensions:
        held = [all_hold(one.when, fields, n) for one in dimension.classes]
        which = choose(held, range(len(held)), -1)
        found[dimension.column] = one_of(which, [one.code for one in dimension.classes])
    return found
