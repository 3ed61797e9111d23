"""The affine step that keeps the mean, and intervals that hold what they promise on rows nobody had seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.dimensions.churn import sigmoid
from scoring.dimensions.value import interval
from scoring.scales import ValueScale
from training.boosting import HeldOut
from training.calibration import centre, interval_factors, level
from training.metrics import coverage


def scale(edges: np.ndarray, factors: np.ndarray) -> ValueScale:
    return ValueScale(np.zeros(2), np.zeros(1001), edges, factors)


def revenue(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Expected values, and skewed outcomes with many zeros among the small ones."""
    rng = np.random.default_rng(seed)
    expected = rng.lognormal(4, 1, n)
    buys = rng.random(n) < 1 / (1 + np.exp(-(np.log(expected) - 3)))
    return expected, np.where(buys, expected * rng.gamma(2, 0.7, n), 0.0)


@given(st.floats(-3, 3), st.floats(0.5, 1.5), st.floats(0.02, 0.98), st.integers(0, 99))
def test_the_mean_probability_becomes_the_rate(level, slope, rate, seed):
    rng = np.random.default_rng(seed)
    score, y = rng.normal(level, 1.5, 400), (np.arange(400) < 400 * rate).astype(float)

    a = centre("churn", score, y, slope)

    assert sigmoid(a + slope * score).mean() == pytest.approx(y.mean(), abs=1e-9)


@given(st.floats(-3, 3), st.floats(0.5, 1.5), st.integers(0, 99))
def test_the_mean_expected_value_becomes_the_mean_outcome(level, slope, seed):
    rng = np.random.default_rng(seed)
    score, y = rng.normal(level, 1.5, 400), rng.exponential(5, 400)

    a = centre("value", score, y, slope)

    assert np.exp(a + slope * score).mean() == pytest.approx(y.mean())


@pytest.mark.parametrize("asked", [0.8, 0.95])
def test_intervals_hold_the_coverage_on_customers_nobody_had_seen(asked):
    found = scale(*interval_factors(*revenue(20_000, seed=1), asked))
    expected, actual = revenue(20_000, seed=2)

    assert asked - 0.01 < coverage(interval(expected, found), actual) < asked + 0.08
    assert coverage(interval(expected[expected > 300], found), actual[expected > 300]) > asked - 0.03


def test_intervals_are_the_shortest_that_hold_the_coverage():
    expected, actual = revenue(20_000, seed=1)
    edges, factors = interval_factors(expected, actual, 0.8)
    row = np.searchsorted(edges, expected, side="left")
    ratio = [(actual / expected)[row == i] for i in range(len(factors))]
    equal_tails = np.array([np.subtract(*np.quantile(one, [0.9, 0.1])) for one in ratio])

    assert (factors[:, 1] - factors[:, 0] < equal_tails).all()


@given(st.integers(1, 60), st.integers(0, 999), st.booleans())
def test_intervals_are_finite_and_hold_the_expected_value_whatever_the_data(n, seed, tied):
    rng = np.random.default_rng(seed)
    expected = rng.integers(1, 4, n).astype(float) if tied else rng.lognormal(0, 1, n)
    edges, factors = interval_factors(expected, rng.exponential(1, n) * expected, 0.8)
    anyone = np.concatenate([expected, [1e-9, 1e9]])
    ends = interval(anyone, scale(edges, factors))

    assert np.isfinite(ends).all()
    assert (ends[:, 0] <= anyone).all() and (anyone <= ends[:, 1]).all()


@given(st.integers(20, 400), st.integers(0, 99))
def test_four_of_five_outcomes_are_inside_where_the_factors_come_from(n, seed):
    expected, actual = revenue(n, seed)

    assert coverage(interval(expected, scale(*interval_factors(expected, actual, 0.8))), actual) >= 0.8


@pytest.mark.parametrize("target", ["churn", "value"])
def test_the_level_of_many_rows_is_theirs_and_that_of_few_is_drawn_to_all(target):
    rng = np.random.default_rng(0)
    score = rng.normal(size=60_000)
    mean = 1 / (1 + np.exp(-score)) if target == "churn" else np.exp(score)
    y = (rng.random(60_000) < mean).astype(float) if target == "churn" else rng.poisson(mean).astype(float)
    usual = HeldOut(score, y)
    lower = HeldOut(score - 0.5, y)  # of whom the model says less than comes
    few = HeldOut(lower.score[:20], lower.y[:20])
    same, many, drawn = (level(target, usual, there, 1.0) for there in (usual, lower, few))

    assert same == pytest.approx(0.0, abs=0.05)
    assert many == pytest.approx(0.5, abs=0.06)
    assert abs(drawn - same) < 0.7 * abs(centre(target, few.score, few.y, 1.0) - same)
