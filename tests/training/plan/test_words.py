"""The words of a plan: the same keys and places in three languages."""

import re

import pytest

from training.plan.telling import texts
from training.report.writing import Language

LANGUAGES = [language.value for language in Language]


def flat(words: dict, path: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in words.items():
        found |= flat(value, f"{path}{name}.") if isinstance(value, dict) else {f"{path}{name}": value}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_stands_in_every_language_with_the_same_places(language):
    english, words = flat(texts("en")), flat(texts(language))
    assert words.keys() == english.keys()
    assert all(words.values())
    for name, text in words.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[name])), name


def test_the_languages_differ():
    said = [set(flat(texts(language)).values()) for language in LANGUAGES]
    assert not said[0] & said[2] and not said[1] & said[2]
