"""A company's own numbers over the defaults."""

from collections.abc import Mapping
from typing import Any

from training.errors import TrainingError, or_nearest


def merged(defaults: Mapping[str, Any], own: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The defaults with the company's values in their places; tables are merged, everything else is replaced.

    Raises TrainingError for a key that the defaults do not have, naming the nearest.
    """
    result = dict(defaults)
    for key, value in own.items():
        if key not in defaults and not _open(place):
            raise TrainingError(f"[{place}] {key} does not exist{or_nearest(key, defaults)}")
        before = defaults.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            result[key] = merged(before, value, f"{place}.{key}")
        else:
            result[key] = value
    return result


def _open(place: str) -> bool:
    """Tables to which a company may add names of its own."""
    return place in ("policy.settings", "definitions.tags")
