"""The verdict in simulations: seldom where nothing is, always where much is."""

from dataclasses import replace

import numpy as np
import pytest

from tests.training.uplift.trials import LEVELS, NAMES, Trial, trial
from training.uplift.judging import Figure, area_figures
from training.uplift.sample import Sample, folds
from training.uplift.uplift import Uplift, in_sequence, uplift

RUNS = 120


def once(one: Sample, seed: int, error: float = 0.05) -> Figure:
    """The Qini of a single cheap pass: numbers only, three folds, few draws."""
    numbers = Sample(("often", "recent"), {}, one.x[:, :2], one.treated, one.y)
    fold = folds(np.arange(len(one)), one.treated, 3, seed)
    judged, _ = in_sequence(numbers, fold, seed, np.random.default_rng(seed), draws=40)
    return area_figures([judged], error)[0]


@pytest.fixture(scope="module")
def strong() -> Trial:
    return trial(0, 6_000, 0.3)


@pytest.fixture(scope="module")
def found(strong: Trial) -> Uplift:
    sample = strong.sample
    return uplift(sample.x, NAMES, LEVELS, sample.treated, sample.y, kind="rate")


def test_without_heterogeneity_the_verdict_says_so_in_95_of_100_experiments():
    verdicts = [once(trial(seed, 1_000, 0.0).sample, seed) for seed in range(RUNS)]

    assert np.mean([figure.low > 0 for figure in verdicts]) <= 0.05
    assert np.mean([figure.low <= 0 <= figure.high for figure in verdicts]) >= 0.9


def test_strong_heterogeneity_is_found_every_time():
    assert all(once(trial(seed, 4_000, 0.3).sample, seed).low > 0 for seed in range(5))


def test_it_is_found_where_one_customer_in_ten_is_held_out():
    assert once(trial(0, 12_000, 0.3, share_treated=0.9).sample, 0).low > 0


def test_predictions_follow_the_true_uplift(strong, found):
    assert found.sentence == "heterogeneity_shown"
    assert np.corrcoef(found.predicted, strong.truth)[0, 1] > 0.85
    assert found.predicted.mean() == pytest.approx(strong.truth.mean(), abs=0.03)


def test_the_feature_that_makes_the_difference_is_named_and_not_the_one_that_makes_the_visits(found):
    assert found.terms[0].feature == "recent"
    assert found.terms[0].share > 0.8


def test_the_best_tenth_gains_what_was_true_of_it(found):
    best, worst = found.by_tenth[0], found.by_tenth[-1]

    assert best.effect.low < 0.35 < best.effect.high
    assert worst.effect.low < 0.05 < worst.effect.high


def test_the_more_is_asked_the_wider_the_interval_that_decides():
    alone, among_six = (once(trial(0, 2_000, 0.2).sample, 0, error) for error in (0.05, 0.05 / 6))

    # Standard normal quantiles of 0.975 and 1 - 0.05 / 12.
    assert (among_six.high - among_six.low) / (alone.high - alone.low) == pytest.approx(2.638 / 1.960, rel=1e-3)


def test_an_amount_is_ranked_in_its_own_unit():
    sample = trial(0, 2_000, 0.2).sample
    plain, dear = once(sample, 0), once(replace(sample, y=1_000 * sample.y), 0)

    assert dear.value == pytest.approx(1_000 * plain.value)
    assert dear.low == pytest.approx(1_000 * plain.low)
