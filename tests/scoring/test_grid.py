import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.grid import Grid, grid_from_edges
from tests.scoring.additives import a_grid, same_bits, some_rows


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture
def grid(rng: np.random.Generator) -> Grid:
    return a_grid(rng)


@pytest.fixture
def x(rng: np.random.Generator, grid: Grid) -> np.ndarray:
    return some_rows(rng, grid, 1000)


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
