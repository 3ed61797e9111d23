"""Simulated experiments with known truth: intervals that say 95 % hold it in 93 to 97 of 100."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scoring.columns import FloatArray
from tests.training.pilot.experiments import RUNS, trial
from training.pilot.cuped import adjusted
from training.pilot.estimates import Estimate, Sample, Z, difference, relative
from training.pilot.groups import by_group
from training.pilot.shrinkage import shrunk
from training.pilot.trial import Trial

Draw = Callable[[np.random.Generator], tuple[FloatArray, FloatArray]]


def money(rng: np.random.Generator, n: int, buyers: float, scale: float) -> FloatArray:
    """Of `buyers` a log-normal amount, of the others nothing."""
    return (rng.random(n) < buyers) * rng.lognormal(0.0, 0.8, n) * scale


def rates(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    return (rng.random(600) < 0.106).astype(float), (rng.random(600) < 0.151).astype(float)


def rare(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    return (rng.random(400) < 0.01).astype(float), (rng.random(3_600) < 0.02).astype(float)


def amounts(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    return money(rng, 800, 0.2, 10.0), money(rng, 1_200, 0.25, 10.0)


MEAN = float(np.exp(0.32))  # of that log-normal
DIFFERENCES = {rates: 0.045, rare: 0.01, amounts: 0.5 * MEAN}
RATIOS = {rates: 0.151 / 0.106 - 1, amounts: 0.25}


def covered(estimates: list[Estimate], truth: float) -> float:
    return float(np.mean([one.low <= truth <= one.high for one in estimates]))


def pairs(draw: Draw, seed: int) -> list[tuple[Sample, Sample]]:
    rng = np.random.default_rng(seed)
    return [(Sample.of(a), Sample.of(b)) for a, b in (draw(rng) for _ in range(RUNS))]


@pytest.mark.parametrize("draw", DIFFERENCES, ids=lambda draw: draw.__name__)
def test_intervals_of_differences_hold_the_truth(draw):
    found = [difference(*pair, rate=draw is not amounts) for pair in pairs(draw, 1)]
    assert 0.93 <= covered(found, DIFFERENCES[draw]) <= 0.97


@pytest.mark.parametrize("draw", RATIOS, ids=lambda draw: draw.__name__)
def test_intervals_of_ratios_hold_the_truth(draw):
    found = [one for pair in pairs(draw, 2) if (one := relative(*pair)) is not None]
    assert len(found) == RUNS and 0.93 <= covered(found, RATIOS[draw]) <= 0.97


def with_history(seed: int, strength: float, n: int = 500) -> tuple[list[Estimate], list[Estimate]]:
    """Effects of 2, without and with two columns of history, which say so much of an outcome of spread 10."""
    rng = np.random.default_rng(seed)
    plain, narrow = [], []
    for _ in range(RUNS):
        x, treated = rng.normal(0, 1, (2, n)), rng.random(n) < 0.4
        y = 10 * (strength * x[0] + np.sqrt(1 - strength**2) * rng.normal(0, 1, n)) + 2 * treated
        without = adjusted(y, treated, [x[0], x[1]])
        assert without is not None
        plain.append(difference(Sample.of(y[~treated]), Sample.of(y[treated]), rate=False))
        narrow.append(difference(*without, rate=False))
    return plain, narrow


def test_intervals_with_history_hold_the_truth_and_are_narrower():
    plain, narrow = with_history(3, strength=0.8)
    width = np.mean([one.high - one.low for one in narrow]) / np.mean([one.high - one.low for one in plain])

    assert 0.93 <= covered(plain, 2.0) <= 0.97 and 0.93 <= covered(narrow, 2.0) <= 0.97
    assert width == pytest.approx(np.sqrt(1 - 0.8**2), rel=0.02)


def test_history_that_foretells_nothing_costs_nothing_worth_a_word():
    plain, narrow = with_history(4, strength=0.0, n=120)
    width = np.mean([one.high - one.low for one in narrow]) / np.mean([one.high - one.low for one in plain])
    assert 0.93 <= covered(narrow, 2.0) <= 0.97 and 0.99 < width < 1.02


@pytest.mark.parametrize(("groups", "spread"), [(2, 1.5), (3, 0.5), (8, 0.5), (8, 2.0)])
def test_effects_of_groups_drawn_together_are_nearer_to_the_truth_and_hold_it(groups, spread):
    rng = np.random.default_rng(5)
    truth = rng.normal(1.0, spread, (RUNS, groups))
    errors = rng.uniform(0.3, 1.0, (RUNS, groups))
    seen = rng.normal(truth, errors)
    runs = zip(seen, errors, strict=True)
    found = [shrunk([Estimate(v, v - Z * e, v + Z * e) for v, e in zip(*run, strict=True)]) for run in runs]
    value, low, high = (np.array([[getattr(e, n) for e in run] for run in found]) for n in ("value", "low", "high"))

    assert np.mean((value - truth) ** 2) < np.mean((seen - truth) ** 2)
    assert 0.93 <= np.mean((low <= truth) & (truth <= high)) <= 0.97


def shown_in(made: Trial) -> list[dict[str, Any]]:
    return by_group(made, made.outcomes["y"], 1, rate=True)


def test_of_many_groups_without_effect_one_is_shown_in_no_more_than_one_trial_of_twenty():
    rng = np.random.default_rng(6)
    parts = ["a", "b", "c", "d", "e"] * 200
    shown = differ = 0
    for _ in range(RUNS):
        (found,) = shown_in(trial(*(rng.random((2, 500)) < 0.2).astype(float), parts=parts))
        shown += any(part["shown"] for part in found["parts"])
        differ += found["differ"]["shown"]

    assert 0.02 <= shown / RUNS <= 0.065 and 0.02 <= differ / RUNS <= 0.065
