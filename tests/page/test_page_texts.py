"""The texts of the page: whole in three languages, every one used, every field of an answer named."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from scoring.outputs import LISTS, OUTPUTS, column_of
from service.assets import FOLDER
from service.language import LANGUAGES

CODE = "\n".join(file.read_text(encoding="utf-8") for file in [FOLDER / "index.html", *FOLDER.glob("modules/*.js")])
SAMPLES = json.loads((FOLDER / "samples.json").read_text(encoding="utf-8"))


def texts(folder: str, language: str) -> dict[str, str]:
    return dict(leaves(json.loads((FOLDER / folder / f"{language}.json").read_text(encoding="utf-8"))))


def leaves(found: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in found.items():
        yield from leaves(value, f"{path}{key}.") if isinstance(value, dict) else [(path + key, value)]


@pytest.mark.parametrize("folder", ["texts", "fields"])
def test_the_three_languages_say_the_same_things_with_the_same_blanks(folder: str) -> None:
    blanks = {
        language: {key: sorted(re.findall(r"{\w+}", text)) for key, text in texts(folder, language).items()}
        for language in LANGUAGES
    }
    assert blanks["en"] == blanks["zh-Hans"] == blanks["zh-Hant"]
    assert all(text.strip() for language in LANGUAGES for text in texts(folder, language).values())


def test_every_field_of_an_answer_has_a_name() -> None:
    assert {column_of(path) for path in OUTPUTS} | {column_of(path) for path in LISTS} <= texts("fields", "en").keys()


def test_every_text_that_the_page_asks_for_is_there_and_no_other() -> None:
    known = texts("texts", "en").keys() | {f"fields.{name}" for name in texts("fields", "en")}
    asked = set(re.findall(r"""\bt\(\s*"([a-z_.]+)\"""", CODE)) | set(re.findall(r'data-text="([a-z_.]+)"', CODE))
    assert asked <= known
    quoted = set(re.findall(r'"([a-z0-9_.]+)"', CODE))
    made = [re.sub(r"\$\{[^}]+\}", "[a-z0-9_]+", path) for path in re.findall(r"`([a-z_.]+\$\{[^`]+)`", CODE)]
    assert {key for key in known - quoted if not any(re.fullmatch(pattern, key) for pattern in made)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sample_has_a_name_and_a_word_about_it(language: str) -> None:
    found = texts("texts", language)
    assert {key.split(".")[1] for key in found if key.startswith("samples.")} == SAMPLES.keys()
