"""The affine step on the raw score, and the interval around an expected value, from rows the model had not seen."""

import numpy as np

from scoring.columns import FloatArray
from scoring.dimensions.churn import sigmoid
from training.boosting import HeldOut, Target

BINS = 10
SEASONS = 0.2


def centre(target: Target, score: FloatArray, y: FloatArray, slope: float) -> float:
    """The a that keeps the mean: mean of sigmoid(a + slope score), or of exp, equals the mean of y."""
    if target == "value":
        nothing = np.finfo(float).tiny  # at a cutoff after which nobody bought
        return float(np.log(max(y.mean(), nothing)) - np.log(np.mean(np.exp(slope * score))))
    a = 0.0
    for _ in range(100):
        p = sigmoid(a + slope * score)
        step = (y.mean() - p.mean()) / max(float(np.mean(p * (1 - p))), 1e-12)
        a += float(np.clip(step, -1.0, 1.0))
        if abs(step) < 1e-12:
            break
    return a


def level(target: Target, all_rows: HeldOut, there: HeldOut, slope: float) -> float:
    """The a of `centre` for the rows `there`, drawn to that of all rows as far as chance may have made the difference.

    Levels differ by season and trend; SEASONS is how much (standard deviation of their log-odds or logarithms). The
    weight of the difference is SEASONS^2 / (SEASONS^2 + its variance by chance): empirical Bayes.
    """
    usual = centre(target, all_rows.score, all_rows.y, slope)
    now = centre(target, there.score, there.y, slope)
    linear = now + slope * there.score
    if target == "churn":
        p = sigmoid(linear)
        chance = 1 / float(np.sum(p * (1 - p)))
    else:
        expected = np.exp(linear)
        chance = float(np.sum((there.y - expected) ** 2)) / float(np.sum(expected)) ** 2
    return usual + (now - usual) * SEASONS**2 / (SEASONS**2 + chance)


def interval_factors(expected: FloatArray, actual: FloatArray, coverage: float) -> tuple[FloatArray, FloatArray]:
    """Edges (b - 1,) that cut expected values into bins of equal size, and for each bin two factors (b, 2).

    They are the shortest interval of actual / expected that holds the coverage in the bin (split conformal prediction
    by bins, Vovk 2012), with one row more than asked, as a finite sample needs.
    """
    edges = np.unique(np.quantile(expected, np.arange(1, BINS) / BINS, method="lower"))
    edges = edges[edges < expected.max()]  # no row lies above the largest: that bin would be empty
    row = np.searchsorted(edges, expected, side="left")
    ratio = actual / np.maximum(expected, np.finfo(float).tiny)
    return edges, np.array([_shortest(np.sort(ratio[row == i]), coverage) for i in range(len(edges) + 1)])


def _shortest(ordered: FloatArray, coverage: float) -> tuple[float, float]:
    size = len(ordered)
    inside = min(int(np.ceil((size + 1) * coverage)), size)
    width = ordered[inside - 1 :] - ordered[: size - inside + 1]
    start = int(np.argmin(width))
    return float(ordered[start]), float(ordered[start + inside - 1])
