"""A planted disparity is found, none is found where there is none, and like customers are compared with like."""

import numpy as np
import pytest

from tests.training.fairness.bases import grouped, measures
from training.fairness.comparing import among_like, compared
from training.fairness.groups import NOT_STATED
from training.fairness.said import verdict
from training.pilot.estimates import Estimate

TITLES = {"win_back_offer": dict.fromkeys(("en", "zh-Hans", "zh-Hant"), "offer")}


def found(code, discount, money, alike=None):
    levels = ("a", "b", "c", "d")[: int(code.max()) + 1]
    situation = np.zeros(len(code), dtype=np.int64) if alike is None else alike
    return compared([grouped(code, *levels)], measures(discount, money), situation)


def of(comparisons, level, measure):
    return next(one for one in comparisons if (one.level, one.measure.code) == (level, measure))


def test_a_planted_disparity_is_found_with_its_size():
    rng = np.random.default_rng(1)
    code = rng.integers(0, 4, 4_000)
    discount = (rng.random(4_000) < np.where(code == 3, 0.10, 0.20)).astype(float)
    comparisons = found(code, discount, rng.lognormal(3, 1, 4_000))
    least = of(comparisons, "d", "discount")

    assert least.shown and least.effect.low < -0.10 < least.effect.high
    assert not any(one.shown for one in comparisons if one.measure.code == "expected_net_value")
    said = verdict([one.plain() for one in comparisons], TITLES)
    assert said["code"] == "discount" and "of profile_gender d, 1" in said["text"]["en"]
    assert len(set(said["text"].values())) == 3


def test_a_disparity_of_money_is_found():
    rng = np.random.default_rng(2)
    code = rng.integers(0, 2, 3_000)
    money = rng.lognormal(3, 1, 3_000) * np.where(code == 1, 1.5, 1.0)
    comparisons = found(code, np.zeros(3_000), money)
    assert of(comparisons, "b", "expected_net_value").shown
    assert verdict([one.plain() for one in comparisons], TITLES)["code"] == "other"


def test_under_the_null_one_report_of_twenty_finds_something_at_most():
    """Small groups, rare discounts and skewed money, where normal laws find too much; two questions of 5 % each."""
    rng = np.random.default_rng(3)
    runs, alarms = 400, np.zeros(2)
    for _ in range(runs):
        code = rng.choice(4, 400, p=(0.6, 0.2, 0.12, 0.08))
        discount = (rng.random(400) < 0.03).astype(float)
        comparisons = found(code, discount, rng.lognormal(3, 1.5, 400))
        alarms += [any(one.shown for one in comparisons if one.measure.single is single) for single in (False, True)]
    assert (alarms <= 0.05 * runs + 2 * np.sqrt(0.05 * 0.95 * runs)).all(), alarms


def test_two_groups_are_one_look():
    code = np.repeat([0, 1], 100)
    discount = np.repeat([0.0, 1.0, 0.0, 1.0], [60, 40, 80, 20])
    comparisons = found(code, discount, np.ones(200))
    one, other = (of(comparisons, level, "discount") for level in "ab")

    assert one.effect.value == pytest.approx(0.2) == pytest.approx(-other.effect.value)
    assert one.together == other.together
    assert one.together == pytest.approx(4 * one.p)  # discount, do_nothing, withheld, money: not eight


def test_who_states_none_stands_beside_all_who_do_and_is_nobodys_other():
    rng = np.random.default_rng(9)
    code = rng.choice([0, 1, NOT_STATED, -1], 4_000, p=(0.4, 0.4, 0.15, 0.05))
    discount = (rng.random(4_000) < np.where(code == NOT_STATED, 0.1, 0.4)).astype(float)
    comparisons = found(code, discount, np.ones(4_000))
    silent = of(comparisons, None, "discount")

    assert silent.shown and silent.own.n == (code == NOT_STATED).sum() and silent.rest.n == (code >= 0).sum()
    assert of(comparisons, "a", "discount").rest.n == (code == 1).sum()
    assert {one.measure.single for one in comparisons if one.level is None} == {False}
    assert verdict([one.plain() for one in comparisons], TITLES)["code"] == "none"


def test_few_who_state_none_are_not_told_of():
    code = np.repeat([0, 1, NOT_STATED], [100, 100, 29])
    assert not any(one.level is None for one in found(code, np.zeros(229), np.ones(229)))


def test_what_differs_only_between_situations_is_gone_among_like():
    """One group is more often lapsed, and who is lapsed gets the discount: within each situation nothing differs."""
    rng = np.random.default_rng(4)
    code = rng.integers(0, 2, 6_000)
    lapsed = rng.random(6_000) < np.where(code == 1, 0.6, 0.3)
    discount = (rng.random(6_000) < np.where(lapsed, 0.3, 0.05)).astype(float)
    one = of(found(code, discount, np.ones(6_000), lapsed.astype(np.int64)), "b", "discount")

    assert one.shown and one.like is not None and one.like.low < 0 < one.like.high
    said = verdict([one.plain()], TITLES)
    assert "none is shown" in said["text"]["en"]


def test_among_like_by_hand():
    values = np.array([1.0, 0, 1, 1, 0, 0, 1, 0])
    own = np.array([True, True, False, False, True, False, False, False])
    alike = np.array([0, 0, 0, 0, 1, 1, 1, 2])  # of situation 2 one group alone: it says nothing
    found = among_like(values, own, alike)

    weights = 2 * 2 / 4, 1 * 2 / 3
    assert found is not None
    assert found.value == pytest.approx((weights[0] * (0.5 - 1.0) + weights[1] * (0.0 - 0.5)) / sum(weights))
    spread = [1.0 * 0.75 / 3, (2 / 3) * (2 / 3) / 2]  # weight x squares within / (n - 1)
    assert found.high - found.value == pytest.approx(1.959964 * np.sqrt(sum(spread)) / sum(weights))
    assert among_like(values, np.ones(8, dtype=bool), alike) is None


def test_intervals_among_like_hold_the_truth():
    rng, held = np.random.default_rng(5), 0
    for _ in range(400):
        alike, code = rng.integers(0, 8, 600), rng.random(600) < 0.3
        values = (rng.random(600) < 0.05 + 0.05 * alike + 0.1 * code).astype(float)
        estimate: Estimate | None = among_like(values, code, alike)
        assert estimate is not None
        held += estimate.low <= 0.1 <= estimate.high
    assert 0.92 <= held / 400 <= 0.98
