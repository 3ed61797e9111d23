"""A bundle that lacks a text in some language is noticed before it serves, not in a request."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from schema.examples import EXAMPLES
from schema.rehearsal import CannotSay, rehearse
from scoring.model import Bundle
from scoring.policy import LANGUAGES
from tests.scoring.fitted import fitted

PAYLOADS = [payload for _, payload in EXAMPLES.values()]


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return fitted()


def relabelled(bundle: Bundle, labels: Mapping[str, Any]) -> Bundle:
    return dataclasses.replace(bundle, labels=labels)


def test_the_labels_of_this_release_say_everything(bundle: Bundle):
    rehearse(bundle, PAYLOADS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_that_is_missing_is_named(bundle: Bundle, language: str):
    rest = {name: texts for name, texts in bundle.labels.items() if name != language}
    with pytest.raises(CannotSay, match=f"the labels of {language} lack .*; fit the bundle again"):
        rehearse(relabelled(bundle, rest), PAYLOADS)


def test_a_single_text_that_is_missing_is_named_though_no_golden_row_needs_it(bundle: Bundle):
    texts = bundle.labels["zh-Hant"]
    priorities = {code: text for code, text in texts["priorities"].items() if code != "low"}
    labels = {**bundle.labels, "zh-Hant": {**texts, "priorities": priorities}}
    with pytest.raises(CannotSay, match=r"zh-Hant lack priorities\.low"):
        rehearse(relabelled(bundle, labels), [])
