"""DEFINITIONS.md, section 7: the weighted mean of the latest of each rating, scaled to 0 to 100."""

from typing import Any

import pytest

from tests.scoring.builders import ago
from tests.scoring.measured import feature


def rated(**ratings: float) -> dict[str, Any]:
    return {"feedback": [{"date": ago(9), **ratings}]}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (rated(overall=1), 0),
        (rated(overall=3), 50),
        (rated(overall=5), 100),
        (rated(nps=0), 0),
        (rated(nps=10), 100),
        (rated(overall=5, product=1), (2 * 100 + 0) / 3),
        (rated(overall=1, nps=10), (0 + 100) / 3),
        (rated(product=5, service=1, price=1, after_sales=1), 25),
        (rated(), None),
        ({"feedback": []}, None),
        ({}, None),
    ],
)
def test_satisfaction_is_the_weighted_mean_of_the_ratings_given(
    payload: dict[str, Any], expected: float | None
) -> None:
    assert feature("satisfaction", payload) == [expected]


def test_the_latest_of_each_rating_counts() -> None:
    feedback = [
        {"date": ago(1), "product": 5},
        {"date": ago(9), "overall": 5, "product": 1},
        {"date": ago(5), "overall": 1},
    ]
    assert feature("satisfaction", {"feedback": feedback}) == [pytest.approx(100 / 3)]


def test_feedback_has_an_age_and_a_recommendation() -> None:
    assert feature("days_since_feedback", rated(nps=3), {"feedback": []}, {}) == [9.0, None, None]
    assert feature("nps", rated(nps=3), rated(overall=3)) == [3.0, None]
