from dataclasses import replace

import numpy as np
import pytest

from scoring import additive
from scoring.additive import AdditiveModel
from scoring.grid import Grid, grid_from_edges
from scoring.interactions import Interaction
from tests.scoring.additives import EDGE_COUNTS, a_grid, a_model, same_bits, some_rows


def value_of(term: Interaction, row: np.ndarray) -> float:
    """The cell of an interaction that a row of bins (p,) falls into."""
    return float(term.table[tuple(axis[row[j]] for j, axis in zip(term.features, term.axes, strict=True))])


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture
def grid(rng: np.random.Generator) -> Grid:
    return a_grid(rng)


@pytest.fixture
def model(rng: np.random.Generator, grid: Grid) -> AdditiveModel:
    return a_model(rng, grid)


@pytest.fixture
def x(rng: np.random.Generator, grid: Grid) -> np.ndarray:
    return some_rows(rng, grid, 1000)


def test_a_score_is_the_sum_of_its_tables(model: AdditiveModel, grid: Grid, x: np.ndarray):
    bins = grid.bins(x[:50])
    expected = [
        model.intercept
        + sum(grid.part(model.mains, name)[bin_] for name, bin_ in zip(grid.names, row, strict=True))
        + sum(value_of(term, row) for term in model.interactions)
        for row in bins
    ]
    np.testing.assert_allclose(model.scores(bins), expected, rtol=0, atol=1e-12)


def test_a_feature_gets_its_own_table_and_an_equal_part_of_each_interaction(
    model: AdditiveModel, grid: Grid, x: np.ndarray
):
    bins = grid.bins(x[:50])
    contributions = model.contributions(bins)
    for row, shares in zip(bins, contributions, strict=True):
        expected = [grid.part(model.mains, name)[bin_] for name, bin_ in zip(grid.names, row, strict=True)]
        for term in model.interactions:
            for j in term.features:
                expected[j] += value_of(term, row) / len(term.features)
        np.testing.assert_allclose(shares, expected, rtol=0, atol=1e-12)


def test_contributions_add_up_to_the_score(model: AdditiveModel, grid: Grid, x: np.ndarray):
    bins = grid.bins(x)
    total = model.intercept + model.contributions(bins).sum(axis=-1)
    np.testing.assert_allclose(total, model.scores(bins), rtol=0, atol=1e-9)


def test_a_feature_without_a_term_contributes_exactly_nothing(model: AdditiveModel, grid: Grid, x: np.ndarray):
    assert not model.contributions(grid.bins(x))[:, grid.names.index("f6")].any()


@pytest.mark.parametrize("method", ["scores", "contributions", "predict"])
def test_one_row_a_batch_and_any_chunking_give_the_same_bits(
    method: str, model: AdditiveModel, grid: Grid, x: np.ndarray, monkeypatch: pytest.MonkeyPatch
):
    of_bins = getattr(model, method)
    together = of_bins(grid.bins(x))
    assert same_bits(np.concatenate([of_bins(grid.bins(x[i : i + 1])) for i in range(len(x))]), together)
    for cells in (1, 1_000, 10_000, 60_000, 10**9):
        monkeypatch.setattr(additive, "CHUNK_CELLS", cells)
        assert same_bits(of_bins(grid.bins(x)), together)


@pytest.mark.parametrize("method", ["scores", "contributions", "predict"])
def test_order_of_rows_and_of_memory_have_no_effect(
    method: str, model: AdditiveModel, grid: Grid, x: np.ndarray, rng: np.random.Generator
):
    of_bins = getattr(model, method)
    together, order = of_bins(grid.bins(x)), rng.permutation(len(x))
    assert same_bits(of_bins(grid.bins(x[order])), together[order])
    assert same_bits(of_bins(grid.bins(np.asfortranarray(x))), together)
    assert same_bits(of_bins(np.asfortranarray(grid.bins(x))), together)
    assert same_bits(of_bins(grid.bins(x)[::3]), together[::3])


@pytest.mark.parametrize("size", [1, 2, 9, 130, 1100])
def test_the_bits_hold_for_any_number_of_terms(size: int, rng: np.random.Generator):
    grid = grid_from_edges({str(j): np.array([0.0]) for j in range(size)})
    model = AdditiveModel(
        "identity", -0.0, grid.counts, rng.normal(size=grid.size) * 10.0 ** rng.integers(-9, 9, grid.size)
    )
    bins = grid.bins(rng.normal(size=(300, size)))
    alone = [(model.scores(row[None]), model.contributions(row[None])) for row in bins]
    assert same_bits(np.concatenate([scores for scores, _ in alone]), model.scores(bins))
    assert same_bits(np.concatenate([shares for _, shares in alone]), model.contributions(bins))
    assert all(map(same_bits, model.explained(bins), (model.scores(bins), model.contributions(bins))))


