"""How good: ranking, calibration and level, all on rows that the model had not seen."""

import numpy as np
from sklearn.metrics import roc_auc_score

from scoring.columns import FloatArray
from scoring.dimensions.churn import sigmoid
from training.boosting import HeldOut, calibration_slope

BINS = 10


def churn_metrics(tested: HeldOut) -> dict[str, float]:
    """AUC, Brier score, expected calibration error (10 bins of equal size), calibration slope and rates."""
    p, y = sigmoid(tested.score), tested.y
    return {
        "rows": float(len(y)),
        "churn_rate": float(y.mean()),
        "mean_probability": float(p.mean()),
        "auc": auc(y, p),
        "brier": float(np.mean((p - y) ** 2)),
        "ece": calibration_error(p, y),
        "calibration_slope": calibration_slope("churn", tested),
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
    """Mean absolute gap between mean probability and rate over ten bins of equal size."""
    order = np.argsort(p, kind="stable")
    gaps = [abs(p[part].mean() - y[part].mean()) * len(part) for part in np.array_split(order, BINS) if len(part)]
    return float(np.sum(gaps) / len(p))


def gini(rank_by: FloatArray, amount: FloatArray) -> float:
    """Gini coefficient of the amounts when customers are ordered by `rank_by`."""
    ordered = amount[np.argsort(rank_by, kind="stable")]
    n = len(ordered)
    return float(2 * np.sum(np.arange(1, n + 1) * ordered) / (n * ordered.sum()) - (n + 1) / n)


def coverage(interval: FloatArray, actual: FloatArray) -> float:
    """Share of outcomes inside their interval (n, 2)."""
    return float(np.mean((actual >= interval[:, 0]) & (actual <= interval[:, 1])))
