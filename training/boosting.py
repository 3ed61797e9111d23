"""One boosted model of shallow trees: how it is fitted, how a score of it is judged and calibrated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from scoring.columns import FloatArray
from training.rows import Rows
from training.trees import Estimator

Target = Literal["churn", "value"]
FIT_ROWS = 120_000

# Trees by how many features may act together in them: on no path to a leaf are there more. Where several may, a split
# looks at half of them, drawn anew: trees that differ more generalise better; where none may, nothing is gained by it.
SHAPES: Mapping[int, Mapping[str, Any]] = {
    1: {"max_leaf_nodes": 4, "interaction_cst": "no_interactions"},
    2: {"max_leaf_nodes": 6, "interaction_cst": "pairwise", "max_features": 0.5},
    3: {"max_leaf_nodes": 8, "max_depth": 3, "max_features": 0.5},
    4: {"max_leaf_nodes": 16, "max_depth": 4, "max_features": 0.5},
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen on held-out rows.

    order   features that act together at most; 1: each for itself
    rounds  trees
    least   interactions with a smaller share of the score's variance are dropped
    slope   of the affine step of calibration on the raw score
    loss    mean loss after that step
    held    whether the directions of the recipe are
    """

    order: int
    rounds: int
    least: float
    slope: float
    loss: float
    held: bool = True


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

    @property
    def free(self) -> "Recipe":
        """The same without directions."""
        return replace(self, directions={})


def fit(recipe: Recipe, rows: Rows, *, order: int, rounds: int) -> Estimator:
    """Fit with a fixed number of rounds; value is fitted in units of its mean."""
    return grow(unfitted(recipe, rows, order=order), recipe, rows, rounds=rounds)


def unfitted(recipe: Recipe, rows: Rows, *, order: int) -> Any:
    """An estimator for rows like these, to `grow`."""
    is_text = [name in recipe.levels for name in rows.names]
    shared: dict[str, Any] = {
        **SHAPES[order],
        "learning_rate": 0.08,
        "min_samples_leaf": int(np.clip(len(rows) // 200, 5, 60)),
        "l2_regularization": 5.0,
        "max_bins": 63,
        "categorical_features": is_text,
        "monotonic_cst": [recipe.directions.get(name, 0) if name not in recipe.levels else 0 for name in rows.names],
        "early_stopping": False,
        "random_state": recipe.seed,
    }
    if recipe.target == "churn":
        return HistGradientBoostingClassifier(loss="log_loss", **shared)
    return HistGradientBoostingRegressor(loss="poisson", **shared)


def grow(model: Any, recipe: Recipe, rows: Rows, *, rounds: int) -> Estimator:
    """Fit up to so many rounds; with `warm_start`, on from where an earlier call on the same rows ended."""
    x = _fittable(rows.x, [name in recipe.levels for name in rows.names])
    grown: Estimator = model.set_params(max_iter=rounds).fit(x, rows.y)
    return grown


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


def losses(target: Target, score: FloatArray, y: FloatArray) -> FloatArray:
    """Log loss of log-odds, or half the Poisson deviance of log rates (without its constant), row by row (m,)."""
    if target == "churn":
        return np.asarray(np.logaddexp(0.0, score) - y * score)
    return np.asarray(np.exp(score) - y * score)


def loss(target: Target, score: FloatArray, y: FloatArray) -> float:
    """The mean of `losses`."""
    return float(losses(target, score, y).mean())


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
