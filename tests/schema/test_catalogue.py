"""What the GET endpoints say of a bundle."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from schema import catalogue
from scoring.model import Bundle
from tests.scoring.fitted import fitted
from training.bulk import load


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


def test_a_segment_tells_what_a_marketing_table_would(demo_bundle: Path) -> None:
    of = load(demo_bundle)
    found = catalogue.segments(of, "zh-Hant")
    assert of.segmentation is not None and len(found["segments"]) >= 2
    for segment in found["segments"]:
        assert {"code", "name", "persona", "size", "churn", "value", "needs"} <= set(segment)
        assert segment["rule"]["text"] and 0 < segment["rule"]["fidelity"] <= 1
        assert segment["sources"] and all(source["name"] for source in segment["sources"])
        assert all(need["name"] and need["share"] >= 0.1 and need["lift"] >= 1.1 for need in segment["needs"])
        assert segment["needs_text"] and segment["asked"] >= max([0, *(need["customers"] for need in segment["needs"])])
    assert sum(segment["share"] for segment in found["segments"]) == pytest.approx(1)
    assert {source["path"] for source in found["sources"]} >= {"orders", "usage"}


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["They ask more often than others about: price", "They ask about the same things as all customers",
                "Too few of them have asked anything to tell"]),
        ("zh-Hans", ["比其他客户更常问到：价格", "关心的问题与全体客户相近", "提出过咨询的客户太少，无法判断"]),
        ("zh-Hant", ["比其他客戶更常詢問：價格", "關心的問題與全體客戶相近", "提出過詢問的客戶太少，無法判斷"]),
    ],
)  # fmt: skip
def test_needs_are_said_to_be_typical_as_everybodys_or_unknown(
    bundle: Bundle, language: str, sentences: list[str]
) -> None:
    assert bundle.segmentation is not None
    profile, typical = dict(bundle.segmentation.profiles[0]), dict(bundle.segmentation.profiles[0])["needs"]
    told = []
    for needs, asked in ((typical, 60), ([], 30), ([], 29)):
        one = {**profile, "needs": needs, "asked": asked}
        of = replace(bundle, segmentation=replace(bundle.segmentation, profiles=[one]))
        told.append(catalogue.segments(of, language)["segments"][0]["needs_text"])
    assert told == sentences


def test_the_rules_of_size_and_stability_are_kept_and_told(demo_bundle: Path) -> None:
    found = catalogue.segments(load(demo_bundle), "en")
    rules = found["search"]["rules"]
    for segment in found["segments"]:
        assert rules["smallest_share"] <= segment["share"] <= rules["largest_share"]
        assert segment["size"] >= rules["smallest_size"] and segment["stability"] >= rules["smallest_stability"]
    assert [one["count"] for one in found["search"]["tried"]] == [3, 4, 5, 6, 7, 8]
    assert found["retired"] == []
