"""Which columns speak of what should not decide how a customer is treated."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from scoring.features import Feature
from training.config import Config, read_toml

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What `personal.toml` says."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, ...]]
    age_of: frozenset[str]
    parts: tuple[str, ...]


def looks_personal(name: str) -> bool:
    """Whether a column's name speaks of age, gender, income, ethnicity or religion, in English or Chinese."""
    personal = _vocabulary()
    words = [word.lower() for word in WORD.findall(name)]
    if personal.age_of.intersection(words):
        words = [word for word in words if word != "age"]
    by_word = personal.words.intersection(words) or personal.pairs.intersection(pairwise(words))
    return bool(by_word) or any(part in name for part in personal.parts)


def may_decide(feature: Feature, config: Config) -> bool:
    """Whether models and offers may depend on a feature: a personal one only if the company turned it on.

    It does so by naming it in `static`, or a column of its own in `customers.attributes` ("*" leaves it out).
    """
    return not feature.personal or feature.group == "attributes" or feature.name in config.static


@cache
def _vocabulary() -> Vocabulary:
    content = read_toml(Path(__file__).with_suffix(".toml"))
    return Vocabulary(
        words=frozenset(content["words"]),
        pairs=frozenset(tuple(pair) for pair in content["pairs"]),
        age_of=frozenset(content["age_of"]),
        parts=tuple(content["parts"]),
    )
