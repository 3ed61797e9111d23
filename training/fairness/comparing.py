"""Each group beside all others: rates with intervals, the difference, and whether it is more than chance.

Who states no group stands beside all who do, and is nobody's "other": whether silence is treated otherwise is a
question of its own, of which the verdict on groups knows nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import stats

from scoring.columns import BoolArray, FloatArray, IntArray
from training.fairness.groups import LEAST, NOT_STATED, Groups
from training.fairness.treatment import Measure
from training.pilot.estimates import Estimate, Sample, Z, difference, p_value, wilson
from training.pilot.groups import SHOWN, holm


@dataclass(frozen=True, slots=True)
class Comparison:
    """A group's treatment (`own`) and that of all whose value is another one (`rest`).

    `level` is None of those who state none, whose rest are all who do.
    `effect`: own minus rest; `like`: the same among customers who are alike, None where no two groups have any;
    `p` of no difference, `together` as it counts among all that were looked at.
    """

    column: str
    level: str | None
    measure: Measure
    own: Sample
    rest: Sample
    effect: Estimate
    like: Estimate | None
    p: float
    mirror: bool
    together: float = 1.0

    @property
    def shown(self) -> bool:
        """Whether chance is ruled out, the number of looks considered."""
        return self.together < SHOWN

    def plain(self) -> dict[str, Any]:
        """For JSON: rates as shares, money in currency."""
        return {
            "column": self.column, "is": self.level, "measure": self.measure.code, "action": self.measure.single,
            "rate": self.measure.rate, "customers": self.own.n, "own": _interval(self.own, rate=self.measure.rate),
            "rest": {"customers": self.rest.n, "value": self.rest.mean}, "difference": self.effect.plain(),
            "like": None if self.like is None else self.like.plain(), "p": self.p, "p_holm": self.together,
            "shown": self.shown,
        }  # fmt: skip


def compared(groups: Sequence[Groups], measures: Sequence[Measure], alike: IntArray) -> list[Comparison]:
    """Every group of every column by every measure; `alike` (n,) numbers customers who are in the same situation.

    Sums, single actions, and sums of those who state no group are three questions, each with an error of 5 % over all
    its comparisons (Holm 1979). Two groups are each other's rest, so that they are one look.
    """
    sums, single = ([measure for measure in measures if measure.single is one] for one in (False, True))
    families = [
        [one for column in groups for measure in asked for one in _column(column, measure, alike)]
        for asked in (sums, single)
    ]
    families.append([one for column in groups for measure in sums for one in _not_stated(column, measure, alike)])
    return [one for family in families for one in _together(family)]


def _together(family: Sequence[Comparison]) -> Iterator[Comparison]:
    """The comparisons of one question, each with its p as it counts among them."""
    counted, last = iter(holm([one.p for one in family if not one.mirror])), 1.0
    for one in family:
        last = last if one.mirror else next(counted)
        yield replace(one, together=last)


def _column(groups: Groups, measure: Measure, alike: IntArray) -> list[Comparison]:
    """The groups of a column that have anybody beside them."""
    known = (groups.code >= 0) & ~np.isnan(measure.values)
    made: list[Comparison] = []
    for code, level in enumerate(groups.levels):
        own = groups.code[known] == code
        if min(own.sum(), (~own).sum()) < 2:
            continue
        mirror = len(groups.levels) == 2 and len(made) == 1
        made.append(_one(groups.column, level, measure, measure.values[known], own, alike[known], mirror=mirror))
    return made


def _not_stated(groups: Groups, measure: Measure, alike: IntArray) -> list[Comparison]:
    """Those who state no group, where they are enough, beside all who state one."""
    asked = ((groups.code >= 0) | (groups.code == NOT_STATED)) & ~np.isnan(measure.values)
    own = groups.code[asked] == NOT_STATED
    if own.sum() < LEAST or (~own).sum() < LEAST:
        return []
    return [_one(groups.column, None, measure, measure.values[asked], own, alike[asked], mirror=False)]


def _one(
    column: str,
    level: str | None,
    measure: Measure,
    values: FloatArray,
    own: BoolArray,
    alike: IntArray,
    *,
    mirror: bool,
) -> Comparison:
    pair = Sample.of(values[~own]), Sample.of(values[own])
    effect = difference(*pair, rate=measure.rate)
    p = _exact(values, own) if measure.rate else _of_money(values, own, pair)
    return Comparison(column, level, measure, pair[1], pair[0], effect, among_like(values, own, alike), p, mirror)


def _exact(values: FloatArray, own: BoolArray) -> float:
    """Fisher's exact test: of a rare action in a small group the normal law finds too much."""
    yes = values > 0
    table = [[int((yes & who).sum()), int((~yes & who).sum())] for who in (own, ~own)]
    return float(stats.fisher_exact(table).pvalue)


def _of_money(values: FloatArray, own: BoolArray, pair: tuple[Sample, Sample]) -> float:
    """The larger p of Welch's test and of Mann and Whitney's: a few great customers must not decide it alone."""
    if np.ptp(values) == 0:
        return 1.0
    ranks = float(stats.mannwhitneyu(values[own], values[~own], method="asymptotic").pvalue)
    return max(ranks, p_value(*pair, rate=False))


def among_like(values: FloatArray, own: BoolArray, alike: IntArray) -> Estimate | None:
    """The mean difference (own minus rest) within strata (n,), weighted as Mantel and Haenszel do.

    Its variance is that of drawing the group at random within each stratum. None where no stratum has both.
    """
    _, stratum = np.unique(alike, return_inverse=True)
    n, mine = (np.bincount(stratum, weights=w) for w in (np.ones(len(own)), own.astype(float)))
    sums, of_mine = (np.bincount(stratum, weights=w) for w in (values, values * own))
    squares = np.bincount(stratum, weights=(values - (sums / n)[stratum]) ** 2)
    both = (mine > 0) & (mine < n)
    if not both.any():
        return None
    n, mine, sums, of_mine, squares = (column[both] for column in (n, mine, sums, of_mine, squares))
    weight = mine * (n - mine) / n
    gap = of_mine / mine - (sums - of_mine) / (n - mine)
    value = float((weight * gap).sum() / weight.sum())
    half = Z * float(np.sqrt((weight * squares / (n - 1)).sum())) / float(weight.sum())
    return Estimate(value, value - half, value + half)


def _interval(sample: Sample, *, rate: bool) -> dict[str, float]:
    half = Z * float(np.sqrt(sample.squared_error))
    low, high = wilson(sample.mean, sample.n) if rate else (sample.mean - half, sample.mean + half)
    return {"value": sample.mean, "low": low, "high": high}
