"""One boosted model, its choices made on customers and cutoffs that it has not seen, collapsed into tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from scoring.columns import FloatArray
from training.rows import FOLDS, Rows
from training.trees import Estimator

Target = Literal["churn", "value"]
MOST_ROUNDS, ROUNDS_STEP = 240, 20
CHOICE_ROWS, FIT_ROWS = 40_000, 120_000


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen on held-out rows: pairs or not, rounds, and the affine step of calibration on the raw score."""

    pairs: bool
    rounds: int
    slope: float
    loss: float


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Raw scores (m,) and outcomes (m,) of rows that the model which scored them had not seen."""

    score: FloatArray
    y: FloatArray


@dataclass(frozen=True, slots=True)
class Recipe:
    """What does not depend on the data: the target, the text features (number of levels), the directions to hold."""

    target: Target
    levels: Mapping[str, int]
    directions: Mapping[str, int]
    seed: int


def fit(recipe: Recipe, rows: Rows, *, pairs: bool, rounds: int) -> Estimator:
    """Fit with a fixed number of rounds; value is fitted in units of its mean."""
    shared: dict[str, Any] = {
        "learning_rate": 0.08,
        "max_iter": rounds,
        "max_leaf_nodes": 6 if pairs else 4,
        "min_samples_leaf": int(np.clip(len(rows) // 200, 5, 60)),
        "l2_regularization": 5.0,
        "max_bins": 63,
        "interaction_cst": "pairwise" if pairs else "no_interactions",
        "categorical_features": [name in recipe.levels for name in rows.names],
        "monotonic_cst": [recipe.directions.get(name, 0) if name not in recipe.levels else 0 for name in rows.names],
        "early_stopping": False,
        "random_state": recipe.seed,
    }
    x = _fittable(rows.x, shared["categorical_features"])
    if recipe.target == "churn":
        classifier: Estimator = HistGradientBoostingClassifier(loss="log_loss", **shared).fit(x, rows.y)
        return classifier
    regressor: Estimator = HistGradientBoostingRegressor(loss="poisson", **shared).fit(x, rows.y)
    return regressor


def _fittable(x: FloatArray, is_text: Sequence[bool]) -> FloatArray:
    """The rows (N, p) with constants, on which no tree splits, for what scikit-learn 1.9.1 cannot fit.

    A number that is missing throughout (a list that began only after these cutoffs) is an error there; a text of which
    one level alone occurs is parted from what is missing while it fits, and not when it predicts.
    """
    filled = x.copy()
    for j, text in enumerate(is_text):
        levels = np.unique(x[~np.isnan(x[:, j]), j])
        if not len(levels) or (text and len(levels) == 1):
            filled[:, j] = levels[0] if len(levels) else 0.0
    return filled


def choose(recipe: Recipe, rows: Rows) -> tuple[Choice, HeldOut]:
    """Pairs and rounds by the loss on later cutoffs of customers that were left out; then the slope there."""
    rows = rows.at_most(CHOICE_ROWS)
    kinds = (False, True) if len(rows.names) > 1 else (False,)
    tried = {pairs: _held_out(recipe, rows, pairs=pairs) for pairs in kinds}
    losses = {
        (pairs, i): loss(recipe.target, scores[i], y)
        for pairs, (scores, y) in tried.items()
        for i in range(len(scores))
    }
    pairs, best = min(losses, key=losses.__getitem__)
    scores, y = tried[pairs]
    held_out = HeldOut(scores[best], y)
    slope = calibration_slope(recipe.target, held_out)
    return Choice(pairs, (best + 1) * ROUNDS_STEP, slope, losses[pairs, best]), held_out


def loss(target: Target, score: FloatArray, y: FloatArray) -> float:
    """Mean log loss of log-odds, or half the mean Poisson deviance of log rates (without its constant)."""
    if target == "churn":
        return float(np.mean(np.logaddexp(0.0, score) - y * score))
    return float(np.mean(np.exp(score) - y * score))


def calibration_slope(target: Target, held_out: HeldOut) -> float:
    """The slope b > 0 of the best affine step a + b score, bounded to [0.5, 1.5].

    Newton's method from b = 0, where it takes the same way whatever the scale of the scores.
    """
    a, b, score, y = 0.0, 0.0, held_out.score, held_out.y
    for _ in range(50):
        linear = a + b * score
        mean = expit(linear) if target == "churn" else np.exp(np.minimum(linear, 50))
        weight = mean * (1 - mean) if target == "churn" else mean
        gradient = np.array([np.sum(y - mean), np.sum((y - mean) * score)])
        hessian = np.array([[np.sum(weight), np.sum(weight * score)], [0.0, np.sum(weight * score**2)]])
        hessian[1, 0] = hessian[0, 1]
        step = np.linalg.solve(hessian + 1e-9 * np.eye(2), gradient)
        a, b = a + step[0], b + step[1]
        if np.abs(step).max() < 1e-10:
            break
    return float(np.clip(b, 0.5, 1.5)) if np.isfinite(b) else 1.0


def _held_out(recipe: Recipe, rows: Rows, *, pairs: bool) -> tuple[list[FloatArray], FloatArray]:
    """Raw scores after every ROUNDS_STEP rounds, for the last cutoff's customers, each by a model without them."""
    scores: list[list[FloatArray]] = [[] for _ in range(MOST_ROUNDS // ROUNDS_STEP)]
    outcomes = []
    fold, validation = rows.fold(), rows.period == rows.period.max()
    shown = [rows.where(~validation & (fold != k)) for k in range(FOLDS)]
    if not all(part.varied for part in shown):  # one cutoff, or events at the last one alone
        shown = [rows.where(fold != k) for k in range(FOLDS)]
    for k in range(FOLDS):
        model = fit(recipe, shown[k], pairs=pairs, rounds=MOST_ROUNDS)
        judged = rows.where(validation & (fold == k))
        for i, score in enumerate(_staged(model, judged.x)):
            scores[i].append(score)
        outcomes.append(judged.y)
    return [np.concatenate(parts) for parts in scores], np.concatenate(outcomes)


def _staged(model: Any, x: FloatArray) -> list[FloatArray]:
    if hasattr(model, "staged_decision_function"):
        stages = [score.ravel() for score in model.staged_decision_function(x)]
    else:
        stages = [np.log(rate) for rate in model.staged_predict(x)]
    return stages[ROUNDS_STEP - 1 :: ROUNDS_STEP]
