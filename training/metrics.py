"""How good: ranking, calibration and level, all on rows that the model had not seen."""

import numpy as np
from sklearn.metrics import roc_auc_score

from scoring.columns import FloatArray
from scoring.dimensions.churn import sigmoid
from training.boosting import HeldOut
from training.evaluation import churn_figures
from training.evaluation.churn_figures import ChurnFigures, total


def churn_metrics(tested: HeldOut) -> dict[str, float]:
    """AUC, Brier score, expected calibration error (tenths), calibration slope and rates.

    The slope is NaN where there is one class only, or where no logistic regression can be fitted.
    """
    p, y = sigmoid(tested.score), tested.y
    ranked = ChurnFigures.of(p, y)
    varied = 0 < y.mean() < 1
    return {
        "rows": float(len(y)),
        "churn_rate": float(y.mean()),
        "mean_probability": float(p.mean()),
        "auc": auc(y, p),
        "brier": float(np.mean((p - y) ** 2)),
        "ece": calibration_error(p, y),
        "calibration_slope": churn_figures.slope(ranked.score, ranked.y, np.ones(len(y))) if varied else float("nan"),
    }


def value_metrics(expected: FloatArray, actual: FloatArray) -> dict[str, float]:
    """Bias of the total, mean absolute error, and normalised Gini of the ranking by expected revenue."""
    return {
        "rows": float(len(actual)),
        "mean_actual": float(actual.mean()),
        "mean_expected": float(expected.mean()),
        "bias": float(expected.sum() / actual.sum() - 1) if actual.sum() else float("nan"),
        "mean_absolute_error": float(np.mean(np.abs(expected - actual))),
        "gini": gini(expected, actual) / gini(actual, actual) if actual.any() else float("nan"),
    }


def auc(y: FloatArray, score: FloatArray) -> float:
    """Area under the ROC curve; NaN where there is one class only."""
    return float(roc_auc_score(y, score)) if 0 < y.mean() < 1 else float("nan")


def calibration_error(p: FloatArray, y: FloatArray) -> float:
    """Mean absolute gap between mean probability and rate over tenths, as the evaluation has it."""
    ranked = ChurnFigures.of(p, y)
    people = total(ranked.group, np.ones(len(p)))
    return churn_figures.calibration_error(people, total(ranked.group, ranked.p - ranked.y))


def gini(rank_by: FloatArray, amount: FloatArray) -> float:
    """Gini coefficient of the amounts when customers are ordered by `rank_by`."""
    ordered = amount[np.argsort(rank_by, kind="stable")]
    n = len(ordered)
    return float(2 * np.sum(np.arange(1, n + 1) * ordered) / (n * ordered.sum()) - (n + 1) / n)


def coverage(interval: FloatArray, actual: FloatArray) -> float:
    """Share of outcomes inside their interval (n, 2)."""
    return float(np.mean((actual >= interval[:, 0]) & (actual <= interval[:, 1])))
