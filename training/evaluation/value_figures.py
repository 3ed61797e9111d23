"""How good expected revenue is: ranking, level, error and intervals, with and without the largest spenders."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray

TOP = 0.01  # the share of the largest spenders without whom value is judged a second time
PLAIN = ("gini", "bias", "mae", "coverage", "coverage_of_buyers", "under_upper_end")
NAMES = (*PLAIN, *(f"{name}_without_top" for name in PLAIN), "mean_actual", "mean_expected")


@dataclass(frozen=True, slots=True, eq=False)
class ValueFigures:
    """Rows (m,): expected and actual revenue, the interval (m, 2; NaN without one), and the orders to rank them by."""

    expected: FloatArray
    actual: FloatArray
    interval: FloatArray
    by_expected: IntArray
    by_actual: IntArray
    rest: BoolArray

    @classmethod
    def of(cls, expected: FloatArray, actual: FloatArray, interval: FloatArray | None = None) -> "ValueFigures":
        """Expected and actual revenue (m,), and the interval (m, 2) where there is one."""
        ends = np.full((len(actual), 2), np.nan) if interval is None else interval
        return cls._ranked(expected, actual, ends, ~largest(actual))

    @classmethod
    def _ranked(cls, expected: FloatArray, actual: FloatArray, ends: FloatArray, rest: BoolArray) -> "ValueFigures":
        by_expected, by_actual = np.argsort(expected, kind="stable"), np.argsort(actual, kind="stable")
        return cls(expected, actual, ends, by_expected, by_actual, rest)

    def some(self, rows: IntArray) -> "ValueFigures":
        """Some of the rows; the largest spenders are those of all."""
        return self._ranked(self.expected[rows], self.actual[rows], self.interval[rows], self.rest[rows])

    def figures(self, weight: FloatArray) -> FloatArray:
        """`NAMES`, of rows that count `weight` (m,) times."""
        total = weight.sum()
        means = (float(np.sum(weight * part) / total) for part in (self.actual, self.expected))
        return np.array([*self._plain(weight), *self._plain(weight * self.rest), *means])

    def _plain(self, weight: FloatArray) -> tuple[float, ...]:
        total, bought = weight.sum(), weight * (self.actual > 0)
        came = float(np.sum(weight * self.actual))
        if not came:
            return (float("nan"),) * len(PLAIN)
        under = self.actual <= self.interval[:, 1]
        inside = under & (self.actual >= self.interval[:, 0])
        covered = (
            (np.sum(weight * inside) / total, np.sum(bought * inside) / bought.sum(), np.sum(weight * under) / total)
            if not np.isnan(self.interval[0, 0])
            else (float("nan"),) * 3
        )
        return (
            gini(self.actual[self.by_expected], weight[self.by_expected])
            / gini(self.actual[self.by_actual], weight[self.by_actual]),
            float(np.sum(weight * self.expected)) / came - 1,
            float(np.sum(weight * np.abs(self.expected - self.actual)) / total),
            *(float(share) for share in covered),
        )


def gini(amount: FloatArray, weight: FloatArray) -> float:
    """Gini coefficient of amounts (m,) in the order they stand in, each counting `weight` times."""
    people, share = lorenz(amount, weight)
    return float(1 - np.sum(np.diff(people) * (share[1:] + share[:-1])))


def lorenz(amount: FloatArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The part of the people, and of the amount, up to each row (m + 1,), in the order they stand in."""
    people, share = np.append(0.0, np.cumsum(weight)), np.append(0.0, np.cumsum(weight * amount))
    return people / people[-1], share / share[-1]


def largest(actual: FloatArray) -> BoolArray:
    """Who is among the top 1 % of what came (m,), at least one."""
    number = max(int(np.ceil(len(actual) * TOP)), 1)
    found = np.zeros(len(actual), dtype=bool)
    found[np.argsort(-actual, kind="stable")[:number]] = True
    return found
