"""DEFINITIONS.md, section 2. The cuts are those of `fitted`."""

from collections import Counter
from itertools import product
from typing import Any

import numpy as np
import pytest

from scoring.dimensions.rfm import codes, quintile_scores
from scoring.scales import RfmScale
from tests.scoring.builders import ago, bundle, defaults
from tests.scoring.fitted import fitted
from tests.scoring.rows import numbers, scored, texts

GROUPS = {
    "champions": "555 554 544 545 454 455 445",
    "loyal": "543 444 435 355 354 345 344 335",
    "potential_loyalist": "553 551 552 541 542 533 532 531 452 451 442 441 "
    "431 453 433 432 423 353 352 351 342 341 333 323",
    "new": "512 511 422 421 412 411 311",
    "promising": "525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313",
    "need_attention": "535 534 443 434 343 334 325 324",
    "about_to_sleep": "331 321 312 221 213 231 241 251",
    "at_risk": "255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124",
    "cannot_lose": "155 154 144 214 215 115 114 113",
    "hibernating": "332 322 233 232 223 222 132 123 122 212 211",
    "lost": "111 112 121 131 141 151",
}
KLAVIYO = {
    "champions": "333 332 323",
    "loyal": "321 322 331 232 233",
    "recent": "312 313 311 222 223",
    "needs_attention": "213 221 123 132 133",
    "at_risk": "231 212 122 131 211",
    "inactive": "111 112 113 121",
}
# By R from 5 to 1, for (F + M) / 2 at least 4, between, at most 2.
SHOPIFY = {
    4.0: ("CHAMPIONS", "LOYAL", "LOYAL", "AT_RISK", "PREVIOUSLY_LOYAL"),
    2.5: ("ACTIVE", "ACTIVE", "NEEDS_ATTENTION", "ALMOST_LOST", "ALMOST_LOST"),
    2.0: ("NEW", "PROMISING", "PROMISING", "DORMANT", "DORMANT"),
}
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


def test_every_code_can_be_reached_and_has_the_group_of_the_definition() -> None:
    scores = scored(fitted(), *map(of_code, codes(5)))
    assert texts(scores, "rfm_code") == codes(5)
    group_of = {code: group for group, members in GROUPS.items() for code in members.split()}
    assert texts(scores, "rfm_group") == [group_of[code] for code in codes(5)]


def test_the_eleven_groups_hold_all_125_codes_and_none_twice() -> None:
    groups = defaults()["definitions"]["rfm"]["groups"]
    assert {name: sorted(members) for name, members in groups.items()} == {
        name: sorted(members.split()) for name, members in GROUPS.items()
    }
    assert Counter(code for members in groups.values() for code in members) == dict.fromkeys(codes(5), 1)


@pytest.mark.parametrize(
    ("days", "r"), [(0, 5), (15, 5), (16, 4), (30, 4), (31, 3), (60, 3), (61, 2), (120, 2), (121, 1), (9_999, 1)]
)
def test_recency_falls_by_one_for_each_cut_strictly_below_the_days(days: int, r: int) -> None:
    assert numbers(scored(fitted(), bought(days, 1, 1.0)), "rfm_recency") == [r]


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


def test_every_code_of_klaviyo_can_be_reached_and_has_its_group() -> None:
    days, counts, amounts = (366, 365, 180), (1, 4, 5), (200.0, 5_000.0, 5_001.0)
    found = texts(
        scored(fitted(), *(bought(d, c, a) for d, c, a in product(days, counts, amounts))), "rfm_crosswalk_klaviyo"
    )
    group_of = {code: group for group, members in KLAVIYO.items() for code in members.split()}
    assert found == [group_of[code] for code in codes(3)]


@pytest.mark.parametrize("mean", SHOPIFY)
def test_shopifys_groups_follow_recency_and_the_mean_of_the_others(mean: float) -> None:
    f, m = {4.0: (5, 3), 2.5: (4, 1), 2.0: (1, 3)}[mean]
    found = texts(scored(fitted(), *(of_code(f"{r}{f}{m}") for r in (5, 4, 3, 2, 1))), "rfm_crosswalk_shopify")
    assert tuple(found) == SHOPIFY[mean]


def test_shopify_has_a_group_for_every_code() -> None:
    by_mean = {code: (int(code[1]) + int(code[2])) / 2 for code in codes(5)}
    row = {code: 4.0 if mean >= 4 else 2.0 if mean <= 2 else 2.5 for code, mean in by_mean.items()}
    found = texts(scored(fitted(), *map(of_code, codes(5))), "rfm_crosswalk_shopify")
    assert found == [SHOPIFY[row[code]][5 - int(code[0])] for code in codes(5)]


def test_every_group_of_shopify_is_reached() -> None:
    rules = defaults()["definitions"]["rfm"]["shopify"]
    named = {group for row in ("high", "middle", "low") for group in rules[row].values()} | {rules["none"]}
    assert named == {group for row in SHOPIFY.values() for group in row} | {"PROSPECTS"}


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
