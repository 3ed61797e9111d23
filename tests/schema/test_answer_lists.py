"""Lists of objects within an answer: a place for each path, the fields that are documented, entries in their order."""

from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from schema.answer import answer
from schema.response import ScoreAnswer
from scoring.outputs import LISTS
from tests.scoring.builders import ago
from tests.scoring.fitted import fitted

TODAY = date(2026, 11, 21)


def answered(*payloads: dict[str, Any]) -> list[dict[str, Any]]:
    return answer([{"customer_id": f"C{i}", **one} for i, one in enumerate(payloads)], fitted(), "en", TODAY)


def at(found: dict[str, Any], path: str) -> Any:
    place: Any = found
    for name in path.split("."):
        place = place[name]
    return place


ASKED = {
    "inquiries": [
        {"date": ago(9), "topic": "price", "severity": 1, "resolved_on": ago(8)},
        {"date": ago(9), "topic": "training", "severity": 3, "complaint": True},
        {"date": ago(3), "topic": "training"},
    ],
    "feedback": [{"date": ago(5), "price": 2, "service": 5, "overall": 3}],
}


def test_pain_points_are_listed_with_the_heaviest_first() -> None:
    needs = answered(ASKED)[0]["needs"]
    assert needs["pain_points"] == [
        {"topic": "training", "level": "high", "weight": 12, "inquiries": 2, "unresolved": 2, "mean_severity": 3},
        {"topic": "price", "level": "low", "weight": 1, "inquiries": 1, "unresolved": 0, "mean_severity": 1},
    ]
    assert (needs["severe_pain"], needs["severe_pain_open"], needs["status"]) == ("training", True, "unmet")


def test_drivers_are_listed_with_the_strongest_first() -> None:
    satisfaction = answered(ASKED)[0]["satisfaction"]
    assert satisfaction["drivers"] == [
        {"rating": "service", "value": 5, "pull": 12.5},
        {"rating": "price", "value": 2, "pull": -6.25},
    ]
    assert (satisfaction["driver"], satisfaction["quintile"]) == ("service", 3)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_empty_where_there_is_nothing_to_list(path: str) -> None:
    assert at(answered({})[0], path) == []


def test_entries_belong_to_their_customer() -> None:
    together = answered(ASKED, {}, {"inquiries": [], "feedback": []}, ASKED)
    alone = answered(ASKED)[0]
    for path in LISTS:
        assert at(together[3], path) == at(alone, path) == at(together[0], path)
        assert at(together[1], path) == at(together[2], path)


@pytest.mark.parametrize("path", LISTS)
def test_the_documented_fields_of_an_entry_are_those_of_the_list(path: str) -> None:
    model: Any = ScoreAnswer
    for name in path.split("."):
        model = get_type_hints(model)[name]
        model = next((part for part in get_args(model) if hasattr(part, "model_fields")), model)
    assert list(model.model_fields) == list(LISTS[path])
