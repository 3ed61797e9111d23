"""Every figure of the benchmark in one place: ranking, calibration, level and intervals."""

import numpy as np
from scipy.special import expit, logit
from scipy.stats import spearmanr

from scoring.columns import BoolArray, FloatArray
from training.metrics import auc, calibration_error, coverage, gini

TOP = 0.01  # the share of the largest spenders without whom value is judged a second time
SURE = 1e-6  # probabilities are kept this far from 0 and 1 where their log-odds are taken
Figures = dict[str, float | None]


def churn_scores(p: FloatArray, y: FloatArray) -> Figures:
    """AUC, Brier, ECE (ten bins of equal size), log loss, calibration slope and level of probabilities (n,).

    All None where the model gave nobody a probability; `answered` is the share that has one. Figures are of those.
    """
    known = ~np.isnan(p)
    names = ("auc", "brier", "ece", "log_loss", "slope", "level_error")
    head: Figures = {"rows": float(len(y)), "churn_rate": float(y.mean()), "answered": float(known.mean())}
    if not known.any() or not 0 < y[known].mean() < 1:
        return head | dict.fromkeys(names)
    p, y = p[known], y[known]
    figures = (auc(y, p), brier(p, y), calibration_error(p, y), log_loss(p, y), slope(p, y), level_error(p, y))
    return head | dict(zip(names, figures, strict=True))


def brier(p: FloatArray, y: FloatArray) -> float:
    """Mean squared gap between probability and outcome."""
    return float(np.mean((p - y) ** 2))


def log_loss(p: FloatArray, y: FloatArray) -> float:
    """Mean of -log of the probability that was given to what happened."""
    score = logit(np.clip(p, SURE, 1 - SURE))
    return float(np.mean(np.logaddexp(0.0, score) - y * score))


def slope(p: FloatArray, y: FloatArray) -> float:
    """The b of the logistic regression of y on a + b logit(p), by Newton's method; 1 where p is calibrated."""
    score = logit(np.clip(p, SURE, 1 - SURE))
    if np.ptp(score) == 0:
        return float("nan")
    a, b = 0.0, 0.0
    for _ in range(100):
        mean = expit(a + b * score)
        weight, gap = mean * (1 - mean), y - mean
        cross = float(np.sum(weight * score))
        hessian = np.array([[np.sum(weight), cross], [cross, np.sum(weight * score**2)]])
        step = np.linalg.solve(hessian + 1e-9 * np.eye(2), np.array([gap.sum(), np.sum(gap * score)]))
        a, b = a + float(step[0]), b + float(step[1])
        if np.abs(step).max() < 1e-10:
            break
    return b


def level_error(expected: FloatArray, actual: FloatArray) -> float:
    """Sum expected over sum that came, minus 1."""
    total = float(actual.sum())
    return float(expected.sum()) / total - 1 if total else float("nan")


def normalised_gini(expected: FloatArray, actual: FloatArray) -> float:
    """Gini coefficient of what came in the order of what was expected, over that in its own order."""
    return gini(expected, actual) / gini(actual, actual) if actual.any() else float("nan")


def value_scores(expected: FloatArray, actual: FloatArray) -> Figures:
    """Ranking, level and error of expected amounts (n,), with and without the top 1 % of what came."""
    known = ~np.isnan(expected)
    names = ("gini", "bias", "mae", "rmse", "spearman", "gini_without_top", "rmse_without_top")
    if not known.any():
        return dict.fromkeys(names)
    expected, actual = expected[known], actual[known]
    rest = ~largest(actual)
    figures = (
        normalised_gini(expected, actual),
        level_error(expected, actual),
        float(np.mean(np.abs(expected - actual))),
        _rmse(expected, actual),
        float(spearmanr(expected, actual).statistic) if np.ptp(expected) and np.ptp(actual) else float("nan"),
        normalised_gini(expected[rest], actual[rest]),
        _rmse(expected[rest], actual[rest]),
    )
    return dict(zip(names, figures, strict=True))


def _rmse(expected: FloatArray, actual: FloatArray) -> float:
    return float(np.sqrt(np.mean((expected - actual) ** 2)))


def largest(actual: FloatArray) -> BoolArray:
    """Who is among the top 1 % of what came (n,), at least one."""
    number = max(int(np.ceil(len(actual) * TOP)), 1)
    found = np.zeros(len(actual), dtype=bool)
    found[np.argsort(-actual, kind="stable")[:number]] = True
    return found


def interval_scores(interval: FloatArray, actual: FloatArray) -> Figures:
    """Coverage of intervals (n, 2): of all, of buyers alone, and how often the truth stays under the upper end."""
    known = ~np.isnan(interval).any(axis=1)
    names = ("coverage", "coverage_buyers", "under_upper_end")
    if not known.any():
        return dict.fromkeys(names)
    interval, actual = interval[known], actual[known]
    bought = actual > 0
    buyers = coverage(interval[bought], actual[bought]) if bought.any() else float("nan")
    return dict(zip(names, (coverage(interval, actual), buyers, float(np.mean(actual <= interval[:, 1]))), strict=True))
