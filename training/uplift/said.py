"""The verdict on an uplift in one plain sentence, in every language."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from training.evaluation.verdict import LANGUAGES

PER = 1_000  # customers


def words(language: str) -> dict[str, Any]:
    """The texts of a language."""
    return tomllib.loads((files("training.uplift") / f"{language}.toml").read_text(encoding="utf-8"))


def verdict(found: Mapping[str, Any]) -> dict[str, Any]:
    """`code` and sentence in every language; `found` as `plain` gives it, with its `arm` and `outcome`."""
    values = {
        **{name: found[name] for name in ("arm", "outcome")},
        **{end: per_thousand(found["qini"][end]) for end in ("value", "low", "high")},
        "level": f"{100 * found['qini']['level']:.3g}",
        "feature": found["terms"][0]["feature"],
    }
    return {
        "code": found["sentence"],
        "text": {name: words(name)["verdict"][found["sentence"]].format(**values) for name in LANGUAGES},
    }


def per_thousand(value: float) -> str:
    """An effect per customer as one per 1,000 customers, signed, with three digits."""
    scaled = round(PER * value, 1) + 0.0  # no minus before what is 0
    return f"{scaled:+,.0f}" if abs(scaled) >= 100 else f"{scaled:+.1f}"
