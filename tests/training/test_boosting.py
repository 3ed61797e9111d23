"""Shallow trees that hold the catalogue's directions, and the affine step that calibrates them."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.columns import FloatArray
from scoring.dimensions.churn import sigmoid
from training.boosting import SHAPES, HeldOut, Recipe, calibration_slope, fit, grow, loss, unfitted
from training.compile import collapse
from training.metrics import auc
from training.rows import Rows
from training.trees import raw_scores

CHURN, VALUE = Recipe("churn", {}, {}, 0), Recipe("value", {}, {}, 0)


def rows(x: FloatArray, y: FloatArray, periods: int = 3) -> Rows:
    """Each customer once a period."""
    n = len(y) // periods
    names = tuple("abcdefgh"[: x.shape[1]])
    return Rows(names, x, y, np.tile(np.arange(n), periods), np.repeat(np.arange(periods), n), periods)


@pytest.mark.parametrize("order", SHAPES)
def test_no_leaf_depends_on_more_features_than_the_order_says(order):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3_000, 6))
    y = (rng.random(3_000) < sigmoid(2 * np.sign(x[:, :4].prod(axis=1)) + x[:, 5])).astype(float)
    _, models = collapse({"it": fit(CHURN, rows(x, y), order=order, rounds=60)}, tuple("abcdef"), {})

    assert max((term.order for term in models["it"].interactions), default=1) == order


@pytest.mark.parametrize("target", ["churn", "value"])
def test_growing_on_is_growing_at_once(target):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(1_500, 4))
    recipe, data = Recipe(target, {}, {}, 0), rows(x, (rng.random(1_500) < sigmoid(x[:, 0])).astype(float))
    model = unfitted(recipe, data, order=3).set_params(warm_start=True)
    for rounds in (20, 60):
        grow(model, recipe, data, rounds=rounds)

    assert raw_scores(model, x).tolist() == raw_scores(fit(recipe, data, order=3, rounds=60), x).tolist()


def test_a_held_direction_is_held():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(2_000, 2))
    y = (rng.random(2_000) < sigmoid(-2 * x[:, 0] + x[:, 1])).astype(float)  # the data say that it falls
    model = fit(replace(CHURN, directions={"a": 1}), rows(x, y, 2), order=2, rounds=60)
    grid = np.stack([np.linspace(-3, 3, 50), np.zeros(50)], axis=1)

    assert (np.diff(raw_scores(model, grid)) >= 0).all()


def test_text_codes_are_no_scale():
    """Every other code leaves: cuts of a scale would need eleven, a split of a set needs one."""
    rng = np.random.default_rng(3)
    code = rng.integers(0, 12, 3_000).astype(float)
    y = (rng.random(3_000) < np.where(code % 2 == 1, 0.9, 0.1)).astype(float)
    model = fit(replace(CHURN, levels={"a": 12}), rows(code[:, None], y), order=1, rounds=1)

    assert auc(y, raw_scores(model, code[:, None])) > 0.85


@pytest.mark.parametrize("levels", [{"a": 2}, {}])
def test_a_text_of_which_one_level_alone_occurs_does_no_harm(levels):
    """scikit-learn 1.9.1 fits such a text as if it could tell it from nothing, and predicts the same for both."""
    rng = np.random.default_rng(11)
    y = (rng.random(3_000) < 0.3).astype(float)
    code = np.where(rng.random(3_000) < np.where(y == 1, 0.9, 0.1), 0.0, np.nan)
    data = rows(np.stack([code, rng.normal(size=3_000)], axis=1), y)
    p = sigmoid(raw_scores(fit(replace(CHURN, levels=levels), data, order=1, rounds=60), data.x))

    assert p.mean() == pytest.approx(0.3, abs=0.02)
    if not levels:  # as a number that is there or not, it tells
        assert p[~np.isnan(code)].mean() > 0.7 and p[np.isnan(code)].mean() < 0.1


def test_expected_values_are_positive_and_keep_the_total():
    rng = np.random.default_rng(4)
    x = rng.normal(size=(3_000, 2))
    y = np.exp(x[:, 0]) * rng.exponential(1, 3_000) * (rng.random(3_000) < 0.6)
    model = fit(VALUE, rows(x, y), order=1, rounds=100)

    assert np.exp(raw_scores(model, x)).mean() == pytest.approx(y.mean(), rel=0.02)


@pytest.mark.parametrize(("stretch", "slope"), [(1.0, 1.0), (1.5, 0.667), (0.8, 1.25), (9.0, 0.5), (0.1, 1.5)])
def test_the_slope_undoes_what_overfitting_stretched(stretch, slope):
    score = np.random.default_rng(5).normal(0.3, 1.2, 40_000)
    y = (np.random.default_rng(6).random(40_000) < sigmoid(score)).astype(float)

    assert calibration_slope("churn", HeldOut(stretch * score + 0.7, y)) == pytest.approx(slope, abs=0.04)


def test_the_slope_of_values_is_that_of_log_rates():
    score = np.random.default_rng(7).normal(0, 0.8, 40_000)
    y = np.random.default_rng(8).poisson(np.exp(score)).astype(float)

    assert calibration_slope("value", HeldOut(score / 0.8, y)) == pytest.approx(0.8, abs=0.03)


def test_scores_that_part_the_classes_are_not_stretched_without_end():
    score = np.linspace(-40, 40, 500)

    assert calibration_slope("churn", HeldOut(score, (score > 0).astype(float))) == 1.5


@pytest.mark.parametrize("target", ["churn", "value"])
def test_a_score_that_never_varies_has_a_finite_slope(target):
    assert 0.5 <= calibration_slope(target, HeldOut(np.zeros(50), np.tile([0.0, 1.0], 25))) <= 1.5


def test_the_loss_is_smallest_at_the_truth():
    score = np.random.default_rng(9).normal(0, 1, 40_000)
    draw = np.random.default_rng(10)
    left, bought = (draw.random(40_000) < sigmoid(score)).astype(float), draw.poisson(np.exp(score)).astype(float)

    for target, y in (("churn", left), ("value", bought)):
        others = (score + 0.2, 0.8 * score)
        assert loss(target, score, y) < min(loss(target, other, y) for other in others)
