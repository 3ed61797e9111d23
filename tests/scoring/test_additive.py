import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import additive
from scoring.additive import AdditiveModel
from scoring.grid import Grid, grid_from_edges
from scoring.interactions import Interaction

EDGE_COUNTS = (5, 0, 12, 1, 30, 3, 8)


def a_grid(rng: np.random.Generator) -> Grid:
    return grid_from_edges({f"f{j}": np.sort(rng.normal(size=count)) for j, count in enumerate(EDGE_COUNTS)})


def an_interaction(rng: np.random.Generator, grid: Grid, *features: int) -> Interaction:
    axes = [np.unique(np.sort(rng.integers(0, 5, grid.counts[j] + 2)), return_inverse=True)[1] for j in features]
    return Interaction(features, tuple(axes), rng.normal(size=[axis.max() + 1 for axis in axes]))


def a_model(rng: np.random.Generator, grid: Grid, link: str = "logit") -> AdditiveModel:
    """Pairs, threes and one of four among all features but the last, which has no term at all; in no order."""
    mains = rng.normal(size=grid.size)
    grid.part(mains, "f6")[:] = 0.0
    pairs = [an_interaction(rng, grid, i, j) for i, j in itertools.combinations(range(6), 2) if (i + j) % 4]
    threes = [an_interaction(rng, grid, *own) for own in ((0, 2, 4), (1, 2, 3), (2, 4, 5))]
    terms = (threes[0], *pairs[:4], an_interaction(rng, grid, 0, 2, 3, 5), *pairs[4:], *threes[1:])
    return AdditiveModel(link, 0.25, grid.counts, mains, terms)


def value_of(term: Interaction, row: np.ndarray) -> float:
    """The cell of an interaction that a row of bins (p,) falls into."""
    return float(term.table[tuple(axis[row[j]] for j, axis in zip(term.features, term.axes, strict=True))])


def some_rows(rng: np.random.Generator, grid: Grid, n: int) -> np.ndarray:
    """Numbers, missing values, infinities and values exactly on edges."""
    x = rng.normal(size=(n, len(grid.names)))
    on_edge = rng.random(x.shape) < 0.2
    edges = np.array([rng.choice(np.append(grid.edges_of(name), 0.0), n) for name in grid.names]).T
    x = np.where(on_edge, edges, x)
    return np.where(rng.random(x.shape) < 0.2, rng.choice([np.nan, np.inf, -np.inf], x.shape), x)


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


def same_bits(a: np.ndarray, b: np.ndarray) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


# Grid


def test_a_value_on_an_edge_goes_left_and_missing_has_the_last_bin():
    grid = grid_from_edges({"days": np.array([1.0, 2.0])})
    x = np.array([[-np.inf], [1.0], [np.nextafter(1.0, 2.0)], [2.0], [2.5], [np.inf], [np.nan]])
    assert grid.bins(x).ravel().tolist() == [0, 0, 1, 1, 2, 2, 3]


def test_a_category_has_its_code_as_bin_and_codes_past_the_levels_one_of_their_own():
    grid = grid_from_edges({"plan": np.array([0.5, 1.5, 2.5])})
    assert grid.bins(np.array([[0.0], [1.0], [2.0], [3.0], [250.0], [np.nan]])).ravel().tolist() == [0, 1, 2, 3, 3, 4]


def test_a_feature_without_edges_knows_only_given_and_missing():
    grid = grid_from_edges({"empty": np.empty(0), "days": np.array([3.0])})
    assert grid.bins(np.array([[-np.inf, 3.0], [np.nan, 4.0]])).tolist() == [[0, 0], [1, 1]]
    assert (grid.size, grid.offsets.tolist()) == (5, [0, 2])


def test_minus_infinity_can_be_an_edge():
    grid = grid_from_edges({"days": np.array([-np.inf, 0.0])})
    assert grid.bins(np.array([[-np.inf], [-1e308], [1.0], [np.nan]])).ravel().tolist() == [0, 1, 2, 3]


floats = st.floats(allow_nan=False)