def test_no_rows_give_no_scores(model: AdditiveModel, grid: Grid):
    bins = grid.bins(np.empty((0, len(grid.names))))
    assert model.scores(bins).shape == (0,)
    assert model.contributions(bins).shape == (0, len(grid.names))


def test_a_model_without_features_says_its_intercept():
    grid = grid_from_edges({})
    model = AdditiveModel("logit", 0.5, grid.counts, np.empty(0))
    bins = grid.bins(np.empty((3, 0)))
    assert model.scores(bins).tolist() == [0.5] * 3
    assert model.contributions(bins).shape == (3, 0)
    assert AdditiveModel.from_content(model.to_content()).scores(bins).tolist() == [0.5] * 3


def test_a_probability_stays_exact_at_both_ends():
    grid = grid_from_edges({"x": np.array([0.5, 1.5, 2.5, 3.5])})
    model = AdditiveModel("logit", 0.0, grid.counts, np.array([-2000.0, -50.0, 0.0, 50.0, 2000.0, 1.0]))
    probability = model.predict(np.arange(6)[:, None])
    np.testing.assert_allclose(
        probability, [0.0, np.exp(-50.0), 0.5, 1.0 - np.exp(-50.0), 1.0, 1 / (1 + np.exp(-1.0))], rtol=1e-14
    )


@pytest.mark.parametrize(("link", "inverse"), [("log", np.exp), ("identity", lambda score: score)])
def test_a_mean_is_the_inverse_link_of_the_score(
    link: str, inverse, rng: np.random.Generator, grid: Grid, x: np.ndarray
):
    model, bins = a_model(rng, grid, link), grid.bins(x)
    assert same_bits(model.predict(bins), inverse(model.scores(bins)))


def test_an_affine_step_is_folded_into_scores_and_contributions(model: AdditiveModel, grid: Grid, x: np.ndarray):
    bins = grid.bins(x)
    stepped = model.affine(-0.7, 1.3)
    np.testing.assert_allclose(stepped.scores(bins), -0.7 + 1.3 * model.scores(bins), rtol=0, atol=1e-12)
    np.testing.assert_allclose(stepped.contributions(bins), 1.3 * model.contributions(bins), rtol=0, atol=1e-12)


@pytest.mark.parametrize("step", [(0.0, 0.0), (0.0, -1.0), (0.0, np.inf), (np.nan, 1.0), (0.0, np.nan)])
def test_an_affine_step_that_turns_or_breaks_the_order_is_refused(step: tuple[float, float], model: AdditiveModel):
    with pytest.raises(ValueError, match="finite slope over 0"):
        model.affine(*step)


def test_a_shape_has_one_value_more_than_intervals_for_missing(model: AdditiveModel, grid: Grid):
    edges, values = model.shape(grid, "f3")
    assert same_bits(edges, grid.edges[3, :1].copy())
    x = np.full((3, len(grid.names)), np.nan)
    x[:, 3] = [edges[0], np.inf, np.nan]
    alone = AdditiveModel("logit", 0.0, model.counts, model.mains)
    assert same_bits(alone.contributions(grid.bins(x))[:, 3].copy(), values.copy())


def test_a_model_of_another_grid_is_refused(model: AdditiveModel):
    other = grid_from_edges({f"f{j}": np.arange(count + 1.0) for j, count in enumerate(EDGE_COUNTS)})
    with pytest.raises(ValueError, match="other edges"):
        model.require(other)


def test_a_model_survives_its_content_bit_by_bit(model: AdditiveModel, grid: Grid, x: np.ndarray):
    content = model.to_content()
    assert {type(value) for value in content.values()} == {str, float, np.ndarray}
    assert not any(value.dtype.hasobject for value in content.values() if isinstance(value, np.ndarray))
    again, bins = AdditiveModel.from_content(content), grid.bins(x)
    assert again.link == model.link
    assert same_bits(again.scores(bins), model.scores(bins))
    assert same_bits(again.contributions(bins), model.contributions(bins))


def test_the_order_of_interactions_has_no_effect_on_their_sum(model: AdditiveModel, grid: Grid, x: np.ndarray):
    turned, bins = replace(model, interactions=model.interactions[::-1]), grid.bins(x)
    np.testing.assert_allclose(turned.scores(bins), model.scores(bins), rtol=0, atol=1e-12)
    np.testing.assert_allclose(turned.contributions(bins), model.contributions(bins), rtol=0, atol=1e-12)
