"""Choices are made on customers and cutoffs that the judged model has not seen; what is richer must earn its place."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.columns import FloatArray
from scoring.dimensions.churn import sigmoid
from training import choosing
from training.boosting import HeldOut, Recipe, fit, losses
from training.choosing import (
    LEAST_SHARES,
    MOST_ROUNDS,
    ROUNDS_STEP,
    Tried,
    calibrated,
    choose,
    earns_its_place,
    simplest,
)
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
    """What leaves: by each feature alone, by the first two together, or by boxes over the first three."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4))
    score = {
        "alone": 1.2 * x[:, 0] + 0.8 * (x[:, 1] > 0),
        "pair": 1.5 * np.sign(x[:, 0] * x[:, 1]) + x[:, 3],
        "three": 5.0 * (x[:, :3] > -0.3).all(axis=1) - 2.5 + 0.5 * x[:, 3],
    }[kind]
    return rows(x, (rng.random(n) < sigmoid(score)).astype(float))


@pytest.mark.parametrize(("kind", "order"), [("alone", 1), ("pair", 2), ("three", 3)])
def test_as_many_features_act_together_as_the_data_ask_for(kind, order):
    choice, _ = choose(CHURN, made(kind, 6_000))

    assert choice.order == order


def test_a_richer_model_must_gain_more_than_the_standard_error():
    rng = np.random.default_rng(0)
    simpler = rng.exponential(1, 2_500)
    noise = rng.normal(0, 0.5, 2_500)  # the standard error of the mean is 0.01
    noise -= noise.mean()

    assert earns_its_place(simpler - noise - 0.0105, simpler)
    assert not earns_its_place(simpler - noise - 0.0095, simpler)
    assert not earns_its_place(simpler, simpler)


@pytest.mark.parametrize(
    ("loss", "order"), [((0.50, 0.49, 0.48), 3), ((0.48, 0.479, 0.50), 1), ((0.50, 0.48, 0.479), 2)]
)
def test_the_simplest_is_taken_that_the_best_does_not_clearly_beat(loss, order):
    noise = np.random.default_rng(3).normal(0, 0.1, (3, 2_500))  # a standard error of 0.003 between any two
    noise -= noise.mean(axis=1, keepdims=True)
    nothing = HeldOut(np.zeros(1), np.zeros(1))
    tried = [Tried(i + 1, [], 20, nothing, one + noise[i]) for i, one in enumerate(loss)]

    assert simplest(tried).order == order


def test_a_direction_is_held_unless_the_data_speak_against_it():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(6_000, 2))
    bent = rows(x, (rng.random(6_000) < sigmoid(2 * np.abs(x[:, 0]) - 1.5)).astype(float))
    rising = rows(x, (rng.random(6_000) < sigmoid(1.5 * x[:, 0])).astype(float))
    upwards = replace(CHURN, directions={"a": 1})

    assert not choose(upwards, bent)[0].held
    assert choose(upwards, rising)[0].held
    assert choose(CHURN, bent)[0].held  # there is none to give up


def test_one_feature_alone_is_additive():
    data = made("alone")

    assert choose(CHURN, data.columns(["a"]))[0].order == 1


def test_rounds_are_a_step_of_those_tried():
    choice, _ = choose(CHURN, made("alone"))

    assert choice.rounds in range(ROUNDS_STEP, MOST_ROUNDS + 1, ROUNDS_STEP)
    assert 0.5 <= choice.slope <= 1.5


def test_rounds_go_on_while_they_help_and_end_at_the_most(monkeypatch):
    few = choose(CHURN, made("alone"))[0].rounds
    monkeypatch.setattr(choosing, "MOST_ROUNDS", ROUNDS_STEP)
    monkeypatch.setattr(choosing, "ROUNDS_BLOCK", ROUNDS_STEP)

    assert choose(CHURN, made("alone"))[0].rounds == ROUNDS_STEP < few


def test_the_loss_that_chooses_is_that_after_calibration():
    score = np.random.default_rng(1).normal(0, 1, 20_000)
    y = (np.random.default_rng(2).random(20_000) < sigmoid(score)).astype(float)
    found = [calibrated("churn", HeldOut(stretch * score + 0.4, y)).mean() for stretch in (1.0, 1.5, 0.8)]

    assert found == pytest.approx([losses("churn", score, y).mean()] * 3, abs=1e-3)


def test_what_is_dropped_is_not_missed_on_held_out_rows(monkeypatch):
    data = made("pair", 6_000)
    choice, held_out = choose(CHURN, data)
    monkeypatch.setattr(choosing, "LEAST_SHARES", ())
    monkeypatch.setattr(choosing, "SMALLEST_SHARE", 0.0)
    whole, unpruned = choose(CHURN, data)

    assert whole.least == 0.0 and choice.least in LEAST_SHARES
    assert not earns_its_place(calibrated("churn", unpruned), calibrated("churn", held_out))
    assert choice.loss == calibrated("churn", held_out).mean()


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


@pytest.mark.parametrize("levels", [{}, {"c": 3}])
def test_what_began_after_the_earlier_cutoffs_can_still_be_learned(levels):
    """A list of the last months alone: at earlier cutoffs its features are missing throughout."""
    data = made("alone")
    x = data.x.copy()
    x[:, 2] = np.where(data.period == 2, np.random.default_rng(12).integers(0, 3, len(data)), np.nan)
    data = replace(data, x=x)
    choice, held_out = choose(replace(CHURN, levels=levels), data)

    assert auc(held_out.y, held_out.score) > 0.6
    assert np.isfinite(raw_scores(fit(CHURN, data, order=choice.order, rounds=20), x)).all()
