"""The answer as a caller gets it: whole, adding up, in three languages, and of the shape that is documented."""

import json
from datetime import date
from math import exp
from typing import Any

import pytest

from schema.answer import answer, segment_answer
from schema.examples import EXAMPLES
from schema.limits import Limits
from schema.payload import parse
from schema.response import ScoreAnswer, SegmentAnswer
from scoring.model import Bundle
from tests.scoring.fitted import fitted

TODAY = date(2026, 11, 21)
PAYLOADS = {name: payload for name, (_, payload) in EXAMPLES.items()}


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return fitted()


def answered(bundle: Bundle, payload: Any, language: str = "en") -> dict[str, Any]:
    record = parse(json.dumps(payload).encode(), Limits(), currency="CNY", today=TODAY)
    return answer([record], bundle, language, TODAY)[0]


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_every_answer_has_the_documented_shape(bundle: Bundle, name: str, language: str) -> None:
    found = answered(bundle, PAYLOADS[name], language)
    assert ScoreAnswer.model_validate(found, strict=False).customer_id == PAYLOADS[name]["customer_id"]
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_reasons_and_the_rest_add_up_to_the_score(bundle: Bundle) -> None:
    churn = answered(bundle, PAYLOADS["full"])["churn"]
    effects = sum(reason["effect"] for reason in churn["reasons"])
    assert len(churn["reasons"]) > 1
    assert churn["baseline_score"] + effects + churn["other_effect"] == pytest.approx(churn["score"], abs=1e-9)
    assert churn["probability"] == pytest.approx(1 / (1 + exp(-churn["score"])), abs=1e-12)


def test_a_batch_answers_as_one_by_one(bundle: Bundle) -> None:
    records = [parse(json.dumps(p).encode(), Limits(), currency="CNY", today=TODAY) for p in PAYLOADS.values()]
    assert answer(records, bundle, "en", TODAY) == [answer([r], bundle, "en", TODAY)[0] for r in records]


def test_languages_differ_in_texts_and_agree_in_everything_else(bundle: Bundle) -> None:
    chinese, english = (answered(bundle, PAYLOADS["full"], language) for language in ("zh-Hans", "en"))
    assert chinese["churn"]["reasons"][0]["text"] != english["churn"]["reasons"][0]["text"]
    assert _without_texts(chinese) == _without_texts(english)


def _without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        texts = {"text", "title", "solution", "name", "language"}
        return {key: _without_texts(item) for key, item in value.items() if key not in texts}
    return [_without_texts(item) for item in value] if isinstance(value, list) else value


def test_every_action_names_a_part_of_the_same_answer(bundle: Bundle) -> None:
    for payload in PAYLOADS.values():
        found = answered(bundle, payload)
        for action in found["actions"]:
            place: Any = found
            for key in action["because"].split("."):
                place = place[key]
            assert place is not None, action["code"]


def test_an_id_alone_is_answered_with_nothing_but_what_is_missing(bundle: Bundle) -> None:
    found = answered(bundle, {"customer_id": "only me"})
    assert found["churn"]["probability"] is None
    assert found["value"]["basis"] == found["rfm"]["basis"] == "insufficient_data"
    assert {"orders", "usage", "inquiries", "feedback"} <= set(found["inputs_missing"])
    assert [action["code"] for action in found["actions"]] == ["do_nothing"]


def test_as_of_defaults_to_today_and_is_echoed(bundle: Bundle) -> None:
    assert answered(bundle, {"customer_id": "a"})["as_of"] == "2026-11-21"
    assert answered(bundle, {"customer_id": "a", "as_of": "2026-01-31"})["as_of"] == "2026-01-31"


def test_the_marketing_answer_says_the_same_in_fewer_words(bundle: Bundle) -> None:
    record = parse(json.dumps(PAYLOADS["full"]).encode(), Limits(), currency="CNY", today=TODAY)
    short, whole = segment_answer([record], bundle, "en", TODAY)[0], answered(bundle, PAYLOADS["full"])
    SegmentAnswer.model_validate(short)
    assert (short["tier"], short["band"], short["tags"]) == (
        whole["value"]["tier"],
        whole["churn"]["band"],
        whole["tags"],
    )
    assert short["stage"] == whole["lifecycle"]["stage"]
    assert len(json.dumps(short)) < len(json.dumps(whole)) / 4