@given(
    st.lists(st.lists(floats.filter(lambda edge: edge < np.inf), max_size=6, unique=True), min_size=1, max_size=4),
    st.lists(floats | st.just(np.nan), min_size=1, max_size=6),
)
def test_bins_count_the_edges_strictly_below(edges: list[list[float]], values: list[float]):
    grid = grid_from_edges({str(j): np.array(sorted(row)) for j, row in enumerate(edges)})
    bins = grid.bins(np.array(values + edges[0])[:, None].repeat(len(edges), axis=1))
    for found, value in zip(bins, values + edges[0], strict=True):
        assert found.tolist() == [
            len(row) + 1 if np.isnan(value) else sum(edge < value for edge in row) for row in edges
        ]


def test_a_grid_survives_its_content(grid: Grid, x: np.ndarray):
    again = Grid.from_content(grid.to_content())
    assert again.names == grid.names
    assert same_bits(again.bins(x), grid.bins(x))


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        ({"names": ["a"]}, "one row"),
        ({"names": ["a", "a"]}, "each once"),
        ({"names": ["a", 7]}, "texts"),
        ({"names": None}, "of type list"),
        ({"counts": np.array([1, 3])}, "counts must lie"),
        ({"counts": np.array([-1, 1])}, "counts must lie"),
        ({"counts": np.array([1.0, 2.0])}, "dtype kind iu"),
        ({"counts": np.array([2, 2])}, r"edges\[0\] must ascend"),
        ({"edges": np.array([[1.0, np.inf], [2.0, 2.0]])}, r"edges\[1\] must ascend"),
        ({"edges": np.array([[np.nan, np.inf], [1.0, 2.0]])}, r"edges\[0\] must ascend"),
        ({"edges": np.array([[1.0, 5.0], [1.0, 2.0]])}, "padding"),
        ({"edges": np.array([1.0, 2.0])}, "2-dimensional"),
        ({"edges": np.array([["a", "b"], ["c", "d"]])}, "dtype kind f"),
        ({"edges": [[1.0], [2.0]]}, "of type ndarray"),
    ],
)
def test_a_damaged_grid_is_refused(damage: dict[str, object], rule: str):
    content = {"names": ["a", "b"], "edges": np.array([[1.0, np.inf], [1.0, 2.0]]), "counts": np.array([1, 2])}
    assert Grid.from_content(content).size == 7
    with pytest.raises(ValueError, match=rule):
        Grid.from_content(content | damage)


def test_an_unknown_feature_is_named_with_those_known(grid: Grid):
    with pytest.raises(ValueError, match="no feature 'age'; it has f0, f1"):
        grid.edges_of("age")


# AdditiveModel


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


