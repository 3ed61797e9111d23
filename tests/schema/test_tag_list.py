"""Every tag that an answer can carry stands in GET /labels, with a label in every language."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings

from schema import catalogue
from schema.answer import answer, segment_answer
from schema.written import plain_json
from scoring.classes import codes_of
from scoring.model import Bundle
from scoring.policy import LANGUAGES
from tests.scoring.builders import TODAY, content
from tests.scoring.fitted import fitted
from tests.scoring.measured import order, orders
from tests.scoring.payloads import payloads
from tests.scoring.rows import scored
from tests.scoring.test_custom import KEY, YEARLY, bundle


def own_rule(**more: Any) -> Bundle:
    made = deepcopy(content())
    made["definitions"]["tag_rules"].append(
        {"tag": "vip:yes", "when": [{"field": "value_historic_value", "at_least": 100}], **more}
    )
    return Bundle.from_content(made, "v")


@pytest.mark.parametrize("of", [fitted(), bundle(KEY), own_rule()], ids=["fitted", "own dimension", "own rule"])
def test_every_tag_that_an_answer_can_carry_is_listed_with_a_label_in_every_language(of: Bundle) -> None:
    listed = catalogue.labels(of)["tags"]
    tags = scored(of, {}).tags
    columns = {**of.definitions["tags"], **{own.code: own.column for own in of.dimensions}}
    assert set(tags.classes) == set(columns)
    carried = {f"{space}:{code}" for space, column in columns.items() for code in codes_of(of)[column]}
    assert set(listed) == carried | set(tags.flags)
    for tag, label in listed.items():
        assert set(label) == set(LANGUAGES) and all(label.values()), tag


@given(payloads())
@settings(max_examples=30)
def test_no_answer_carries_a_tag_that_is_not_listed(several: list[dict[str, Any]]) -> None:
    listed = catalogue.labels(fitted())["tags"]
    answers = answer([{"customer_id": "C1", **payload} for payload in several], fitted(), "en", TODAY, explain=False)
    assert {tag for one in answers for tag in one["tags"]} <= set(listed)


def test_labels_read_as_a_person_would_say_them() -> None:
    tags = catalogue.labels(bundle(KEY))["tags"]
    assert tags["churn:high"] == {
        "zh-Hans": "流失风险：高风险", "zh-Hant": "流失風險：高風險", "en": "churn risk: high risk",
    }  # fmt: skip
    assert tags["account:key"] == dict.fromkeys(LANGUAGES[:2], "account：key") | {"en": "account: key"}
    assert tags["purchase:overdue"]["zh-Hans"] == "超期未购"


def test_a_tag_of_the_companys_own_has_the_label_that_its_rule_brings() -> None:
    label = {"zh-Hans": "贵宾", "zh-Hant": "貴賓", "en": "VIP"}
    assert catalogue.labels(own_rule(labels=label))["tags"]["vip:yes"] == label


def test_a_dimension_of_the_companys_own_is_in_answers_tags_and_labels() -> None:
    record = {"customer_id": "C1", **orders(9, 40), **YEARLY}
    (answered,) = answer([record], bundle(KEY), "en", TODAY)
    (brief,) = segment_answer([record], bundle(KEY), "en", TODAY)
    assert answered["custom"] == {"account": "key"}
    assert "account:key" in answered["tags"] and "account:key" in brief["tags"]
    found = catalogue.labels(bundle(KEY))["labels"]["en"]
    assert found["dimensions"] == {"account": "account"}
    assert found["classes"]["custom_account"] == {"key": "key", "open": "open", "paid": "paid"}


def test_without_such_dimensions_there_are_none() -> None:
    (answered,) = answer([{"customer_id": "C1", "orders": [order(9)]}], fitted(), "en", TODAY)
    assert answered["custom"] == {}


def test_the_catalogues_are_json() -> None:
    for found in (catalogue.labels(bundle(KEY)), catalogue.segments(fitted(), "en"), catalogue.model(fitted())):
        assert plain_json(found)
