"""The curves behind the figures of value: what came in each tenth of what was expected, and who spends how much."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray
from training.evaluation.churn_curves import AXIS, with_intervals
from training.evaluation.churn_figures import BINS, bins
from training.evaluation.value_figures import lorenz


@dataclass(frozen=True, slots=True, eq=False)
class ValueCurves:
    """Rows (m,), least expected first, with the tenth (m,) that each belongs to, and whether its interval held it."""

    expected: FloatArray
    actual: FloatArray
    inside: BoolArray
    order: IntArray
    tenth: IntArray

    @classmethod
    def of(cls, expected: FloatArray, actual: FloatArray, interval: FloatArray) -> "ValueCurves":
        """Expected and actual revenue (m,), and the interval (m, 2)."""
        order = np.argsort(expected, kind="stable")
        inside = (actual >= interval[:, 0]) & (actual <= interval[:, 1])
        return cls(expected[order], actual[order], inside[order], order, bins(np.ones(len(actual))))

    def curves(self, weight: FloatArray) -> dict[str, FloatArray]:
        """Every curve of rows that count `weight` (m,) times, in the order they were given in."""
        w = weight[self.order]
        people = np.maximum(np.bincount(self.tenth, weights=w, minlength=BINS), 1e-12)
        means = {
            name: np.bincount(self.tenth, weights=w * values, minlength=BINS) / people
            for name, values in (("expected", self.expected), ("actual", self.actual), ("coverage", self.inside))
        }
        return means | {"lorenz": np.interp(AXIS, *lorenz(self.actual[::-1], w[::-1]))}


def value_curves(
    expected: FloatArray, actual: FloatArray, interval: FloatArray, customer: IntArray
) -> dict[str, list[dict[str, Any]]]:
    """The points of every curve with their intervals; `customer` (m,) says whose row it is."""
    made = ValueCurves.of(expected, actual, interval)
    found = with_intervals(
        made.curves, lambda rows: ValueCurves.of(expected[rows], actual[rows], interval[rows]).curves, customer
    )
    best = np.interp(AXIS, *lorenz(-np.sort(-actual), np.ones(len(actual))))
    tenths = zip(found["expected"], found["actual"], found["coverage"], strict=True)
    return {
        "deciles": [
            {"tenth": i + 1, "expected": said["value"], **came, "coverage": held["value"],
             "coverage_low": held["low"], "coverage_high": held["high"]}
            for i, (said, came, held) in enumerate(tenths)
        ],
        "lorenz": [
            {"share": float(at), **point, "best": float(top)}
            for at, point, top in zip(AXIS, found["lorenz"], best, strict=True)
        ],
    }  # fmt: skip
