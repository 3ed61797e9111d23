"""DEFINITIONS.md, section 7: the index, its quintile against the training customers, and what pulls it."""

from typing import Any

import numpy as np
import pytest

from scoring.cuts import MEASURES
from scoring.dimensions.ratings import latest_ratings
from scoring.dimensions.satisfaction import satisfaction_drivers
from tests.scoring.builders import ago, bundle, facts
from tests.scoring.measured import feature
from tests.scoring.rows import numbers, scored, texts

CUTS = {"cuts": {"satisfaction_index": np.array([20.0, 40.0, 60.0, 80.0])}}


def rated(days: int = 9, **ratings: int | None) -> dict[str, Any]:
    return {"feedback": [{"date": ago(days), **ratings}]}


def drivers(payload: dict[str, Any]) -> list[tuple[str | None, float, float]]:
    """Rating, value and pull, as the answer lists them."""
    of = facts(payload)
    found = satisfaction_drivers(of, latest_ratings(of))
    return list(zip(found.text("rating").texts(), found.number("value"), found.number("pull"), strict=True))


@pytest.mark.parametrize(
    ("nps", "quintile"), [(0, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (7, 4), (8, 4), (9, 5), (10, 5), (None, None)]
)
def test_the_quintile_counts_the_cuts_strictly_below(nps: int | None, quintile: int | None) -> None:
    scores = scored(bundle(learned=CUTS), rated(nps=nps))
    assert numbers(scores, "satisfaction_quintile") == [quintile]
    tags = {tag for tag, mask in scores.tags.flags.items() if mask[0]}
    assert ("satisfaction:bottom" in tags, "satisfaction:top" in tags) == (quintile == 1, quintile == 5)


def test_without_learned_quintiles_there_is_none() -> None:
    assert numbers(scored(bundle(), rated(nps=9)), "satisfaction_quintile") == [None]


def test_quintiles_are_learned_from_the_index() -> None:
    found = MEASURES["satisfaction_index"](facts(rated(nps=9), {}))
    assert found[0] == 90 and np.isnan(found[1])


DRIVERS: dict[str, tuple[dict[str, Any], list[tuple[str, float, float]]]] = {
    "one rating": (rated(price=5), [("price", 5, 50)]),
    "the strongest first, up or down": (rated(price=2, product=5), [("product", 5, 25), ("price", 2, -12.5)]),
    "of equals the one downwards": (rated(product=5, service=1), [("service", 1, -25), ("product", 5, 25)]),
    "of equals the first of the definition": (rated(service=1, product=1), [("product", 1, -25), ("service", 1, -25)]),
    "totals weigh and tell no cause": (rated(overall=1, nps=0, price=4), [("price", 4, 6.25)]),
    "totals stand in where no aspect was rated": (
        rated(overall=1, nps=10), [("overall", 1, -100 / 3), ("nps", 10, 50 / 3)],
    ),
    "in the middle": (rated(price=3), [("price", 3, 0)]),
    "the latest of each": (
        {"feedback": [*rated(9, price=1, service=2)["feedback"], *rated(8, price=5)["feedback"]]},
        [("price", 5, 25), ("service", 2, -12.5)],
    ),
    "nothing rated": (rated(), []),
    "no ratings": ({"feedback": []}, []),
    "unknown": ({}, []),
}  # fmt: skip


@pytest.mark.parametrize("case", DRIVERS)
def test_drivers_are_the_ratings_that_pull_the_index(case: str) -> None:
    payload, expected = DRIVERS[case]
    assert drivers(payload) == [(name, value, pytest.approx(pull)) for name, value, pull in expected]
    assert texts(scored(bundle(), payload), "satisfaction_driver") == [expected[0][0] if expected else None]


def test_the_index_is_the_middle_and_the_pulls_of_all_aspects() -> None:
    payload = rated(product=4, service=2, price=3, after_sales=1)
    pulls = [pull for _, _, pull in drivers(payload)]
    assert feature("satisfaction", payload) == [pytest.approx(50 + sum(pulls))]


def test_each_customer_has_drivers_of_its_own() -> None:
    scores = scored(bundle(), rated(price=1), {}, rated(service=5), rated())
    assert scores.lists["satisfaction_drivers"].customer.tolist() == [0, 2]
    assert texts(scores, "satisfaction_driver") == ["price", None, "service", None]
    assert texts(scores, "satisfaction_basis") == ["rule", "insufficient_data", "rule", "insufficient_data"]


def test_feedback_is_named_where_it_is_missing() -> None:
    assert scored(bundle(), {}, rated(price=1)).notes.missing["feedback"].tolist() == [True, False]
