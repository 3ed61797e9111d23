"""A company's own numbers over the defaults, and what must hold for them, so that slips are found before a fit."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from scoring.classes import check_classes
from scoring.conditions import check_name, condition
from scoring.dimensions.rfm import codes
from scoring.levers import EDITS, levers_of
from scoring.outputs import COLUMNS, Output
from scoring.policy import Policy
from training.errors import TrainingError, or_nearest

KINDS: Mapping[type, str] = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
# Cuts ascend, one fewer than the classes they part.
CUTS = {
    ("value", "tier_percentiles"): (2,),
    ("value", "tier_cuts"): (0, 2),
    ("value", "spend_bands"): (3,),
    ("churn", "band_cuts"): (2,),
    ("churn", "rule_cuts"): (2,),
}


def merged(defaults: Mapping[str, Any], own: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The defaults with the company's values in their places; tables are merged, everything else is replaced.

    Raises TrainingError for a key that the defaults do not have, naming the nearest, and for a value of another kind.
    """
    result = dict(defaults)
    for key, value in own.items():
        if key not in defaults and not _open(place):
            raise TrainingError(f"[{place}] {key} does not exist{or_nearest(key, defaults)}.")
        before = defaults.get(key)
        if key in defaults and _kind(value) != _kind(before):
            raise TrainingError(f"[{place}] {key} must be {_kind(before)}, as it is by default.")
        if isinstance(before, Mapping):
            result[key] = merged(before, value, f"{place}.{key}")
        else:
            result[key] = value
    return result


def check(definitions: Mapping[str, Any], policy: Mapping[str, Any], features: set[str]) -> None:
    """Raise TrainingError where definitions or policy name what does not exist or break a rule: now, not in service."""
    _check_cuts(definitions)
    _check_groups(definitions["rfm"]["groups"], 5, "rfm.groups")
    _check_groups(definitions["rfm"]["klaviyo"]["groups"], 3, "rfm.klaviyo.groups")
    with _telling("[definitions]"):
        _check_tags(definitions)
        _check_levers(definitions, features)
    with _telling("[policy]"):
        actions = Policy.from_content(policy, features)
        check_classes(actions, definitions)
    if not actions.actions:
        raise TrainingError("[policy] actions must hold one action at least; do_nothing is one.")


@contextmanager
def _telling(place: str) -> Iterator[None]:
    """What scoring refuses, as an error of the configuration."""
    try:
        yield
    except KeyError as error:
        raise TrainingError(f"{place} an entry lacks the key {error}.") from None
    except (ValueError, TypeError) as error:
        raise TrainingError(f"{place} {error}") from None


def _check_cuts(definitions: Mapping[str, Any]) -> None:
    for (table, name), sizes in CUTS.items():
        cuts = definitions[table][name]
        numbers = all(isinstance(cut, int | float) for cut in cuts)
        if len(cuts) not in sizes or not numbers or any(low >= high for low, high in pairwise(cuts)):
            size = " or ".join(map(str, sizes))
            raise TrainingError(f"[definitions.{table}] {name} must hold {size} numbers that ascend.")


def _check_groups(groups: Mapping[str, list[str]], scores: int, place: str) -> None:
    if sorted(code for members in groups.values() for code in members) != codes(scores):
        raise TrainingError(
            f"[definitions.{place}] must hold each of the {scores**3} codes once, 111 to {scores * 111}."
        )


def _check_tags(definitions: Mapping[str, Any]) -> None:
    texts = {name for name, output in COLUMNS.items() if output is Output.TEXT}
    for space, column in definitions["tags"].items():
        check_name(column, texts, f"tags.{space}")
    for i, rule in enumerate(definitions["tag_rules"]):
        for entry in rule["when"]:
            condition(entry, f"tag_rules[{i}]", set(COLUMNS))


def _check_levers(definitions: Mapping[str, Any], features: set[str]) -> None:
    for i, lever in enumerate(levers_of(definitions)):
        check_name(lever.edit, list(EDITS), f"levers[{i}].edit")
        check_name(lever.feature, features, f"levers[{i}].feature")


def _kind(value: object) -> str:
    return "a table" if isinstance(value, Mapping) else KINDS.get(type(value), "of another kind")


def _open(place: str) -> bool:
    """Tables to which a company may add names of its own."""
    return place in ("policy.settings", "definitions.tags")
