"""What a bundle starts from: definitions, policy, labels and features as they stand in the files of `scoring`."""

import tomllib
from importlib.resources import files
from typing import Any

from scoring.policy import LANGUAGES


def default_content() -> dict[str, Any]:
    """The entries `definitions`, `policy`, `features`, `dimensions` (none), `labels` (by language) of a content."""
    return {
        **{name: _read(f"{name}.toml") for name in ("definitions", "policy", "features")},
        "dimensions": [],
        "labels": {language: _read("labels", f"{language}.toml") for language in LANGUAGES},
    }


def _read(*path: str) -> dict[str, Any]:
    return tomllib.loads(files("scoring").joinpath(*path).read_text(encoding="utf-8"))
