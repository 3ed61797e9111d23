"""The analyst's file: joblib reads it, and the estimators in it say what the tables say."""

import io

import joblib
import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from scoring import bundle as store
from scoring.model import Bundle
from scoring.scorer import measure
from training.config import Config
from training.estimators import pickled
from training.question import last_known_day
from training.tables import read_tables
from training.trees import raw_scores


def test_what_is_written_is_read_again():
    x = np.linspace(0, 1, 50)[:, None]
    model = HistGradientBoostingRegressor(max_iter=3).fit(x, x[:, 0])
    again = joblib.load(io.BytesIO(pickled({"full.value": model})))

    assert again["full.value"].predict(x).tolist() == model.predict(x).tolist()


def test_equal_texts_are_written_alike_whether_they_are_one_object_or_two():
    text = "".join(["lo", "ss"])

    assert pickled({"a": ["loss", "loss"]}) == pickled({"a": [text, "loss"]})


@pytest.mark.parametrize("target", ["churn", "value"])
def test_the_served_tables_are_the_estimator_after_an_affine_step(demo_bundle, demo_files, target):
    """Where features act together, but for the interactions that held-out rows did not miss."""
    found = store.read(demo_bundle)
    bundle, tables = Bundle.from_content(found.content, found.version), read_tables(demo_files, Config())
    facts, _ = measure(tables.customers(last_known_day(tables, Config())), bundle)
    estimators = joblib.load(found.folder / "estimators.joblib")

    for pattern in bundle.patterns:
        x = facts.features.matrix(pattern.features, bundle.levels)
        raw, model = raw_scores(estimators[f"{pattern.name}.{target}"], x), getattr(pattern, target)
        score = model.scores(pattern.grid.bins(x))
        card = bundle.card["patterns"][pattern.name][target]
        left = score - card["slope"] * raw
        assert card["slope"] > 0
        assert np.ptp(left) < 1e-9 or (card["features_together"] > 1 and np.std(left) < 0.2 * np.std(score))
