"""Customers drawn anew: how far a figure, or the difference of two, would move with other customers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from joblib import Parallel, delayed

from scoring.columns import FloatArray, IntArray

DRAWS, SEED = 200, 0
WORKERS = 2
MOST_DRAWN = 20_000  # customers in a draw; of more, how far figures stray is told from draws of so many (`Draws`)
TAILS = (0.025, 0.975)
SHARES = (
    "auc", "average_precision", "contacted_share", "brier", "ece", "churn_rate", "mean_probability",
    "coverage", "coverage_of_buyers", "under_upper_end",
)  # fmt: skip
UNSIGNED = ("lift_10", "lift_20", "expected_maximum_profit", "log_loss", "mae", "mean_actual", "mean_expected")


Figures = Callable[[FloatArray], FloatArray]


class Summed(Protocol):
    """What one model said of m rows, ready to be summed up in figures with rows that count more than once."""

    def figures(self, weight: FloatArray) -> FloatArray:
        """The figures (k,) of rows that count `weight` (m,) times, always in the same order."""
        ...

    def some(self, rows: IntArray) -> Self:
        """The same of the rows `rows` (r,) of those it was made of, repeats allowed."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Rows of customers drawn anew, always the same draws; `customer` (m,) says whose row each is."""

    customer: IntArray

    def replicates(self, stated: FloatArray, of_all: Figures, of_some: Callable[[IntArray], Figures]) -> FloatArray:
        """The figures (DRAWS, k) of every draw; `stated` (k,) are those of the rows as they are.

        A draw is of as many customers as there are. Of more than MOST_DRAWN customers n it is of m = MOST_DRAWN of
        them, and strays from the mean of such draws by the root of m / n of what it does: the m out of n bootstrap
        (Bickel, Goetze and van Zwet 1997), for figures whose error falls with the root of the number of customers.

        `of_all` takes weights of all rows, `of_some` rows (r,) and then weights of these.
        """
        who = len(np.unique(self.customer))
        if who <= MOST_DRAWN:
            return np.array([of_all(weight) for weight in draws(self.customer)])
        drawn = np.array([of_some(rows)(np.ones(len(rows))) for rows in samples(self.customer)])
        known = ~np.isnan(drawn)
        mean = np.where(known, drawn, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        moved: FloatArray = stated + (drawn - mean) * np.sqrt(MOST_DRAWN / who)
        return moved


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """The figures `names` (k,) of every model: of the rows as they are (k,), and of each draw (DRAWS, k).

    All models are judged on the same draws, so differences between them are paired.
    """

    names: tuple[str, ...]
    stated: Mapping[str, FloatArray]
    drawn: Mapping[str, FloatArray]

    def figures(self, model: str) -> dict[str, dict[str, float]]:
        """Each figure of a model with its interval."""
        found = self._with_intervals(self.stated[model], self.drawn[model])
        return {name: _bounded(name, figure) for name, figure in found.items()}

    def difference(self, model: str, other: str) -> dict[str, dict[str, float]]:
        """Each figure of a model minus the other's, with the interval of the difference."""
        return self._with_intervals(self.stated[model] - self.stated[other], self.drawn[model] - self.drawn[other])

    def _with_intervals(self, stated: FloatArray, drawn: FloatArray) -> dict[str, dict[str, float]]:
        found = {}
        for k, name in enumerate(self.names):
            low, high = interval(float(stated[k]), drawn[:, k])
            found[name] = {"value": float(stated[k]), "low": low, "high": high}
        return found


def interval(stated: float, drawn: FloatArray) -> tuple[float, float]:
    """The ends of a figure's 95 % interval from its draws (DRAWS,), which are moved so that their mean is the figure.

    Drawing customers anew makes some figures worse by itself (a calibration error grows with every repetition), and an
    interval around that would not even hold the figure. NaN where the figure, or every draw, is.
    """
    known = drawn[~np.isnan(drawn)]
    if not len(known) or np.isnan(stated):
        return float("nan"), float("nan")
    low, high = np.quantile(known, TAILS) + (stated - known.mean())
    return min(float(low), stated), max(float(high), stated)


def _bounded(name: str, figure: dict[str, float]) -> dict[str, float]:
    """The same with no end where the figure cannot be: none of these is under 0, and no share over 1."""
    plain = name.removesuffix("_without_top")
    if plain not in (*SHARES, *UNSIGNED):
        return figure
    low, high = np.clip([figure["low"], figure["high"]], 0.0, 1.0 if plain in SHARES else None)
    return {**figure, "low": float(low), "high": float(high)}


def replicate(names: Sequence[str], models: Mapping[str, Summed], customer: IntArray) -> Replicates:
    """Judge models (each of the same m rows) as they are and on every draw; `customer` (m,) says whose row it is."""
    summed = Parallel(n_jobs=WORKERS)(delayed(_summed)(model, customer) for model in models.values())
    found = dict(zip(models, summed, strict=True))
    stated, drawn = ({name: parts[i] for name, parts in found.items()} for i in (0, 1))
    return Replicates(tuple(names), stated, drawn)


def _summed(model: Summed, customer: IntArray) -> tuple[FloatArray, FloatArray]:
    """The figures of the rows as they are (k,), and of each draw (DRAWS, k)."""
    stated = model.figures(np.ones(len(customer)))
    return stated, Draws(customer).replicates(stated, model.figures, lambda rows: model.some(rows).figures)


def draws(customer: IntArray) -> Iterator[FloatArray]:
    """How often each row (m,) counts in each draw: its customer is drawn with replacement, all rows together."""
    who, row = np.unique(customer, return_inverse=True)
    rng = np.random.default_rng(SEED)
    for _ in range(DRAWS):
        times = np.bincount(rng.integers(0, len(who), len(who)), minlength=len(who))
        yield times[row].astype(np.float64)


def samples(customer: IntArray) -> Iterator[IntArray]:
    """The rows (r,) of each draw of MOST_DRAWN customers, drawn with replacement, all rows of each together."""
    who, row = np.unique(customer, return_inverse=True)
    by_customer, number = np.argsort(row, kind="stable"), np.bincount(row)
    first, rng = np.cumsum(number) - number, np.random.default_rng(SEED)
    for _ in range(DRAWS):
        those = rng.integers(0, len(who), MOST_DRAWN)
        of_each = number[those]
        yield by_customer[np.repeat(first[those] - np.cumsum(of_each) + of_each, of_each) + np.arange(of_each.sum())]
