"""The population's gap between purchases, and how far a customer's own gap can be believed."""

import numpy as np
import pytest

from scoring.columns import FloatArray
from scoring.events import Events
from training.reference import DEFAULT_GAP_DAYS, DEFAULT_STRENGTH, STRONGEST, WEAKEST, gaps_between, population_gap


def purchases(*days: list[float]) -> Events:
    customer = np.repeat(np.arange(len(days)), [len(one) for one in days])
    return Events(customer, np.ones(len(days), dtype=bool), {"day": np.concatenate([np.array(d, float) for d in days])})


def repeated(means: FloatArray, gaps: int, shape: float, seed: int) -> Events:
    """Customers with true mean gaps, whose gaps are gamma with this shape."""
    rng = np.random.default_rng(seed)
    drawn = rng.gamma(shape, means[:, None] / shape, (len(means), gaps)).round() + 1
    return purchases(*(list(np.append(0.0, np.cumsum(row))) for row in drawn))


def test_gaps_are_between_a_customers_own_purchase_days():
    gap, customer = gaps_between(purchases([0, 10, 10, 40], [5], [7, 8]))

    assert gap.tolist() == [10, 30, 1]
    assert customer.tolist() == [0, 0, 2]


def test_every_customer_counts_once_in_the_populations_gap():
    gap, _ = population_gap(purchases([0, 10, 20, 30, 40], [0, 70]))

    assert gap == (10 + 70) / 2


def test_the_strength_predicts_the_next_gap_better_than_half_or_twice_of_it():
    means = np.random.default_rng(1).gamma(4, 10, 4_000)
    shown, following = repeated(means, 3, 1.5, seed=2), repeated(means, 1, 1.5, seed=3)
    gap, strength = population_gap(shown)
    own = gaps_between(shown)[0].reshape(-1, 3).mean(axis=1)
    after = gaps_between(following)[0]

    def loss(s: float) -> float:
        return float(np.mean(((3 * own + s * gap) / (3 + s) - after) ** 2))

    assert loss(strength) < min(loss(strength / 2), loss(strength * 2))


def test_customers_who_are_all_alike_are_not_told_apart_by_chance():
    _, strength = population_gap(repeated(np.full(500, 30.0), 4, 1.0, seed=4))

    assert strength == STRONGEST


def test_customers_with_a_steady_rhythm_of_their_own_are_believed():
    _, strength = population_gap(repeated(np.linspace(5, 100, 300), 4, 1_000.0, seed=5))

    assert strength == WEAKEST


@pytest.mark.parametrize(
    ("events", "gap"),
    [(purchases([3]), DEFAULT_GAP_DAYS), (purchases([0, 10, 30]), 15.0), (purchases([0, 10], [0, 20]), 15.0)],
)
def test_too_few_repeats_leave_the_usual_strength(events, gap):
    assert population_gap(events) == (gap, DEFAULT_STRENGTH)
