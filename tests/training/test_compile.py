from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from scoring.additive import AdditiveModel
from scoring.grid import Grid
from training.compile import assert_equal, collapse
from training.purify import marginals, purify
from training.trees import raw_scores

NAMES = ("days", "plan", "amount", "city", "only_missing_matters", "visits", "flag", "noise")
LEVELS = {"plan": 3, "city": 13}  # no training row is of city 6 or 12: known, and yet unseen
CATEGORICAL = np.array([name in LEVELS for name in NAMES])
ESTIMATORS: dict[str, tuple[type, dict[str, Any]]] = {
    "logistic": (HistGradientBoostingClassifier, {}),
    "poisson": (HistGradientBoostingRegressor, {"loss": "poisson"}),
    "gamma": (HistGradientBoostingRegressor, {"loss": "gamma"}),
    "squared_error": (HistGradientBoostingRegressor, {}),
    "quantile": (HistGradientBoostingRegressor, {"loss": "quantile", "quantile": 0.9}),
}


def training_rows(seed: int, n: int = 500) -> tuple[np.ndarray, np.ndarray]:
    """Features (n, p), a tenth of them missing, and a score that pairs and categories make."""
    rng = np.random.default_rng(seed)
    x = np.column_stack(
        [
            rng.normal(size=n),
            rng.integers(0, 3, n),
            np.round(rng.gamma(2.0, 3.0, n)),
            rng.choice([code for code in range(12) if code != 6], n),
            np.ones(n),
            rng.poisson(2, n),
            rng.integers(0, 2, n),
            rng.normal(size=n) * 1e9,
        ]
    )
    x[rng.random(x.shape) < 0.1] = np.nan
    x[:5, 2], x[5:9, 2] = np.inf, -np.inf
    z = np.nan_to_num(x, posinf=9.0, neginf=-9.0)
    z[:, 4] = np.isnan(x[:, 4])
    score = (
        z[:, 0] * z[:, 6] + np.isin(z[:, 3], (1, 4, 11)) * (z[:, 2] > 4) + 2 * z[:, 4] * (z[:, 5] > 1) + 0.5 * z[:, 1]
    )
    return x, score + rng.normal(size=n) / 4


def fitted(kind: str, x: np.ndarray, score: np.ndarray, **options: Any) -> Any:
    estimator, loss = ESTIMATORS[kind]
    y = score > np.median(score) if kind == "logistic" else np.exp(score / 3)
    settings = {
        "max_iter": 40,
        "max_leaf_nodes": 6,
        "min_samples_leaf": 5,
        "interaction_cst": "pairwise",
        "categorical_features": CATEGORICAL,
        "early_stopping": False,
        "random_state": 0,
    }
    return estimator(**(settings | loss | options)).fit(x, y)


def probes(grid: Grid, seed: int, n: int = 600) -> np.ndarray:
    """Rows at and next to the thresholds, infinite, missing, and of categories that training had not seen."""
    rng = np.random.default_rng(seed)
    columns = []
    for name in NAMES:
        edges = np.append(grid.edges_of(name), 0.0)
        numbers = [edges, np.nextafter(edges, np.inf), np.nextafter(edges, -np.inf), [np.inf, -np.inf, 1e308, np.nan]]
        codes = [np.arange(LEVELS.get(name, 0) + 2), [250.0, np.nan]]
        columns.append(rng.choice(np.concatenate(codes if name in LEVELS else numbers), n))
    return np.column_stack(columns)


def assert_same(estimator: Any, x: np.ndarray, grid: Grid, model: AdditiveModel, tolerance: float = 1e-9) -> None:
    assert_equal(model.scores(grid.bins(x)), raw_scores(estimator, x), tolerance)


