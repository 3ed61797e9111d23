"""Churn figures against scikit-learn's, and weights against rows that are there more than once."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from training.evaluation.churn_curves import churn_curves
from training.evaluation.churn_figures import NAMES, ChurnFigures
from training.metrics import calibration_error

RNG = np.random.default_rng(0)
P = np.round(RNG.beta(2, 4, 800), 2)  # with ties
Y = (RNG.random(800) < P).astype(float)


def figures(p: np.ndarray, y: np.ndarray, weight: np.ndarray | None = None) -> dict[str, float]:
    found = ChurnFigures.of(p, y).figures(np.ones(len(y)) if weight is None else weight)
    return dict(zip(NAMES, found.tolist(), strict=True))


def test_ranking_and_loss_are_scikit_learns():
    found = figures(P, Y)

    assert found["auc"] == pytest.approx(roc_auc_score(Y, P))
    assert found["average_precision"] == pytest.approx(average_precision_score(Y, P))
    assert found["brier"] == pytest.approx(brier_score_loss(Y, P))
    assert found["log_loss"] == pytest.approx(log_loss(Y, np.clip(P, 1e-9, 1)))


def test_the_calibration_slope_is_that_of_a_logistic_regression():
    p = np.clip(P, 0.01, 0.99)
    slope = LogisticRegression(C=np.inf).fit(np.log(p / (1 - p))[:, None], Y).coef_[0, 0]

    assert figures(p, Y)["calibration_slope"] == pytest.approx(slope, rel=1e-3)


def test_the_calibration_error_is_that_of_the_card():
    p = RNG.random(1_000)
    y = (RNG.random(1_000) < p**2).astype(float)

    assert figures(p, y)["ece"] == pytest.approx(calibration_error(p, y))


def test_lift_by_hand():
    y = np.array([1, 1, 0, 1, 0, 0, 0, 0, 0, 0.0])
    found = figures(np.linspace(0.9, 0.1, 10), y)

    assert found["lift_10"] == pytest.approx(1 / 0.3)
    assert found["lift_20"] == pytest.approx(1 / 0.3)


def test_equal_scores_share_the_lift_whatever_their_order():
    tied = figures(np.full(10, 0.3), np.array([1, 1, 1, 0, 0, 0, 0, 0, 0, 0.0]))

    assert (tied["lift_10"], tied["auc"]) == (pytest.approx(1.0), pytest.approx(0.5))
    assert np.isnan(tied["calibration_slope"])


def test_a_weight_is_a_row_that_is_there_so_many_times():
    weight = RNG.integers(0, 4, 800).astype(float)
    times = weight.astype(int)
    weighted, repeated = figures(P, Y, weight), figures(np.repeat(P, times), np.repeat(Y, times))

    for name in NAMES:
        assert weighted[name] == pytest.approx(repeated[name], rel=1e-6), name


def test_one_class_alone_has_no_figures():
    assert np.isnan(list(figures(P, np.zeros(800)).values())).all()


def test_curves_hold_what_the_figures_say():
    curves = churn_curves(P, Y, np.array([0.3, 0.6]), np.arange(800))
    bands = {band["band"]: band for band in curves["bands"]}

    assert bands["high"]["value"] == pytest.approx(Y[P >= 0.6].mean())
    assert sum(band["share"] for band in bands.values()) == pytest.approx(1)
    assert np.trapezoid([p["value"] for p in curves["roc"]], dx=1 / 40) == pytest.approx(roc_auc_score(Y, P), abs=0.01)
    for points in curves.values():
        assert all(p["low"] <= p["value"] + 1e-9 and p["value"] <= p["high"] + 1e-9 for p in points[1:-1])


def test_the_order_of_rows_decides_nothing_among_equal_probabilities():
    sorted_in, sorted_out = (np.lexsort((sign * Y, P)) for sign in (1, -1))

    for order in (sorted_in, sorted_out):
        assert figures(P[order], Y[order]) == pytest.approx(figures(P, Y))
    tenths = [churn_curves(P[o], Y[o], np.array([0.3]), np.arange(800))["calibration"] for o in (sorted_in, sorted_out)]
    assert [t["value"] for t in tenths[0]] == pytest.approx([t["value"] for t in tenths[1]])


def test_one_probability_for_everybody_is_wrong_by_the_level_alone():
    y = np.sort(Y)

    assert figures(np.full(800, 0.3), y)["ece"] == pytest.approx(abs(0.3 - y.mean()))


def test_a_draw_without_an_event_is_no_curve_and_no_fault():
    y = np.zeros(60)
    y[7] = 1.0  # a third of the draws miss this one
    curves = churn_curves(P[:60], y, np.array([0.3, 0.6]), np.arange(60))

    assert all(np.isfinite([p["low"], p["high"]]).all() for p in curves["roc"])
