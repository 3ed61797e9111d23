"""A policy file, checked against what its conditions may name: a slip is told with its line and the nearest name."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scoring.conditions import TEXTS
from scoring.features import catalogue, kinds
from scoring.model import Bundle
from scoring.policy import Policy
from training.config import read_toml
from training.defaults import default_content
from training.definitions import check, merged
from training.errors import TrainingError
from training.toml_lines import line_of

PLACE = re.compile(r"([a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*)(?:: '(\w+)' does not exist)?")


def read_policy(path: Path, bundle: Bundle | None, seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    """The policy of a file over the default one: of a policy's own file, or of a training configuration.

    With a bundle its conditions may name that company's own fields and dimensions. Raises TrainingError.
    """
    content = read_toml(path)
    own: Any = content
    within = ""
    if "policy" in content:
        own, within = content["policy"], "policy."
        if isinstance(own, str) and (path.parent / own).resolve() in (*seen, path.resolve()):
            raise TrainingError(f"{path}: policy names the file that it stands in; give the file with the actions.")
        if isinstance(own, str):
            return read_policy(path.parent / own, bundle, (*seen, path.resolve()))
        if not isinstance(own, dict):
            raise TrainingError(f"{path}: policy must be a table, or the path of a file with one.")
    defaults = default_content()
    try:
        policy = merged(defaults["policy"], own, "policy")
        _check(policy, defaults, bundle)
    except TrainingError as error:
        raise _at_line(str(error), path, within) from None
    return policy


def policy_of(content: Mapping[str, Any], bundle: Bundle) -> Policy:
    """The policy as that bundle would evaluate it."""
    return Policy.from_content(content, _fields(bundle))


def _fields(bundle: Bundle) -> set[str]:
    return {*bundle.features, *(own.column for own in bundle.dimensions)}


def _check(policy: Mapping[str, Any], defaults: Mapping[str, Any], bundle: Bundle | None) -> None:
    features = dict(catalogue(defaults["features"])) if bundle is None else dict(bundle.features)
    definitions = defaults["definitions"] if bundle is None else _as_asked_for(bundle.definitions)
    own = () if bundle is None else bundle.dimensions
    names = {**kinds(features), **{one.column: TEXTS for one in own}}
    check(definitions, policy, names, (), {name: one for name, one in features.items() if one.personal})


def _as_asked_for(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Without the shares by which a fit made the band's cuts: a company gives one of them, its bundle holds both."""
    return {**definitions, "churn": {**definitions["churn"], "band_shares": []}}


def _at_line(said: str, path: Path, within: str) -> TrainingError:
    """The same fault, with file and line where it names a place in them."""
    said = said.replace("[policy.settings] ", "[policy] settings.").removeprefix("[policy] ")
    found = PLACE.match(said)
    line = _line(path.read_text(encoding="utf-8-sig"), within + found[1], found[2]) if found else None
    return TrainingError(f"{path}{'' if line is None else f' line {line}'}: {said}")


def _line(text: str, place: str, key: str | None) -> int | None:
    """The line of a key that should not be there, else of the place."""
    return (line_of(text, f"{place}.{key}") if key else None) or line_of(text, place)
