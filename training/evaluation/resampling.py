"""Customers drawn anew: how far a figure, or the difference of two, would move with other customers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from joblib import Parallel, delayed

from scoring.columns import FloatArray, IntArray
from training.rows import hashed

DRAWS, SEED = 200, 0
WORKERS = 2
MOST_DRAWN = 20_000  # customers in a draw; intervals of more customers than these are a little too wide
TAILS = (0.025, 0.975)
SHARES = (
    "auc", "average_precision", "contacted_share", "brier", "ece", "churn_rate", "mean_probability",
    "coverage", "coverage_of_buyers", "under_upper_end",
)  # fmt: skip
UNSIGNED = ("lift_10", "lift_20", "expected_maximum_profit", "log_loss", "mae", "mean_actual", "mean_expected")


class Summed(Protocol):
    """What one model said of m rows, ready to be summed up in figures with rows that count more than once."""

    def figures(self, weight: FloatArray) -> FloatArray:
        """The figures (k,) of rows that count `weight` (m,) times, always in the same order."""
        ...


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
    return model.figures(np.ones(len(customer))), np.array([model.figures(weight) for weight in draws(customer)])


def draws(customer: IntArray) -> Iterator[FloatArray]:
    """How often each row (m,) counts in each draw: its customer is drawn with replacement, all rows together."""
    who, row = np.unique(customer, return_inverse=True)
    among = np.flatnonzero(hashed(who) % len(who) < MOST_DRAWN) if len(who) > MOST_DRAWN else np.arange(len(who))
    rng = np.random.default_rng(SEED)
    for _ in range(DRAWS):
        times = np.zeros(len(who))
        times[among] = np.bincount(rng.integers(0, len(among), len(among)), minlength=len(among))
        yield times[row]
