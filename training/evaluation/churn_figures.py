"""How good churn probabilities are: ranking, calibration and profit, with rows that count more than once."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from scoring.columns import FloatArray, IntArray
from training.evaluation.profit import expected_maximum_profit

BINS = 10
SURE = 1e-9  # probabilities are kept this far from 0 and 1 where their log-odds are taken
NAMES = (
    "auc",
    "average_precision",
    "lift_10",
    "lift_20",
    "expected_maximum_profit",
    "contacted_share",
    "brier",
    "log_loss",
    "ece",
    "calibration_slope",
    "churn_rate",
    "mean_probability",
)


@dataclass(frozen=True, slots=True, eq=False)
class ChurnFigures:
    """Rows (m,), highest probability first; `group` (m,) numbers those of equal probability.

    `order` (m,): which of the rows as given each is; `place` (m,): which one each of the rows as given is here.
    """

    p: FloatArray
    y: FloatArray
    score: FloatArray
    order: IntArray
    group: IntArray
    place: IntArray

    @classmethod
    def of(cls, p: FloatArray, y: FloatArray) -> "ChurnFigures":
        """Probabilities (m,) and what came, 0 or 1 (m,)."""
        order = np.argsort(-p, kind="stable")
        ranked = p[order]
        group = np.cumsum(np.append(0, ranked[1:] != ranked[:-1]))
        place = np.empty(len(p), dtype=np.int64)
        place[order] = np.arange(len(p))
        return cls(ranked, y[order], logit(np.clip(ranked, SURE, 1 - SURE)), order, group, place)

    def some(self, rows: IntArray) -> "ChurnFigures":
        """Some of the rows, by their places in the order they were given in."""
        place = self.place[rows]
        return ChurnFigures.of(self.p[place], self.y[place])

    def figures(self, weight: FloatArray) -> FloatArray:
        """`NAMES`, of rows that count `weight` (m,) times, in the order they were given in."""
        some = np.flatnonzero(weight[self.order])
        w = weight[self.order][some]
        p, y, score, group = self.p[some], self.y[some], self.score[some], self.group[some]
        left, stayed = total(group, w * y), total(group, w * (1 - y))
        people, events = float(w.sum()), float(left.sum())
        if not 0 < events < people:
            return np.full(len(NAMES), np.nan)
        profit, contacted = expected_maximum_profit(left, stayed)
        ranking = (auc(left, stayed), average_precision(left, stayed), lift(left, stayed, 0.1), lift(left, stayed, 0.2))
        brier = float(np.sum(w * (p - y) ** 2)) / people
        log_loss = float(np.sum(w * (np.logaddexp(0.0, score) - y * score))) / people
        level = (events / people, float(np.sum(w * p)) / people)
        fit = (brier, log_loss, calibration_error(total(group, w), total(group, w * (p - y))), slope(score, y, w))
        return np.array([*ranking, profit, contacted, *fit, *level])


def total(group: IntArray, values: FloatArray) -> FloatArray:
    """The sum (g,) of the values (m,) of each group."""
    return np.bincount(group, weights=values).astype(np.float64)


def auc(left: FloatArray, stayed: FloatArray) -> float:
    """Area under the ROC curve of counts (g,) by equal score, highest first; ties count half."""
    below = stayed.sum() - np.cumsum(stayed)
    return float(np.sum(left * (below + stayed / 2)) / (left.sum() * stayed.sum()))


def average_precision(left: FloatArray, stayed: FloatArray) -> float:
    """Mean precision over those who left: the area under the precision-recall curve, in steps."""
    reached = np.cumsum(left + stayed)
    precision = np.divide(np.cumsum(left), reached, out=np.zeros_like(reached), where=reached > 0)
    return float(np.sum(precision * left) / left.sum())


def lift(left: FloatArray, stayed: FloatArray, share: float) -> float:
    """How many times the average churn rate the `share` of highest score has; a tie at the cut is shared out."""
    return float(gain(left, stayed, np.array([share]))[0]) / share


def gain(left: FloatArray, stayed: FloatArray, shares: FloatArray) -> FloatArray:
    """The part of all who left among each share of the customers (s,), highest score first."""
    people = np.append(0.0, np.cumsum(left + stayed))
    found: FloatArray = np.interp(shares, people / people[-1], np.append(0.0, np.cumsum(left)) / left.sum())
    return found


def calibration_error(people: FloatArray, gap: FloatArray) -> float:
    """Mean gap between mean probability and rate over tenths of the people (ECE).

    Both (g,) by equal probability, sorted by it: how many there are, and the sum of probability minus outcome.
    """
    return float(np.abs(tenths(people, gap)).sum() / people.sum())


def tenths(people: FloatArray, amount: FloatArray) -> FloatArray:
    """What each tenth (10,) of the people has of the amounts (g,) of sorted groups; at a cut a group is shared out.

    So no order of rows decides who of equal probability belongs to which tenth.
    """
    reached, so_far = np.append(0.0, np.cumsum(people)), np.append(0.0, np.cumsum(amount))
    found: FloatArray = np.diff(np.interp(np.linspace(0, reached[-1], BINS + 1), reached, so_far))
    return found


def bins(weight: FloatArray) -> IntArray:
    """The bin (m,) of sorted rows: ten of equal weight, the middle of each row deciding."""
    middle = np.cumsum(weight) - weight / 2
    found: IntArray = np.minimum((middle / weight.sum() * BINS).astype(np.int64), BINS - 1)
    return found


def slope(score: FloatArray, y: FloatArray, weight: FloatArray) -> float:
    """The b of the logistic regression of y on a + b score, by Newton's method; 1 where calibrated.

    It starts at 1, where calibrated scores are almost there, and again at 0 where that leads nowhere.
    """
    if np.ptp(score) == 0:
        return float("nan")
    found = _newton(score, y, weight, 1.0)
    return found if np.isfinite(found) else _newton(score, y, weight, 0.0)


def _newton(score: FloatArray, y: FloatArray, weight: FloatArray, b: float) -> float:
    """The slope from a first guess; NaN where it does not settle."""
    a = 0.0
    for _ in range(25):
        mean = expit(a + b * score)
        curve, gap = weight * mean * (1 - mean), weight * (y - mean)
        cross = float(np.sum(curve * score))
        hessian = np.array([[np.sum(curve), cross], [cross, np.sum(curve * score**2)]])
        step = np.linalg.solve(hessian + 1e-9 * np.eye(2), np.array([gap.sum(), np.sum(gap * score)]))
        a, b = a + float(step[0]), b + float(step[1])
        if np.abs(step).max() < 1e-6:
            return b
    return float("nan")
