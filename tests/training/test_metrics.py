"""Figures of known answers."""

import numpy as np
import pytest

from training.boosting import HeldOut
from training.evaluation.churn_figures import NAMES, ChurnFigures
from training.metrics import auc, calibration_error, churn_metrics, coverage, gini, value_metrics


def test_auc_is_the_share_of_pairs_in_the_right_order():
    assert auc(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.1, 0.4, 0.35, 0.8])) == 0.75
    assert np.isnan(auc(np.ones(3), np.arange(3.0)))


def test_true_probabilities_are_calibrated_with_slope_one():
    rng = np.random.default_rng(0)
    score = rng.normal(-0.5, 1.2, 100_000)
    y = (rng.random(100_000) < 1 / (1 + np.exp(-score))).astype(float)
    found = churn_metrics(HeldOut(score, y))

    assert found["calibration_slope"] == pytest.approx(1, abs=0.03)
    assert found["ece"] < 0.006
    assert found["mean_probability"] == pytest.approx(found["churn_rate"], abs=0.005)


def test_a_level_that_is_wrong_everywhere_is_the_calibration_error():
    y = np.tile([0.0, 0.0, 0.0, 1.0], 250)

    assert calibration_error(np.full(1_000, 0.45), y) == pytest.approx(0.2)


def test_the_brier_score_is_the_mean_squared_miss():
    found = churn_metrics(HeldOut(np.log([1 / 3, 3.0]), np.array([0.0, 0.0])))

    assert found["brier"] == pytest.approx((0.25**2 + 0.75**2) / 2)


def test_gini_is_one_for_the_perfect_order_and_minus_one_for_its_reverse():
    amount = np.random.default_rng(1).exponential(1, 500)

    assert value_metrics(amount, amount)["gini"] == pytest.approx(1)
    assert value_metrics(-amount, amount)["gini"] == pytest.approx(-1)


def test_one_customer_with_everything_has_nearly_all_of_the_gini():
    assert gini(np.arange(10.0), np.eye(10)[9]) == pytest.approx(0.9)


def test_bias_is_relative_to_what_came():
    found = value_metrics(np.array([10.0, 20.0]), np.array([15.0, 25.0]))

    assert (found["bias"], found["mean_absolute_error"]) == (-0.25, 5)


def test_coverage_counts_both_ends():
    interval = np.array([[0.0, 1.0], [2.0, 3.0], [2.0, 3.0], [4.0, 4.0]])

    assert coverage(interval, np.array([1.0, 2.0, 3.1, 4.0])) == 0.75


def test_the_slope_and_error_of_the_card_are_those_of_the_evaluation():
    rng = np.random.default_rng(3)
    score = np.round(rng.normal(size=900), 1)  # with ties
    y = (rng.random(900) < 1 / (1 + np.exp(-3 * score))).astype(float)
    card = churn_metrics(HeldOut(score, y))
    evaluated = ChurnFigures.of(1 / (1 + np.exp(-score)), y).figures(np.ones(900))
    told = dict(zip(NAMES, evaluated.tolist(), strict=True))

    assert card["calibration_slope"] == pytest.approx(told["calibration_slope"])
    assert card["calibration_slope"] > 2  # beyond what a model's own correction allows
    assert card["ece"] == pytest.approx(told["ece"])
