"""Pure tables of an estimator: variance falls apart into that of their terms, and small terms can go."""

import itertools

import numpy as np
import pytest

from scoring.columns import FloatArray
from scoring.dimensions.churn import sigmoid
from training.boosting import Recipe, fit
from training.glass import Glass, glass
from training.rows import Rows
from training.trees import Estimator, raw_scores

CHURN = Recipe("churn", {}, {}, 0)


@pytest.fixture(scope="module")
def data() -> Rows:
    """Two features that act together, one that acts alone, one that does nothing."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 4, (2_000, 4)).astype(float)
    x[rng.random(x.shape) < 0.1] = np.nan
    score = 1.5 * ((x[:, 0] > 1) & (x[:, 1] > 1)) + 0.5 * np.nan_to_num(x[:, 2]) - 1
    y = (rng.random(2_000) < sigmoid(score)).astype(float)
    return Rows(tuple("abcd"), x, y, np.arange(2_000), np.zeros(2_000, dtype=np.int64), 1)


@pytest.fixture(scope="module")
def estimator(data: Rows) -> Estimator:
    return fit(CHURN, data, order=3, rounds=40)


@pytest.fixture(scope="module")
def made(estimator: Estimator, data: Rows) -> Glass:
    return glass(estimator, data, {})


def every_cell(made: Glass) -> tuple[FloatArray, FloatArray]:
    """Every combination of bins, and its probability under the product of the marginals."""
    grid = made.grid
    cells = np.array(list(itertools.product(*(range(count + 2) for count in grid.counts))))
    shares = [grid.part(made.marginals, name)[cells[:, j]] for j, name in enumerate(grid.names)]
    return cells, np.prod(shares, axis=0)


def test_tables_say_what_the_estimator_says(made, estimator, data):
    np.testing.assert_allclose(made.scores(data.x), raw_scores(estimator, data.x), rtol=0, atol=1e-12)


def test_variances_of_terms_add_up_to_that_of_the_score(made):
    cells, weight = every_cell(made)
    score = made.model.scores(cells)
    spread = float((weight * (score - (weight * score).sum()) ** 2).sum())
    alone = float((made.marginals * made.model.mains**2).sum())

    assert made.shares().sum() == pytest.approx(1 - alone / spread)


def test_two_features_that_act_together_have_the_largest_share(made):
    assert made.model.interactions[int(made.shares().argmax())].features == (0, 1)


def test_what_remains_changes_by_no_more_variance_than_was_dropped(made):
    cells, weight = every_cell(made)
    least = float(np.median(made.shares()))
    kept = made.without_under(least)
    score, other = made.model.scores(cells), kept.model.scores(cells)
    spread = float((weight * (score - (weight * score).sum()) ** 2).sum())

    assert 0 < len(kept.model.interactions) < len(made.model.interactions)
    dropped = made.shares()[made.shares() < least].sum()
    assert (weight * (score - other) ** 2).sum() / spread == pytest.approx(dropped)


def test_nothing_is_dropped_under_no_share(made):
    assert made.without_under(0.0).model.interactions == made.model.interactions


def test_a_score_without_any_variance_has_no_shares(data):
    stump = fit(CHURN, data.where(data.y == 1), order=2, rounds=1)

    assert glass(stump, data, {}).shares().tolist() == []
