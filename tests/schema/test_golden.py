"""Golden rows: a bundle that no longer answers as it did is noticed before it serves."""

import copy
from typing import Any

import pytest

from schema.examples import EXAMPLES
from schema.golden import GoldenMismatch, make, replay
from scoring.model import Bundle
from tests.scoring.fitted import fitted


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return fitted()


@pytest.fixture(scope="module")
def golden(bundle: Bundle) -> list[dict[str, Any]]:
    return make(bundle, [payload for _, payload in EXAMPLES.values()])


def test_the_bundle_that_made_them_replays_them(bundle: Bundle, golden: list[dict[str, Any]]) -> None:
    replay(bundle, golden)


def test_a_difference_in_the_twelfth_digit_is_named(bundle: Bundle, golden: list[dict[str, Any]]) -> None:
    changed = copy.deepcopy(golden)
    changed[0]["answer"]["churn"]["score"] += 1e-11
    with pytest.raises(GoldenMismatch, match=r"golden row 0 differs at /churn/score .*fit the bundle again"):
        replay(bundle, changed)


@pytest.mark.parametrize("nothing", [None, [], {}, "golden"])
def test_a_bundle_without_golden_rows_is_refused(bundle: Bundle, nothing: object) -> None:
    with pytest.raises(GoldenMismatch, match="no golden rows"):
        replay(bundle, nothing)


def test_a_missing_reason_is_a_difference(bundle: Bundle, golden: list[dict[str, Any]]) -> None:
    changed = copy.deepcopy(golden)
    changed[0]["answer"]["churn"]["reasons"].pop()
    with pytest.raises(GoldenMismatch, match="/churn/reasons"):
        replay(bundle, changed)
