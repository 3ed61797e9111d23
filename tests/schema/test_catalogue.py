"""What the GET endpoints say of a bundle."""

import json

import pytest

from schema import catalogue
from scoring.model import Bundle
from tests.scoring.fitted import fitted


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return fitted()


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_segments_and_actions_speak_one_language(bundle: Bundle, language: str) -> None:
    for found in (catalogue.segments(bundle, language), catalogue.actions(bundle, language)):
        assert found["language"] == language
        assert "zh-Hant" not in json.dumps(found).replace(f'"language": "{language}"', "")


def test_every_segment_that_can_be_answered_is_listed(bundle: Bundle) -> None:
    listed = [segment["code"] for segment in catalogue.segments(bundle, "en")["segments"]]
    assert bundle.segmentation is not None
    assert listed == list(bundle.segmentation.codes)


def test_actions_say_when_they_apply_and_what_they_cost(bundle: Bundle) -> None:
    actions = {action["code"]: action for action in catalogue.actions(bundle, "en")["actions"]}
    assert actions["complaint_escalation"]["cost"] > 0
    assert {"field", "at_least"} <= {key for test in actions["complaint_escalation"]["when"] for key in test}


def test_labels_come_in_all_languages_at_once(bundle: Bundle) -> None:
    found = catalogue.labels(bundle)
    assert found["languages"] == ["zh-Hans", "zh-Hant", "en"]
    assert found["labels"]["zh-Hans"]["classes"]["churn_band"]["high"]


def test_the_model_says_what_each_pattern_needs(bundle: Bundle) -> None:
    patterns = {pattern["name"]: pattern for pattern in catalogue.model(bundle)["patterns"]}
    assert "usage" in patterns["full"]["lists"]
    assert patterns["recency"]["features"] == ["days_since_last_order"]
