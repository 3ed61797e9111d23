"""Peers for tables with a label, each at settings chosen inside the training rows. Imported when they are asked for."""

import time
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from itertools import product
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from benchmarks.quality.labelled_sets import Labelled, Matrix, matrix
from benchmarks.quality.result import Answer
from scoring.columns import FloatArray

SEED = 0
Peer = Callable[[Matrix, FloatArray, Matrix], FloatArray]


def logistic(known: Matrix, y: FloatArray, asked: Matrix) -> FloatArray:
    """Logistic regression on scaled numbers and texts one-hot."""
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    prepared = ColumnTransformer(
        [
            ("numbers", numbers, np.flatnonzero(~known.is_text)),
            ("texts", OneHotEncoder(handle_unknown="ignore"), np.flatnonzero(known.is_text)),
        ]
    )
    return _probability(make_pipeline(prepared, LogisticRegression(max_iter=5_000)), known, y, asked)


def hgb_default(known: Matrix, y: FloatArray, asked: Matrix) -> FloatArray:
    """scikit-learn's histogram boosting as it comes."""
    return _probability(_hgb(known), known, y, asked)


def hgb_tuned(known: Matrix, y: FloatArray, asked: Matrix) -> FloatArray:
    """The same, size and rounds by log loss inside the training rows, then calibrated by Platt's step."""
    grid = {"max_leaf_nodes": [4, 8, 16], "max_iter": [100, 200, 400], "learning_rate": [0.03, 0.08]}
    tuned = GridSearchCV(_hgb(known, l2_regularization=5.0), grid, scoring="neg_log_loss", cv=_inner(3))
    tuned.fit(known.x, y)
    # shuffled: without it a sorted file is cut into folds of unlike customers
    return _probability(CalibratedClassifierCV(tuned.best_estimator_, cv=_inner(5)), known, y, asked)


def lightgbm(known: Matrix, y: FloatArray, asked: Matrix) -> FloatArray:
    """LightGBM with native texts; leaves and rounds by early stopping in cross-validation inside the training rows."""
    import lightgbm as lgb  # noqa: PLC0415 (peers are there in the benchmark's own environment alone)

    texts = np.flatnonzero(known.is_text).tolist()
    shared = {"objective": "binary", "verbose": -1, "num_threads": 1, "seed": SEED, "learning_rate": 0.03}
    more = {"bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "cat_smooth": 20, "min_data_in_leaf": 20}
    tried: list[tuple[float, int, dict[str, Any]]] = []
    for leaves, share in product((4, 8, 31), (0.7, 1.0)):
        settings = {**shared, **more, "num_leaves": leaves, "feature_fraction": share}
        stop = lgb.early_stopping(50, verbose=False)
        found = lgb.cv(settings, _dataset(lgb, known, y, texts), 1_500, nfold=5, seed=SEED, callbacks=[stop])
        losses = found["valid binary_logloss-mean"]
        tried.append((losses[-1], len(losses), settings))
    _, rounds, settings = min(tried, key=lambda one: one[0])
    model = lgb.train(settings, _dataset(lgb, known, y, texts), rounds)
    return np.asarray(model.predict(asked.x), dtype=np.float64)


def catboost(known: Matrix, y: FloatArray, asked: Matrix) -> FloatArray:
    """CatBoost with native texts; depth and rounds by early stopping on a fifth of the training rows."""
    from catboost import CatBoostClassifier  # noqa: PLC0415

    texts = np.flatnonzero(known.is_text)
    inner, kept = next(_inner(5).split(known.x, y))
    quiet = {"thread_count": 1, "verbose": False, "allow_writing_files": False}
    shared = {"learning_rate": 0.05, "random_seed": SEED, **quiet}
    judged = (_objects(known.x[kept], texts), y[kept])
    tried = []
    for depth in (4, 6):
        model = CatBoostClassifier(iterations=1_500, depth=depth, early_stopping_rounds=60, **shared)
        model.fit(_objects(known.x[inner], texts), y[inner], cat_features=texts, eval_set=judged)
        tried.append((model.get_best_score()["validation"]["Logloss"], model.get_best_iteration() + 1, depth))
    _, rounds, depth = min(tried)
    model = CatBoostClassifier(iterations=int(rounds * 1.1), depth=depth, **shared)
    model.fit(_objects(known.x, texts), y, cat_features=texts)
    return np.asarray(model.predict_proba(_objects(asked.x, texts))[:, 1], dtype=np.float64)


PEERS: Mapping[str, Peer] = {
    "logistic": logistic,
    "hgb default": hgb_default,
    "hgb tuned, calibrated": hgb_tuned,
    "lightgbm": lightgbm,
    "catboost": catboost,
}
NEEDS = {"lightgbm": "lightgbm", "catboost": "catboost"}
BLENDED = ("logistic", "hgb tuned, calibrated", "lightgbm", "catboost")


def missing(peer: str) -> bool:
    """Whether the package of a peer is not installed here."""
    return peer in NEEDS and find_spec(NEEDS[peer]) is None


def out_of_fold(peer: Peer, data: Labelled) -> Answer:
    """Each row's probability by a model that was learned without it."""
    features, found, begun = matrix(data), np.full(len(data.y), np.nan), time.process_time()
    for known, asked in data.folds():
        found[asked] = peer(features.rows(known), data.y[known], features.rows(asked))
    return Answer(found, time.process_time() - begun)


def blend(answers: Iterable[Answer]) -> Answer:
    """The mean of several."""
    given = list(answers)
    return Answer(np.mean([one.probability for one in given], axis=0), sum(one.cpu_seconds for one in given))


def _hgb(known: Matrix, **settings: Any) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(categorical_features=known.is_text, random_state=SEED, **settings)


def _inner(folds: int) -> StratifiedKFold:
    return StratifiedKFold(folds, shuffle=True, random_state=SEED)


def _probability(model: Any, known: Matrix, y: FloatArray, asked: Matrix) -> FloatArray:
    return np.asarray(model.fit(known.x, y).predict_proba(asked.x)[:, 1], dtype=np.float64)


def _dataset(lgb: Any, known: Matrix, y: FloatArray, texts: list[int]) -> Any:
    return lgb.Dataset(known.x, y, categorical_feature=texts, params={"verbose": -1})


def _objects(x: FloatArray, texts: Any) -> Any:
    """The matrix with whole numbers for codes of texts, as CatBoost asks; missing is a level of its own."""
    mixed = x.astype(object)
    mixed[:, texts] = np.nan_to_num(x[:, texts], nan=-1).astype(int)
    return mixed
