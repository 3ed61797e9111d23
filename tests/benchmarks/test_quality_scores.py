"""Figures against hand computation."""

import numpy as np
import pytest

from benchmarks.quality.result import Result
from benchmarks.quality.scores import (
    churn_scores,
    interval_scores,
    largest,
    level_error,
    normalised_gini,
    slope,
    value_scores,
)


def test_auc_and_brier_of_four_customers():
    found = churn_scores(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0]))

    assert found["auc"] == 0.75  # three of four pairs are in order
    assert found["brier"] == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)
    assert found["level_error"] == pytest.approx(1.65 / 2 - 1)
    assert (found["rows"], found["churn_rate"], found["answered"]) == (4.0, 0.5, 1.0)


def test_log_loss_of_even_odds_is_that_of_a_coin():
    assert churn_scores(np.full(4, 0.5), np.array([0.0, 1.0, 0.0, 1.0]))["log_loss"] == pytest.approx(np.log(2))


def test_who_has_no_answer_is_counted_and_left_out():
    found = churn_scores(np.array([0.2, np.nan, 0.9]), np.array([0.0, 1.0, 1.0]))

    assert found["answered"] == pytest.approx(2 / 3)
    assert found["auc"] == 1.0


def test_a_model_without_answers_has_no_figures():
    found = churn_scores(np.full(3, np.nan), np.array([0.0, 1.0, 1.0]))

    assert found["answered"] == 0.0
    assert {found[name] for name in ("auc", "brier", "ece", "slope", "level_error")} == {None}
    assert set(value_scores(np.full(2, np.nan), np.ones(2)).values()) == {None}
    assert set(interval_scores(np.full((2, 2), np.nan), np.ones(2)).values()) == {None}


def test_calibration_error_is_the_gap_within_bins():
    p, y = np.repeat([0.2, 0.7], 50), np.tile([0.0, 1.0], 50)

    assert churn_scores(p, y)["ece"] == pytest.approx(0.25)  # |0.2 - 0.5| for one half, |0.7 - 0.5| for the other


@pytest.mark.parametrize("stretch", [0.5, 1.0, 2.0])
def test_the_slope_is_what_brings_stretched_log_odds_back(stretch):
    rng = np.random.default_rng(0)
    score = rng.normal(size=200_000)
    y = (rng.random(len(score)) < 1 / (1 + np.exp(-score))).astype(float)

    assert slope(1 / (1 + np.exp(-stretch * score)), y) == pytest.approx(1 / stretch, rel=0.03)


def test_the_slope_of_one_probability_for_all_is_unknown():
    assert np.isnan(slope(np.full(4, 0.3), np.array([0.0, 1.0, 0.0, 0.0])))


def test_normalised_gini_by_hand():
    actual = np.array([0.0, 0.0, 1.0, 3.0])

    assert normalised_gini(actual, actual) == 1.0
    assert normalised_gini(-actual, actual) == -1.0
    # Gini 2*(1*0 + 2*0 + 3*1 + 4*3)/(4*4) - 5/4 = 0.625; with the two buyers swapped 2*(9 + 4)/16 - 1.25 = 0.375
    assert normalised_gini(np.array([0.0, 1.0, 3.0, 2.0]), actual) == pytest.approx(0.375 / 0.625)


def test_value_figures_by_hand():
    expected, actual = np.array([1.0, 2.0, 3.0]), np.array([0.0, 4.0, 2.0])
    found = value_scores(expected, actual)

    assert found["bias"] == pytest.approx(0.0)
    assert found["mae"] == pytest.approx(4 / 3)
    assert found["rmse"] == pytest.approx(np.sqrt((1 + 4 + 1) / 3))
    assert found["spearman"] == pytest.approx(0.5)
    assert found["rmse_without_top"] == pytest.approx(1.0)  # without the one who spent 4


def test_the_top_percent_is_at_least_one_customer_and_exactly_that_many():
    assert largest(np.array([1.0, 9.0, 2.0])).tolist() == [False, True, False]
    assert largest(np.arange(1_000.0)).sum() == 10


def test_coverage_of_all_of_buyers_and_of_the_upper_end():
    interval = np.array([[0.0, 1.0], [0.0, 1.0], [2.0, 3.0], [0.0, 5.0]])
    found = interval_scores(interval, np.array([0.0, 2.0, 1.0, 4.0]))

    assert found == {"coverage": 0.5, "coverage_buyers": pytest.approx(1 / 3), "under_upper_end": 0.75}


def test_a_level_is_the_sum_expected_over_what_came():
    assert level_error(np.array([1.0, 2.0]), np.array([1.0, 1.0])) == 0.5
    assert np.isnan(level_error(np.ones(2), np.zeros(2)))


def test_a_line_holds_no_number_that_json_cannot():
    line = Result("telco", "all", "ours", {"auc": float("nan"), "brier": None, "ece": 0.123456789}).to_line()

    assert line == {
        "data": "telco", "part": "all", "model": "ours", "auc": None, "brier": None, "ece": 0.12346,
        "cpu_seconds": None,
    }  # fmt: skip
