"""Expected maximum profit: the published measure, to the digits of another implementation."""

import numpy as np
import pytest
from scipy.stats import beta

from training.evaluation.profit import Campaign, expected_maximum_profit

CUSTOMER_VALUE = 200  # the published default; ours is in shares of it


def counts(y: np.ndarray, p: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    _, group = np.unique(-p, return_inverse=True)
    return np.bincount(group, weights=y), np.bincount(group, weights=1.0 - y)


def test_it_is_what_the_package_empulse_computes():
    y = np.array([1, 1, 0, 1, 0, 0, 1, 0, 0, 0])
    p = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.35, 0.3, 0.2, 0.1])
    rng = np.random.default_rng(3)
    many = (rng.random(400) < 0.25).astype(int)
    tied = np.round(0.25 * many + rng.random(400) * 0.75, 2)

    assert expected_maximum_profit(*counts(y, p))[0] * CUSTOMER_VALUE == pytest.approx(19.108546234782512)
    assert expected_maximum_profit(*counts(many, tied))[0] * CUSTOMER_VALUE == pytest.approx(8.697034065404527)


def test_it_is_the_mean_over_chances_of_the_best_threshold():
    rng = np.random.default_rng(0)
    p = rng.random(300)
    y = (rng.random(300) < p).astype(int)
    campaign = Campaign()
    left, stayed = (np.append(0.0, np.cumsum(part)) / 300 for part in counts(y, p))
    chances = beta(campaign.accepts, campaign.refuses).ppf((np.arange(4_000) + 0.5) / 4_000)
    worth = chances * (1 - campaign.offer) - campaign.contact
    best = np.max(worth[:, None] * left - (campaign.offer + campaign.contact) * stayed, axis=1)

    assert expected_maximum_profit(*counts(y, p))[0] == pytest.approx(best.mean(), rel=1e-5)


def test_a_perfect_ranking_contacts_those_who_leave_and_no_others():
    y = np.array([1.0] * 30 + [0.0] * 70)
    profit, contacted = expected_maximum_profit(*counts(y, y))

    assert contacted == pytest.approx(0.3, abs=1e-6)
    assert profit == pytest.approx(0.3 * (0.3 * 0.95 - 0.005), abs=1e-6)


def test_where_nobody_leaves_nobody_is_worth_a_contact():
    assert expected_maximum_profit(np.zeros(2), np.array([3.0, 4.0])) == (0.0, 0.0)
