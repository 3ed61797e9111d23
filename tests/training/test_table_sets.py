"""One table set a pattern: what was chosen, judged and served, and the exact tables that come of it."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.dimensions.churn import sigmoid
from scoring.features import catalogue
from training import table_sets
from training.boosting import Recipe
from training.defaults import default_content
from training.metrics import auc
from training.rows import Rows
from training.table_sets import Trained, compiled, expected_value, needs, pattern_content, richest_first, train
from training.trees import raw_scores

CATALOGUE = catalogue(default_content()["features"])
NAMES = ("days_since_last_order", "purchase_count", "uses_last_month", "profile_kind")


@pytest.fixture(scope="module")
def rows() -> Rows:
    """Four periods of 900 customers; a number missing here and there, and a text of two levels."""
    rng = np.random.default_rng(0)
    n, periods = 900, 4
    x = rng.normal(size=(n * periods, 4))
    x[:, 3] = rng.integers(0, 2, n * periods)
    x[rng.random(n * periods) < 0.2, 2] = np.nan
    score = x[:, 0] + np.sign(x[:, 1] * np.nan_to_num(x[:, 2])) - 0.5 * x[:, 3] - 0.5
    y = (rng.random(n * periods) < sigmoid(score)).astype(float)
    return Rows(NAMES, x, y, np.tile(np.arange(n), periods), np.repeat(np.arange(periods), n), periods - 1)


@pytest.fixture(scope="module")
def churn(rows: Rows) -> Trained:
    return train(Recipe("churn", {"profile_kind": 2}, {"days_since_last_order": 1}, 0), rows)


@pytest.fixture(scope="module")
def value(rows: Rows) -> Trained:
    spent = np.exp(rows.x[:, 0]) * 1_000 * (rows.y + 0.2)
    return train(Recipe("value", {"profile_kind": 2}, {}, 0), replace(rows, y=spent))


def without_pruning(trained: Trained) -> Trained:
    return replace(trained, choice=replace(trained.choice, least=0.0))


def test_the_test_cutoff_is_judged_by_a_model_without_it(rows, churn):
    assert churn.tested.y.tolist() == rows.test.y.tolist()
    assert 0.65 < auc(churn.tested.y, churn.tested.score) < 0.85
    unseen = train(churn.recipe, replace(rows, y=np.where(rows.period == 3, 1 - rows.y, rows.y)))
    assert unseen.tested.score.tolist() == churn.tested.score.tolist()


def test_the_served_model_has_learned_the_test_cutoff_too(rows, churn):
    other = train(churn.recipe, replace(rows, y=np.where(rows.period == 3, 1 - rows.y, rows.y)))

    assert len(churn.rows) == len(rows)
    assert (raw_scores(other.served, rows.x) != raw_scores(churn.served, rows.x)).any()


def test_tables_and_calibration_give_the_estimators_score_on_every_row(rows, churn, value):
    """Where no interaction is dropped."""
    whole = {"churn": without_pruning(churn), "value": without_pruning(value)}
    grid, models = compiled(whole)
    bins = grid.bins(rows.x)
    for target, trained in whole.items():
        raw, score = raw_scores(trained.served, rows.x), models[target].scores(bins)
        slope = trained.choice.slope
        level = np.mean(score - slope * raw)
        assert slope > 0
        assert score == pytest.approx(level + slope * raw, abs=1e-9)


def test_interactions_that_held_out_rows_did_not_miss_are_dropped(rows, churn):
    fewer = replace(churn, choice=replace(churn.choice, least=0.01))
    grid, whole = compiled({"churn": without_pruning(churn)})
    _, kept = compiled({"churn": fewer})
    names = [{t.features for t in models["churn"].interactions} for models in (kept, whole)]
    scores = [models["churn"].scores(grid.bins(rows.x)) for models in (kept, whole)]

    assert set() < names[0] < names[1]
    assert np.corrcoef(*scores)[0, 1] > 0.99
    assert kept["churn"].predict(grid.bins(rows.x)).mean() == pytest.approx(rows.y.mean(), abs=1e-9)


def test_tables_that_differ_from_the_trees_are_refused(churn, monkeypatch):
    def collapse_badly(*arguments):
        grid, models = collapse(*arguments)
        return grid, {name: model.affine(1e-6, 1.0) for name, model in models.items()}

    collapse = table_sets.collapse
    monkeypatch.setattr(table_sets, "collapse", collapse_badly)

    with pytest.raises(ValueError, match="tables and trees differ by up to"):
        compiled({"churn": churn})


def test_baseline_and_contributions_are_the_score(rows, churn):
    grid, models = compiled({"churn": churn})
    bins = grid.bins(rows.x)
    model = models["churn"]

    assert model.intercept + model.contributions(bins).sum(axis=-1) == pytest.approx(model.scores(bins), abs=1e-9)


def test_contributions_are_centred_over_the_training_rows(churn):
    grid, models = compiled({"churn": churn})
    shares = models["churn"].contributions(grid.bins(churn.rows.x))

    assert np.abs(shares.mean(axis=0)).max() < 0.02  # pairs are centred on the product of margins


def test_the_mean_of_what_is_served_is_the_mean_of_what_was(rows, churn, value):
    grid, models = compiled({"churn": churn, "value": value})
    bins = grid.bins(rows.x)

    assert models["churn"].predict(bins).mean() == pytest.approx(rows.y.mean(), abs=1e-9)
    assert models["value"].predict(bins).mean() == pytest.approx((value.rows.y * value.unit).mean())


def test_values_follow_the_currency(rows, value):
    cents = train(value.recipe, replace(rows, y=np.exp(rows.x[:, 0]) * 100_000 * (rows.y + 0.2)))
    dollars = expected_value(value, value.tested)

    for one, other in zip(dollars, expected_value(cents, cents.tested), strict=True):
        assert 100 * one == pytest.approx(other)


# Patterns ---------------------------------------------------------------------------------------------------------


def with_names(churn: Trained, names: tuple[str, ...], loss: float) -> dict[str, Trained]:
    return {"churn": replace(churn, rows=churn.rows.columns(names), choice=replace(churn.choice, loss=loss))}


def test_a_row_tries_the_pattern_with_all_features_of_another_first(churn):
    sets = {
        "recency": with_names(churn, NAMES[:1], 0.1),
        "full": with_names(churn, NAMES, 0.9),
        "summary": with_names(churn, NAMES[:2], 0.5),
    }

    assert list(richest_first(sets)) == ["full", "summary", "recency"]


def test_of_patterns_that_none_contains_the_better_one_comes_first(churn):
    sets = {"web": with_names(churn, NAMES[2:3], 0.6), "recency": with_names(churn, NAMES[:1], 0.4)}

    assert list(richest_first(sets)) == ["recency", "web"]


def test_a_pattern_needs_its_lists_and_the_fields_that_rows_always_had(rows):
    assert needs(rows, CATALOGUE) == {
        "lists": ["usage"],
        "fields": ["days_since_last_order", "purchase_count", "profile_kind"],
    }


def test_a_field_that_is_missing_for_one_customer_is_not_needed(rows):
    x = rows.x.copy()
    x[0, 3] = np.nan

    assert needs(replace(rows, x=x), CATALOGUE)["fields"] == ["days_since_last_order", "purchase_count"]


def test_a_pattern_without_a_model_says_so(churn):
    grid, models = compiled({"churn": churn})
    entry = pattern_content("full", needs(churn.rows, CATALOGUE), churn.rows, grid, models)

    assert entry["features"] == list(NAMES)
    assert entry["churn"] is not None and entry["value"] is None
    assert entry["training_shares"].sum() == pytest.approx(len(NAMES))


def test_the_tenths_of_the_scores_are_those_of_the_models_on_their_training_rows(churn):
    grid, models = compiled({"churn": churn})
    entry = pattern_content("full", needs(churn.rows, CATALOGUE), churn.rows, grid, models)
    edges, shares = entry["score_shares"]["churn"]["edges"], entry["score_shares"]["churn"]["shares"]

    scores = models["churn"].scores(grid.bins(churn.rows.x))
    assert len(edges) == 9 and shares.sum() == pytest.approx(1.0)
    assert shares == pytest.approx(np.full(10, 0.1), abs=0.02)
    assert shares[0] == pytest.approx((scores <= edges[0]).mean())
