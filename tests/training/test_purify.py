"""Pure terms: the same score in every cell, main effects in the tables of one feature, Shapley values as shares."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from scoring.additive import AdditiveModel
from scoring.grid import Grid, grid_from_edges
from scoring.interactions import Interaction
from training.purify import marginals, purify


def a_small_model(seed: int, most: int = 4) -> tuple[Grid, AdditiveModel, np.ndarray]:
    """Four features of few bins, every second interaction of up to `most`, and marginals of which some are zero."""
    rng = np.random.default_rng(seed)
    grid = grid_from_edges({f"f{j}": np.sort(rng.normal(size=count)) for j, count in enumerate((1, 2, 0, 3))})
    sets = [features for k in range(2, most + 1) for features in itertools.combinations(range(4), k)]
    terms = tuple(an_interaction(rng, grid, features) for features in (sets[::2] if most > 2 else sets))
    model = AdditiveModel("logit", 0.3, grid.counts, rng.normal(size=grid.size), terms)
    x = rng.normal(size=(40, 4))
    x[rng.random(x.shape) < 0.2] = np.nan
    x[:, 0] = np.where(np.isnan(x[:, 0]), 0.0, x[:, 0])
    return grid, model, marginals(grid, grid.bins(x))


def an_interaction(rng: np.random.Generator, grid: Grid, features: tuple[int, ...]) -> Interaction:
    """On up to three cells an axis, cut at other bins in each table."""
    axes = tuple(np.minimum(np.maximum(np.arange(grid.counts[j] + 2) - rng.integers(2), 0), 2) for j in features)
    return Interaction(features, axes, rng.normal(size=[axis.max() + 1 for axis in axes]))


def cell_shares(grid: Grid, shares: np.ndarray, term: Interaction) -> list[np.ndarray]:
    """Share of each cell along each axis."""
    return [
        np.bincount(axis, grid.part(shares, grid.names[j])) for j, axis in zip(term.features, term.axes, strict=True)
    ]


def all_cells(grid: Grid) -> np.ndarray:
    """Every combination of bins."""
    return np.array(list(itertools.product(*(range(count + 2) for count in grid.counts))))


def weights_of(grid: Grid, shares: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Probability of each combination for each feature (cells, p)."""
    return np.column_stack([grid.part(shares, name)[cells[:, j]] for j, name in enumerate(grid.names)])


def test_marginals_are_shares_of_rows():
    grid = grid_from_edges({"a": np.array([0.0]), "b": np.empty(0)})
    bins = grid.bins(np.array([[-1.0, 5.0], [1.0, np.nan], [2.0, np.nan], [np.nan, np.nan]]))
    assert marginals(grid, bins).tolist() == [0.25, 0.5, 0.25, 0.25, 0.75]
    with pytest.raises(ValueError, match="at least one row"):
        marginals(grid, bins[:0])


@pytest.mark.parametrize("most", [2, 3, 4])
@pytest.mark.parametrize("seed", range(5))
def test_purifying_changes_no_score_in_any_cell(seed: int, most: int):
    grid, model, shares = a_small_model(seed, most)
    assert (shares == 0).any()
    cells = all_cells(grid)
    np.testing.assert_allclose(purify(model, shares).scores(cells), model.scores(cells), rtol=0, atol=1e-12)


def test_pure_terms_have_mean_zero_and_the_intercept_is_the_mean_score():
    grid, model, shares = a_small_model(0)
    pure, cells = purify(model, shares), all_cells(grid)
    weights = weights_of(grid, shares, cells).prod(axis=1)
    assert math.isclose(pure.intercept, (model.scores(cells) * weights).sum(), abs_tol=1e-12)
    for name in grid.names:
        assert abs((grid.part(pure.mains, name) * grid.part(shares, name)).sum()) < 1e-12
    for term in pure.interactions:
        for side, share in enumerate(cell_shares(grid, shares, term)):
            np.testing.assert_allclose((np.moveaxis(term.table, side, -1) * share).sum(axis=-1), 0.0, atol=1e-12)


def test_a_table_of_three_leaves_its_pairs_to_tables_of_their_own():
    _, model, shares = a_small_model(2)
    three = next(term for term in model.interactions if term.order == 3)
    pure = purify(replace(model, interactions=(three,)), shares)
    assert {term.features for term in pure.interactions} == {
        three.features,
        *itertools.combinations(three.features, 2),
    }


def test_what_does_not_act_together_leaves_no_interaction():
    grid, _, shares = a_small_model(3)
    axes = tuple(np.arange(count + 2) for count in grid.counts[[0, 1, 3]])
    table = np.zeros([len(axis) for axis in axes])
    table[1] = 0.75  # the first feature alone
    pure = purify(
        AdditiveModel("logit", 0.0, grid.counts, np.zeros(grid.size), (Interaction((0, 1, 3), axes, table),)), shares
    )
    assert all(np.abs(term.table).max() < 1e-12 for term in pure.interactions)
    assert np.ptp(grid.part(pure.mains, "f0")) == pytest.approx(0.75)


def test_purifying_twice_is_purifying_once():
    _, model, shares = a_small_model(1)
    once, twice = purify(model, shares), purify(purify(model, shares), shares)
    np.testing.assert_allclose(twice.mains, once.mains, atol=1e-12)
    tables = {term.features: term.table for term in twice.interactions}
    assert tables.keys() == {term.features for term in once.interactions}
    for term in once.interactions:
        np.testing.assert_allclose(tables[term.features], term.table, atol=1e-12)


def test_marginals_of_another_grid_are_refused():
    _, model, shares = a_small_model(0)
    with pytest.raises(ValueError, match="one share for each bin"):
        purify(model, shares[1:])


@pytest.mark.parametrize("seed", range(3))
def test_contributions_are_shapley_values_against_the_product_of_marginals(seed: int):
    grid, model, shares = a_small_model(seed)
    cells, p = all_cells(grid), len(grid.names)
    scores, weights = model.scores(cells), weights_of(grid, shares, cells)
    row = cells[np.random.default_rng(seed).integers(len(cells))]

    def worth(known: tuple[int, ...]) -> float:
        """Mean score where the known features are the row's, and the others are drawn from their marginals."""
        fits = (cells[:, known] == row[list(known)]).all(axis=1)
        others = [j for j in range(p) if j not in known]
        return float((scores * fits * weights[:, others].prod(axis=1)).sum())

    shapley = np.zeros(p)
    for j in range(p):
        for size in range(p):
            for known in itertools.combinations([k for k in range(p) if k != j], size):
                chance = math.factorial(size) * math.factorial(p - size - 1) / math.factorial(p)
                shapley[j] += chance * (worth((*known, j)) - worth(known))
    np.testing.assert_allclose(purify(model, shares).contributions(row[None])[0], shapley, rtol=0, atol=1e-12)