CONTENT = {
    "link": "logit",
    "intercept": 0.0,
    "counts": np.array([1, 0, 0]),
    "mains": np.zeros(7),
    "orders": np.array([2, 3]),
    "features": np.array([0, 1, 0, 1, 2]),
    "cells": np.array([0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1]),
    "values": np.zeros(4 + 8),
}
PAIR = {
    "orders": np.array([2]),
    "features": np.array([0, 1]),
    "cells": np.array([0, 1, 1, 0, 1]),
    "values": np.zeros(4),
}


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        ({"link": "probit"}, "link must be one of logit, log, identity"),
        ({"link": 3}, "of type str"),
        ({"intercept": np.nan}, "finite"),
        ({"intercept": "0"}, "of type float"),
        ({"counts": np.array([1, 1, 0])}, "'cells' has 12 entries"),
        ({"counts": np.array([-1, 1, 0])}, "counts must be"),
        ({"counts": np.array([-2, 1, 0])}, "counts must be"),
        ({"counts": np.array([2**63 - 1, 0, 0])}, "'cells' has 12 entries"),
        ({"mains": np.zeros(6)}, "mains must have one value"),
        ({"mains": np.array([0, 0, 0, 0, 0, 0, np.inf])}, "finite"),
        ({"mains": np.zeros((7, 1))}, "1-dimensional"),
        ({"mains": np.zeros(7, dtype=object)}, "dtype kind f"),
        ({"orders": np.array([3, 2])}, "lower first"),
        ({"orders": np.array([2, 2])}, "'features' has 5 entries"),
        ({"orders": np.array([2, 1, 2])}, "orders must be numbers of features from 2 to 8"),
        ({"orders": np.array([5])}, "'values' has 12 entries"),
        ({"orders": np.array([9])}, "orders must be numbers of features from 2 to 8"),
        ({"orders": np.array([-2, 7])}, "orders must be numbers of features from 2 to 8"),
        ({"orders": np.array([2.0, 3.0])}, "dtype kind iu"),
        ({"orders": np.array([[2, 3]])}, "1-dimensional"),
        ({"features": np.array([0, 1, 0, 1])}, "'features' has 4 entries"),
        ({"features": np.array([0, 1, 0, 1, 3])}, "columns of the grid"),
        ({"features": np.array([0, 1, 0, -1, 2])}, "columns of the grid"),
        (PAIR | {"features": np.array([1, 0]), "cells": np.array([0, 1, 0, 1, 1])}, "lower first"),
        (PAIR | {"features": np.array([0, 0]), "cells": np.array([0, 1, 1, 0, 1, 1])}, "lower first"),
        (PAIR | {"cells": np.array([0, 1, 1, 0])}, "'cells' has 4 entries"),
        (PAIR | {"cells": np.array([0, 1, -1, 0, 1])}, "cells must number"),
        (PAIR | {"cells": np.array([0, 1, 3, 0, 1])}, "cells must number"),
        (PAIR | {"cells": np.array([0, 1, 2**62, 0, 1])}, "cells must number"),
        (PAIR | {"cells": np.array([0, 1, 2, 0, 1])}, "'values' has 4 entries"),
        (PAIR | {"values": np.zeros(3)}, "'values' has 3 entries"),
        (PAIR | {"values": np.array([0, 0, 0, np.nan])}, "finite"),
    ],
)
def test_a_damaged_model_is_refused(damage: dict[str, object], rule: str):
    assert AdditiveModel.from_content(CONTENT).scores(np.array([[0, 0, 0]])).tolist() == [0.0]
    with pytest.raises(ValueError, match=rule):
        AdditiveModel.from_content(CONTENT | damage)


@pytest.mark.parametrize("key", list(CONTENT))
def test_a_model_without_one_of_its_entries_is_refused(key: str):
    with pytest.raises(ValueError, match=f"'{key}'.*fit and publish it again"):
        AdditiveModel.from_content({name: value for name, value in CONTENT.items() if name != key})


def test_eight_axes_whose_product_passes_64_bits_are_refused_before_anything_is_made():
    cells = np.tile(np.arange(402), 8)
    grid = {"counts": np.full(8, 400), "mains": np.zeros(8 * 402)}
    term = {"orders": np.array([8]), "features": np.arange(8), "cells": cells, "values": np.zeros(1)}
    with pytest.raises(ValueError, match="'values' has 1 entries"):
        AdditiveModel.from_content(CONTENT | grid | term)


@pytest.mark.parametrize(
    ("term", "rule"),
    [
        (Interaction((0,), (np.array([0, 1, 1]),), np.zeros(2)), "from 2 to 8 columns"),
        (Interaction((0, 3), (np.array([0, 1, 1]), np.array([0, 1])), np.zeros((2, 2))), "columns of the grid"),
        (Interaction((0, 1), (np.array([0, 1, 1]),), np.zeros(2)), "one axis for each"),
        (Interaction((0, 1), (np.array([0, 1, 1]), np.array([0, 1, 1])), np.zeros((2, 2))), "number the cells"),
        (Interaction((0, 1), (np.array([0, 1, 1]), np.array([0, 1])), np.zeros(4)), "where cells of all its axes meet"),
    ],
)
def test_an_interaction_that_does_not_fit_the_grid_is_refused(term: Interaction, rule: str):
    with pytest.raises(ValueError, match=rf"interactions\[0\].*{rule}"):
        AdditiveModel("logit", 0.0, np.array([1, 0, 0]), np.zeros(7), (term,))
