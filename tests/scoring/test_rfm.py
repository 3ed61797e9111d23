"""DEFINITIONS.md, section 2, beside the examples of every code (examples/s2_rfm.py). The cuts are those of `fitted`."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from scoring.dimensions.rfm import codes, quintile_scores
from scoring.scales import RfmScale
from tests.scoring.builders import ago, bundle, defaults
from tests.scoring.fitted import fitted
from tests.scoring.rows import numbers, scored, texts

EIGHT = {
    "111": "important_value",
    "101": "important_development",
    "011": "important_retention",
    "001": "important_win_back",
    "110": "general_value",
    "100": "general_development",
    "010": "general_retention",
    "000": "general_win_back",
}
DAYS, COUNTS, AMOUNTS = (200, 100, 45, 20, 10), (1, 2, 3, 6, 10), (50.0, 300.0, 1_000.0, 5_000.0, 20_000.0)


def bought(days: int, count: int, amount: float) -> dict[str, Any]:
    return {"order_summary": {"count": count, "amount": amount, "last_on": ago(days)}}


def of_code(code: str) -> dict[str, Any]:
    r, f, m = (int(digit) - 1 for digit in code)
    return bought(DAYS[r], COUNTS[f], AMOUNTS[m])


def test_the_eleven_groups_hold_all_125_codes_and_none_twice() -> None:
    groups = defaults()["definitions"]["rfm"]["groups"]
    assert Counter(code for members in groups.values() for code in members) == dict.fromkeys(codes(5), 1)


def test_the_crosswalk_of_klaviyo_holds_all_27_codes_and_none_twice() -> None:
    groups = defaults()["definitions"]["rfm"]["klaviyo"]["groups"]
    assert Counter(code for members in groups.values() for code in members) == dict.fromkeys(codes(3), 1)


@pytest.mark.parametrize(("count", "f"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (8, 4), (9, 5), (1e9, 5)])
def test_frequency_rises_by_one_for_each_cut_strictly_below_the_purchases(count: int, f: int) -> None:
    assert numbers(scored(fitted(), bought(1, count, 1.0)), "rfm_frequency") == [f]


@pytest.mark.parametrize(
    ("amount", "m"), [(-1.0, 1), (100.0, 1), (100.01, 2), (500.0, 2), (2_000.0, 3), (10_000.0, 4), (1e12, 5)]
)
def test_monetary_rises_by_one_for_each_cut_strictly_below_the_revenue(amount: float, m: int) -> None:
    assert numbers(scored(fitted(), bought(1, 1, amount)), "rfm_monetary") == [m]


def test_equal_values_get_equal_scores_where_cuts_are_equal() -> None:
    cuts = np.array([1.0, 1.0, 1.0, 2.0])
    scale = RfmScale(cuts, cuts, cuts, cuts[:2], cuts[:2], np.zeros(3))
    found = quintile_scores(np.array([[1.0, 1.5, 3.0]] * 3), scale)
    assert found.tolist() == [[5.0, 2.0, 1.0], [1.0, 4.0, 5.0], [1.0, 4.0, 5.0]]


def test_the_eight_classes_are_scores_at_or_above_the_frozen_means() -> None:
    above = {"1": "433", "0": "322"}  # the means are 3.1, 2.6 and 2.9
    payloads = [of_code("".join(above[bit][i] for i, bit in enumerate(code))) for code in EIGHT]
    assert texts(scored(fitted(), *payloads), "rfm_crosswalk_eight_class") == list(EIGHT.values())


def test_a_score_at_the_mean_is_above_it() -> None:
    scale = {name: np.array([1.0, 2.0, 3.0, 4.0]) for name in ("recency", "frequency", "monetary")}
    scale |= {name: np.array([1.0, 2.0]) for name in ("frequency_terciles", "monetary_terciles")}
    at_mean = bundle(learned={"rfm": {**scale, "mean_scores": np.array([5.0, 1.0, 1.0])}})
    assert texts(scored(at_mean, bought(0, 1, 1.0)), "rfm_crosswalk_eight_class") == ["important_value"]


def test_who_never_bought_is_only_a_prospect() -> None:
    scores = scored(
        fitted(), {"orders": []}, {"order_summary": {"count": 0}}, {"orders": [{"date": ago(1), "amount": -5.0}]}
    )
    assert texts(scores, "rfm_crosswalk_shopify") == ["PROSPECTS"] * 3
    for column in ("rfm_code", "rfm_group", "rfm_crosswalk_klaviyo", "rfm_crosswalk_eight_class"):
        assert texts(scores, column) == [None] * 3


@pytest.mark.parametrize(
    "payload", [{}, {"order_summary": {"count": 3, "last_on": ago(9)}}, {"order_summary": {"count": 3, "amount": 9.0}}]
)
def test_without_all_three_there_is_no_code(payload: dict[str, Any]) -> None:
    scores = scored(fitted(), payload)
    assert texts(scores, "rfm_code") == texts(scores, "rfm_crosswalk_shopify") == [None]
    assert texts(scores, "rfm_basis") == ["insufficient_data"]


def test_without_frozen_cuts_there_is_no_code() -> None:
    scores = scored(bundle(), of_code("555"), {"orders": []})
    assert texts(scores, "rfm_group") == [None, None]
    assert texts(scores, "rfm_crosswalk_shopify") == [None, "PROSPECTS"]


def test_a_code_is_a_rule() -> None:
    assert texts(scored(fitted(), of_code("111")), "rfm_basis") == ["rule"]
