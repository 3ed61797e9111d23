"""Differences and their intervals: weights are repetitions, intervals cover what they should."""

import numpy as np
import pytest

from benchmarks.quality.bootstrap import Paired, difference, weighted_auc, weighted_brier, weighted_gini
from benchmarks.quality.scores import brier, normalised_gini
from training.metrics import auc

RNG = np.random.default_rng(0)
WEIGHT = RNG.integers(0, 4, 300).astype(float)
P, Y = RNG.random(300).round(1), (RNG.random(300) < 0.4).astype(float)  # rounded, so that there are ties
SPENT = RNG.exponential(size=300) * Y


def repeated(column: np.ndarray) -> np.ndarray:
    return np.repeat(column, WEIGHT.astype(int))


def test_a_weighted_auc_is_that_of_repeated_rows():
    assert weighted_auc(P, Y, WEIGHT) == pytest.approx(auc(repeated(Y), repeated(P)))


def test_a_weighted_brier_is_that_of_repeated_rows():
    assert weighted_brier(P, Y, WEIGHT) == pytest.approx(brier(repeated(P), repeated(Y)))


def test_a_weighted_gini_is_that_of_repeated_rows():
    assert weighted_gini(P, SPENT, WEIGHT) == pytest.approx(normalised_gini(repeated(P), repeated(SPENT)))
    assert weighted_gini(P, SPENT, np.ones(300)) == pytest.approx(normalised_gini(P, SPENT))


def pair(ours: np.ndarray, peer: np.ndarray) -> Paired:
    return Paired(Y, ours, peer, np.arange(300))


def test_a_model_does_not_differ_from_itself():
    assert difference([pair(P, P)], weighted_auc) == (0.0, 0.0, 0.0)


def test_the_interval_of_a_clear_difference_excludes_zero():
    middle, low, high = difference([pair(Y + 0.1 * P, P)], weighted_auc)

    assert 0.2 < low < middle < high < 0.8


def test_a_relative_difference_is_a_share_of_the_peers():
    near, far = np.abs(Y - 0.1), np.abs(Y - 0.2)  # Brier 0.01 and 0.04

    assert difference([pair(near, far)], weighted_brier, relative=True) == pytest.approx((-0.75,) * 3)


def test_the_mean_over_cutoffs_is_compared():
    middle, _, _ = difference([pair(P, P), pair(Y, P)], weighted_auc)

    assert middle == pytest.approx((1.0 - auc(Y, P)) / 2)


def test_the_same_customers_are_drawn_every_time():
    assert difference([pair(Y + P, P)], weighted_auc) == difference([pair(Y + P, P)], weighted_auc)
