"""A grid, a model with interactions of every order on it, and rows that fall into all of its corners."""

import itertools

import numpy as np

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


def some_rows(rng: np.random.Generator, grid: Grid, n: int) -> np.ndarray:
    """Numbers, missing values, infinities and values exactly on edges."""
    x = rng.normal(size=(n, len(grid.names)))
    on_edge = rng.random(x.shape) < 0.2
    edges = np.array([rng.choice(np.append(grid.edges_of(name), 0.0), n) for name in grid.names]).T
    x = np.where(on_edge, edges, x)
    return np.where(rng.random(x.shape) < 0.2, rng.choice([np.nan, np.inf, -np.inf], x.shape), x)


def same_bits(a: np.ndarray, b: np.ndarray) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
