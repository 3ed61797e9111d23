"""Choices are made on customers and cutoffs that the judged model has not seen, and the catalogue's directions hold."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.columns import FloatArray
from scoring.dimensions.churn import sigmoid
from training.boosting import MOST_ROUNDS, ROUNDS_STEP, HeldOut, Recipe, calibration_slope, choose, fit, loss
from training.metrics import auc
from training.rows import Rows
from training.trees import raw_scores

CHURN, VALUE = Recipe("churn", {}, {}, 0), Recipe("value", {}, {}, 0)


def rows(x: FloatArray, y: FloatArray, periods: int = 3) -> Rows:
    """Each customer once a period; the test's period is left out, as `choose` is given training rows."""
    n = len(y) // periods
    names = tuple("abcdefgh"[: x.shape[1]])
    return Rows(names, x, y, np.tile(np.arange(n), periods), np.repeat(np.arange(periods), n), periods)


def made(kind: str, n: int = 3_000, seed: int = 0) -> Rows:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3))
    score = 1.5 * np.sign(x[:, 0] * x[:, 1]) if kind == "pair" else 1.2 * x[:, 0] + 0.8 * (x[:, 1] > 0)
    return rows(x, (rng.random(n) < sigmoid(score)).astype(float))


def test_pairs_are_chosen_where_two_features_act_together_and_only_there():
    together, apart = choose(CHURN, made("pair"))[0], choose(CHURN, made("alone"))[0]

    assert (together.pairs, apart.pairs) == (True, False)
    assert together.loss < np.log(2) - 0.1


def test_rounds_are_a_step_of_those_tried():
    choice, _ = choose(CHURN, made("alone"))

    assert choice.rounds in range(ROUNDS_STEP, MOST_ROUNDS + 1, ROUNDS_STEP)
    assert 0.5 <= choice.slope <= 1.5


def test_what_one_model_remembers_of_a_customer_helps_no_other():
    """Labels are chance and the same in every period: only who has seen the customer could know them."""
    rng = np.random.default_rng(1)
    label, mark = (rng.random(1_000) < 0.4).astype(float), rng.normal(size=(1_000, 2))
    _, held_out = choose(CHURN, rows(np.tile(mark, (3, 1)), np.tile(label, 3)))

    assert len(held_out.y) == 1_000
    assert abs(auc(held_out.y, held_out.score) - 0.5) < 0.06


def test_only_the_last_training_cutoff_is_judged():
    data = made("alone")
    _, held_out = choose(CHURN, replace(data, y=np.where(data.period == 2, 1 - data.y, data.y)))

    assert auc(held_out.y, held_out.score) < 0.3  # learned from the cutoffs before, which say the opposite


def test_events_at_the_last_cutoff_alone_can_still_be_learned():
    data = made("alone")
    late = choose(CHURN, replace(data, y=np.where(data.period == 2, data.y, 0.0)))[1]
    spent = choose(VALUE, replace(data, y=np.where(data.period == 2, data.y * 9, 0.0)))[1]

    assert auc(late.y, late.score) > 0.6
    assert np.isfinite(spent.score).all()


def test_a_held_direction_is_held():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(2_000, 2))
    y = (rng.random(2_000) < sigmoid(-2 * x[:, 0] + x[:, 1])).astype(float)  # the data say that it falls
    model = fit(replace(CHURN, directions={"a": 1}), rows(x, y, 2), pairs=True, rounds=60)
    grid = np.stack([np.linspace(-3, 3, 50), np.zeros(50)], axis=1)

    assert (np.diff(raw_scores(model, grid)) >= 0).all()


def test_text_codes_are_no_scale():
    """Every other code leaves: cuts of a scale would need eleven, a split of a set needs one."""
    rng = np.random.default_rng(3)
    code = rng.integers(0, 12, 3_000).astype(float)
    y = (rng.random(3_000) < np.where(code % 2 == 1, 0.9, 0.1)).astype(float)
    model = fit(replace(CHURN, levels={"a": 12}), rows(code[:, None], y), pairs=False, rounds=1)

    assert auc(y, raw_scores(model, code[:, None])) > 0.85


@pytest.mark.parametrize("levels", [{}, {"c": 3}])
def test_what_began_after_the_earlier_cutoffs_can_still_be_learned(levels):
    """A list of the last months alone: at earlier cutoffs its features are missing throughout."""
    data = made("alone")
    x = data.x.copy()
    x[:, 2] = np.where(data.period == 2, np.random.default_rng(12).integers(0, 3, len(data)), np.nan)
    data = replace(data, x=x)
    choice, held_out = choose(replace(CHURN, levels=levels), data)

    assert auc(held_out.y, held_out.score) > 0.6
    assert np.isfinite(raw_scores(fit(CHURN, data, pairs=choice.pairs, rounds=20), x)).all()


@pytest.mark.parametrize("levels", [{"a": 2}, {}])
def test_a_text_of_which_one_level_alone_occurs_does_no_harm(levels):
    """scikit-learn 1.9.1 fits such a text as if it could tell it from nothing, and predicts the same for both."""
    rng = np.random.default_rng(11)
    y = (rng.random(3_000) < 0.3).astype(float)
    code = np.where(rng.random(3_000) < np.where(y == 1, 0.9, 0.1), 0.0, np.nan)
    data = rows(np.stack([code, rng.normal(size=3_000)], axis=1), y)
    p = sigmoid(raw_scores(fit(replace(CHURN, levels=levels), data, pairs=False, rounds=60), data.x))

    assert p.mean() == pytest.approx(0.3, abs=0.02)
    if not levels:  # as a number that is there or not, it tells
        assert p[~np.isnan(code)].mean() > 0.7 and p[np.isnan(code)].mean() < 0.1


def test_expected_values_are_positive_and_keep_the_total():
    rng = np.random.default_rng(4)
    x = rng.normal(size=(3_000, 2))
    y = np.exp(x[:, 0]) * rng.exponential(1, 3_000) * (rng.random(3_000) < 0.6)
    model = fit(VALUE, rows(x, y), pairs=False, rounds=100)

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
        assert loss(target, score, y) < min(loss(target, score + 0.2, y), loss(target, 0.8 * score, y))