def same_bits(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and a.tobytes() == b.tobytes()


@pytest.fixture(scope="module")
def rows() -> tuple[np.ndarray, np.ndarray]:
    return training_rows(0)


@pytest.fixture(scope="module")
def churn(rows: tuple[np.ndarray, np.ndarray]) -> Any:
    return fitted("logistic", *rows)


@pytest.fixture(scope="module")
def collapsed(churn: Any) -> tuple[Grid, AdditiveModel]:
    grid, models = collapse({"churn": churn}, NAMES, LEVELS)
    return grid, models["churn"]


# Collapse


@pytest.mark.parametrize("interactions", ["pairwise", "no_interactions"])
@pytest.mark.parametrize("kind", list(ESTIMATORS))
def test_tables_and_trees_agree_on_every_row(kind: str, interactions: str, rows: tuple[np.ndarray, np.ndarray]):
    estimator = fitted(kind, *rows, interaction_cst=interactions)
    grid, models = collapse({"it": estimator}, NAMES, LEVELS)
    assert_same(estimator, rows[0], grid, models["it"], 1e-13)
    assert_same(estimator, probes(grid, 1), grid, models["it"], 1e-13)
    assert bool(models["it"].interactions) == (interactions == "pairwise")


@pytest.mark.parametrize("depth", [3, 4])
@pytest.mark.parametrize("kind", list(ESTIMATORS))
def test_deeper_trees_become_tables_of_as_many_features(kind: str, depth: int, rows: tuple[np.ndarray, np.ndarray]):
    estimator = fitted(kind, *rows, interaction_cst=None, max_depth=depth, max_leaf_nodes=2**depth)
    grid, models = collapse({"it": estimator}, NAMES, LEVELS)
    assert {term.order for term in models["it"].interactions} == set(range(2, depth + 1))
    assert_same(estimator, rows[0], grid, models["it"], 1e-12)
    assert_same(estimator, probes(grid, 1), grid, models["it"], 1e-12)
    pure = purify(models["it"], marginals(grid, grid.bins(rows[0])))
    assert_same(estimator, probes(grid, 2), grid, pure, 1e-12)


def test_leaves_over_the_same_features_share_one_table(rows: tuple[np.ndarray, np.ndarray]):
    estimator = fitted("logistic", *rows, interaction_cst=None, max_depth=3, max_leaf_nodes=8)
    _, models = collapse({"it": estimator}, NAMES, LEVELS)
    features = [term.features for term in models["it"].interactions]
    assert len(set(features)) == len(features)
    assert all(list(own) == sorted(set(own)) for own in features)


@pytest.mark.parametrize("kind", list(ESTIMATORS))
def test_the_prediction_is_the_estimators(kind: str, rows: tuple[np.ndarray, np.ndarray]):
    estimator = fitted(kind, *rows)
    grid, models = collapse({"it": estimator}, NAMES, LEVELS)
    expected = estimator.predict_proba(rows[0])[:, 1] if kind == "logistic" else estimator.predict(rows[0])
    np.testing.assert_allclose(models["it"].predict(grid.bins(rows[0])), expected, rtol=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_any_fit_collapses_exactly(seed: int):
    rng = np.random.default_rng(seed)
    x, score = training_rows(seed, int(rng.integers(30, 400)))
    estimator = fitted(
        str(rng.choice(list(ESTIMATORS))),
        x,
        score,
        max_iter=int(rng.integers(1, 40)),
        max_leaf_nodes=int(rng.integers(2, 16)),
        min_samples_leaf=int(rng.integers(1, 30)),
        max_bins=int(rng.choice([16, 40, 255])),
        learning_rate=float(rng.choice([0.05, 0.5, 1.0])),
        monotonic_cst=rng.choice([-1, 0, 1], len(NAMES)) * ~CATEGORICAL,
    )
    grid, models = collapse({"it": estimator}, NAMES, LEVELS)
    assert_same(estimator, probes(grid, seed), grid, models["it"], 1e-12)
    pure = purify(models["it"], marginals(grid, grid.bins(x)))
    assert_same(estimator, probes(grid, seed + 100), grid, pure, 1e-12)


def test_one_grid_serves_all_models_of_a_pattern(rows: tuple[np.ndarray, np.ndarray], churn: Any):
    value = fitted("poisson", *rows, max_leaf_nodes=12, max_bins=100)
    grid, models = collapse({"churn": churn, "value": value}, NAMES, LEVELS)
    alone, _ = collapse({"churn": churn}, NAMES, LEVELS)
    assert set(alone.edges_of("days")) < set(grid.edges_of("days"))
    for key, estimator in (("churn", churn), ("value", value)):
        assert_same(estimator, probes(grid, 2), grid, models[key], 1e-13)
    assert (models["churn"].link, models["value"].link) == ("logit", "log")


def test_a_split_on_missing_alone_needs_no_edge(collapsed: tuple[Grid, AdditiveModel]):
    grid, model = collapsed
    assert grid.edges_of("only_missing_matters").tolist() == []
    given, missing = grid.part(model.mains, "only_missing_matters")
    together = [term for term in model.interactions if NAMES.index("only_missing_matters") in term.features]
    assert given != missing or together


def test_an_unseen_category_counts_as_missing(collapsed: tuple[Grid, AdditiveModel], churn: Any):
    grid, model = collapsed
    x = np.zeros((5, len(NAMES)))
    x[:, NAMES.index("city")] = [6.0, 12.0, 13.0, 99.0, np.nan]
    assert len(set(model.scores(grid.bins(x)))) == 1
    assert_same(churn, x, grid, model)


def test_categories_are_cut_between_codes_whatever_was_split(collapsed: tuple[Grid, AdditiveModel]):
    grid, _ = collapsed
    assert grid.edges_of("city").tolist() == [code + 0.5 for code in range(13)]


@pytest.mark.parametrize("together", [{}, {"interaction_cst": None, "max_depth": 3, "max_leaf_nodes": 8}])
def test_an_interaction_has_only_the_edges_that_occur_in_it(together: dict[str, Any], rows: Any):
    grid, models = collapse({"it": fitted("logistic", *rows, **together)}, NAMES, LEVELS)
    terms = models["it"].interactions
    assert any(term.table.shape[0] < grid.counts[term.features[0]] for term in terms)
    for term in terms:
        for side in range(term.order):
            others = tuple(j for j in range(term.order) if j != side)
            assert (np.diff(term.table, axis=side) != 0).any(axis=others).all()


def test_trees_without_a_split_go_into_the_intercept(rows: tuple[np.ndarray, np.ndarray]):
    x, score = rows
    estimator = fitted("squared_error", x, score, min_samples_leaf=400, max_iter=3)
    grid, models = collapse({"it": estimator}, NAMES, LEVELS)
    assert (grid.counts[~CATEGORICAL] == 0).all()
    assert not models["it"].mains.any()
    assert_same(estimator, x, grid, models["it"])


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # scikit-learn takes the mean of both infinities
def test_a_column_of_nothing_but_infinities_collapses():
    x = np.array([-np.inf, np.inf, np.nan]).repeat(50)[:, None]
    estimator = HistGradientBoostingRegressor(max_iter=2, early_stopping=False).fit(x, np.arange(150.0))
    grid, models = collapse({"it": estimator}, ["x"], {})
    assert_same(estimator, x, grid, models["it"])


def test_columns_without_categories_keep_their_order(rows: tuple[np.ndarray, np.ndarray]):
    x, score = rows
    estimator = fitted("logistic", x, score, categorical_features=None)
    grid, models = collapse({"it": estimator}, NAMES, {})
    assert_same(estimator, x, grid, models["it"], 1e-13)
    assert_same(estimator, probes(grid, 3), grid, models["it"], 1e-13)


def test_two_collapses_give_the_same_bytes(churn: Any, collapsed: tuple[Grid, AdditiveModel]):
    grid, models = collapse({"churn": churn}, NAMES, LEVELS)
    assert same_bits(grid.edges, collapsed[0].edges)
    for one, other in zip(models["churn"].to_content().values(), collapsed[1].to_content().values(), strict=True):
        assert np.array_equal(one, other)


def test_content_and_chunks_leave_a_fitted_model_as_it_is(rows: tuple[np.ndarray, np.ndarray], collapsed: Any):
    grid, model = collapsed
    again, x = AdditiveModel.from_content(model.to_content()), rows[0]
    together = model.scores(grid.bins(x))
    alone = [again.scores(Grid.from_content(grid.to_content()).bins(row[None])) for row in x]
    assert same_bits(np.concatenate(alone), together)


# Refusals


def test_a_leaf_over_five_features_is_refused(rows: tuple[np.ndarray, np.ndarray]):
    estimator = fitted("logistic", *rows, interaction_cst=None, max_leaf_nodes=24)
    with pytest.raises(ValueError, match=r"a leaf depends on (.*, ){4}.* together, .* holds 4 .*max_depth=4 or less"):
        collapse({"it": estimator}, NAMES, LEVELS)


def test_names_that_do_not_fit_are_refused(churn: Any):
    with pytest.raises(ValueError, match="fitted on 8 columns, but 7 are named"):
        collapse({"churn": churn}, NAMES[:7], LEVELS)


@pytest.mark.parametrize("levels", [{}, {"plan": 3}, {"plan": 3, "city": 13, "flag": 2}])
def test_levels_that_are_not_those_of_the_categorical_columns_are_refused(levels: dict[str, int], churn: Any):
    with pytest.raises(ValueError, match="categorical_features"):
        collapse({"churn": churn}, NAMES, levels)


def test_codes_past_the_levels_are_refused(churn: Any):
    with pytest.raises(ValueError, match="'city' was fitted on codes other than 0 to 10"):
        collapse({"churn": churn}, NAMES, {"plan": 3, "city": 11})


def test_more_than_two_classes_are_refused(rows: tuple[np.ndarray, np.ndarray]):
    x, score = rows
    estimator = HistGradientBoostingClassifier(max_iter=2, categorical_features=CATEGORICAL)
    estimator.fit(x, np.digitize(score, [0.0, 1.0]))
    with pytest.raises(ValueError, match="one estimator for each class"):
        collapse({"it": estimator}, NAMES, LEVELS)


def test_a_table_that_is_off_in_one_cell_is_noticed(churn: Any, collapsed: Any, rows: tuple[np.ndarray, np.ndarray]):
    grid, model = collapsed
    mains = model.mains.copy()
    grid.part(mains, "plan")[1] += 2e-8
    wrong = AdditiveModel(model.link, model.intercept, model.counts, mains, model.interactions)
    with pytest.raises(ValueError, match=r"differ by up to 2e-08 \(row \d+ of 500\)"):
        assert_same(churn, rows[0], grid, wrong)
    assert_same(churn, rows[0], grid, wrong, tolerance=1e-7)
