"""The curve of incremental outcomes and the areas under it."""

import numpy as np
import pytest

from tests.training.uplift.trials import trial
from training.uplift.curve import POINTS, areas, curve, drawn
from training.uplift.sample import Sample


def experiment(treated: list[int], y: list[float]) -> Sample:
    return Sample((), {}, np.empty((len(y), 0)), np.array(treated, dtype=bool), np.array(y))


def test_the_curve_of_four_customers_is_what_a_hand_computes():
    found = curve(experiment([1, 0, 1, 0], [1.0, 0.0, 0.0, 0.0]), np.array([4.0, 3.0, 2.0, 1.0]))

    # One treated alone: nothing to compare with. Half: 1/2 (1/1 - 0/1). Three: 3/4 (1/2 - 0/1). All: 1/2 - 0.
    assert found[[0, 25, 50, 75, 100]] == pytest.approx([0, 0, 0.5, 0.375, 0.5])


def test_the_curve_ends_at_the_average_effect_whatever_the_order():
    sample = trial(0, 2_000, 0.1).sample
    effect = sample.y[sample.treated].mean() - sample.y[~sample.treated].mean()
    scores = np.random.default_rng(0).normal(size=(3, len(sample)))

    assert [curve(sample, score)[-1] for score in scores] == pytest.approx([effect] * 3)


def test_one_score_for_all_is_the_straight_line_and_its_qini_is_zero():
    found = curve(trial(0, 2_000, 0.1).sample, np.ones(2_000))

    np.testing.assert_allclose(found, POINTS * found[-1], atol=1e-15)
    assert areas(found) == pytest.approx((0.0, found[-1] / 2))


def test_the_area_of_the_true_order_is_what_theory_says():
    one = trial(1, 200_000, 0.2)
    qini, _ = areas(curve(one.sample, one.truth))

    # Half the customers have 0.2 more, all of them first: a triangle of base 1 and height 0.2 x 1/2 x 1/2.
    assert qini == pytest.approx(0.2 / 8, abs=0.003)


def test_the_reverse_order_loses_as_much():
    one = trial(1, 20_000, 0.2)
    best, worst = (areas(curve(one.sample, sign * one.truth))[0] for sign in (1, -1))

    assert worst == pytest.approx(-best, rel=0.05)


def test_a_customer_counted_twice_is_two_customers():
    sample, score = trial(2, 300, 0.1).sample, np.random.default_rng(0).normal(size=300)
    times = np.random.default_rng(1).integers(0, 3, 300)
    repeated = np.repeat(np.arange(300), times)

    expected = curve(sample.where(repeated), score[repeated])
    np.testing.assert_allclose(curve(sample, score, times.astype(float)), expected, atol=1e-12)


def test_curves_drawn_anew_spread_as_curves_of_other_customers_do():
    fresh = [trial(seed, 1_000, 0.2) for seed in range(200)]
    truth = np.std([areas(curve(one.sample, one.truth))[0] for one in fresh])
    anew = drawn(fresh[0].sample, fresh[0].truth, 400, np.random.default_rng(0))

    assert areas(anew)[0].std() == pytest.approx(truth, rel=0.15)
