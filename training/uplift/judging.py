"""How well uplift is ranked, on customers from whom the ranking was not learned.

A pass puts the customers into folds in a hashed order; each fold but the first is ranked by models of the folds before
it. Ordinary cross-fitting (models of all other folds) will not do for an interval: without heterogeneity the error of
each fold's ranking and the noise of the others are the same noise, seen from both ends, and its Qini strays 1.4 times
as far as an interval with the models held fixed says. In a sequence no fold judges what judged it before, and the
interval holds (Wager, "Sequential validation of treatment heterogeneity", 2024).

Figures are means of several passes, with the mean of their standard errors: passes share their customers, so nothing
smaller is sure, and whatever their dependence a mean strays no further than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray
from training.uplift.curve import areas, curve, drawn
from training.uplift.sample import Sample

GROUPS = 10
ERROR = 0.05  # the share of intervals that miss


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Group:
    """A tenth of the held-out ranking, the highest predictions first; numbers per pass."""

    treated: float
    control: float
    predicted: float
    effect: Figure


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One pass: the `curve` (101,) and its bootstrap `drawn` (draws, 101); `groups` (GROUPS, 5) the tenths.

    Of a tenth: customers treated and not, mean prediction, effect (difference of the arms' means), standard error.
    """

    curve: FloatArray
    drawn: FloatArray
    groups: FloatArray


def judge(parts: Sequence[Sample], scores: Sequence[FloatArray], draws: int, rng: np.random.Generator) -> Judged:
    """One pass from its held-out folds and their predictions; every fold is ranked within itself."""
    pairs = list(zip(parts, scores, strict=True))
    curves = np.mean([curve(part, score) for part, score in pairs], axis=0)
    redrawn = np.mean([drawn(part, score, draws, rng) for part, score in pairs], axis=0)
    tenth = np.concatenate([_tenth(score) for score in scores])
    treated, y = (np.concatenate([getattr(part, column) for part in parts]) for column in ("treated", "y"))
    predicted = np.concatenate(scores)
    rows = [_group(treated[tenth == k], y[tenth == k], predicted[tenth == k]) for k in range(GROUPS)]
    return Judged(curves, redrawn, np.array(rows))


def figure(values: FloatArray, errors: FloatArray, error: float = ERROR) -> Figure:
    """The mean of passes (r,) with an interval from the mean of their standard errors (r,)."""
    value, reach = float(values.mean()), NormalDist().inv_cdf(1 - error / 2) * float(errors.mean())
    return Figure(value, value - reach, value + reach)


def area_figures(passes: Sequence[Judged], error: float) -> tuple[Figure, Figure]:
    """Qini coefficient and AUUC with intervals that miss with probability `error`."""
    stated = areas(np.array([one.curve for one in passes]))
    redrawn = areas(np.array([one.drawn for one in passes]))
    qini, auuc = (figure(v, d.std(axis=1, ddof=1), error) for v, d in zip(stated, redrawn, strict=True))
    return qini, auuc


def curve_band(passes: Sequence[Judged]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The mean curve (101,), and the ends of its 95 % interval point by point."""
    value = np.mean([one.curve for one in passes], axis=0)
    reach = NormalDist().inv_cdf(1 - ERROR / 2) * np.mean([one.drawn.std(axis=0, ddof=1) for one in passes], axis=0)
    return value, value - reach, value + reach


def groups(passes: Sequence[Judged]) -> tuple[Group, ...]:
    """Tenths of the ranking with 95 % intervals, each by itself. NaN where a tenth lacks an arm in some pass."""
    found = np.array([one.groups for one in passes])
    means = found.mean(axis=0)
    return tuple(
        Group(float(treated), float(control), float(predicted), figure(found[:, k, 3], found[:, k, 4]))
        for k, (treated, control, predicted) in enumerate(means[:, :3])
    )


def _tenth(score: FloatArray) -> IntArray:
    """The tenth (m,) of each customer, 0 the highest scores; ties in the order of the hash."""
    place = np.empty(len(score), dtype=np.int64)
    place[np.argsort(-score, kind="stable")] = np.arange(len(score))
    return place * GROUPS // len(score)


def _group(treated: BoolArray, y: FloatArray, predicted: FloatArray) -> list[float]:
    arms = [y[treated], y[~treated]]
    if min(len(arm) for arm in arms) < 2:
        return [len(arms[0]), len(arms[1]), float(predicted.mean()), float("nan"), float("nan")]
    error = np.sqrt(sum(arm.var(ddof=1) / len(arm) for arm in arms))
    return [len(arms[0]), len(arms[1]), float(predicted.mean()), float(arms[0].mean() - arms[1].mean()), float(error)]
