"""Past days from which to learn: history up to the cutoff, outcome in the horizon after it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray

MOST = 8  # training cutoffs, but for the two that tell the season; more overlap without telling more
ENOUGH = 6  # of them: where there are more, those go that saw only young customers
FEWEST_APART = 3  # cutoffs that do not overlap, the test cutoff among them
HORIZONS = (30, 60, 90, 180, 365)
VALUE_HORIZONS = (365, 180, 90, 60)
FREQUENT_GAP = 0.80  # this share of the gaps between purchases ends within the horizon


YEAR_DAYS = 365
SEEN_DAYS = 150  # of history before a cutoff whose level tells of the season: earlier ones see only young customers


@dataclass(frozen=True, slots=True)
class Plan:
    """Cutoffs (days), ascending, for one horizon; the last is kept for testing.

    Outcome windows of the training cutoffs end on or before the test cutoff. `level` are the cutoffs whose level the
    forecasts of the test cutoff and of the last day take: a year before, or else the latest whose outcome was known.
    """

    horizon_days: int
    training: tuple[float, ...]
    test: float
    level: tuple[float, float]

    @property
    def all(self) -> tuple[float, ...]:
        """Training cutoffs and the test cutoff."""
        return (*self.training, self.test)


def plan(first_day: float, last_day: float, horizon_days: int) -> Plan | None:
    """Cutoffs for a horizon, spread evenly over the data and at least half a horizon apart.

    Those a year before the test cutoff and the last day take the place of their neighbours, where they have been seen.
    None where fewer than three fit without overlap.
    """
    test = last_day - horizon_days
    earliest, latest = first_day + _run_in(horizon_days), test - horizon_days
    if latest - (FEWEST_APART - 2) * horizon_days < earliest:
        return None
    earliest = max(earliest, min(first_day + SEEN_DAYS, latest - (ENOUGH - 1) * horizon_days / 2))
    number = min(MOST, 1 + int((latest - earliest) // (horizon_days / 2)))
    spread = np.floor(np.linspace(earliest, latest, number)).tolist()
    seen = [
        day
        for day in (test - YEAR_DAYS, last_day - YEAR_DAYS)
        if _tells(day, first_day, earliest, latest, horizon_days)
    ]
    training = sorted([*seen, *(day for day in spread if all(abs(day - it) >= horizon_days / 2 for it in seen))])
    level = [then if (then := day - YEAR_DAYS) in seen else day - horizon_days for day in (test, last_day)]
    return Plan(horizon_days, tuple(training), test, (max(d for d in training if d <= level[0]), level[1]))


def _tells(day: float, first_day: float, earliest: float, latest: float, horizon_days: int) -> bool:
    """Whether a cutoff may be asked for its level: late enough to have seen enough, and apart from both ends."""
    half = horizon_days / 2
    return max(first_day + SEEN_DAYS, earliest + half) <= day and (day <= latest - half or day == latest)


def auto_horizon(gaps: FloatArray, first_day: float, last_day: float) -> int:
    """The shortest of the usual horizons that holds most gaps between purchases (days) and fits the data.

    Where none that long fits, the longest that does; where none fits at all, the shortest that holds the gaps.
    """
    wanted = float(np.quantile(gaps, FREQUENT_GAP)) if len(gaps) else float(HORIZONS[-1])
    long_enough = next((days for days in HORIZONS if days >= wanted), HORIZONS[-1])
    return longest_fitting([days for days in HORIZONS if days <= long_enough], first_day, last_day) or long_enough


def longest_fitting(horizons: Sequence[int], first_day: float, last_day: float) -> int | None:
    """The longest horizon for which the data hold enough cutoffs."""
    return next((days for days in sorted(horizons, reverse=True) if plan(first_day, last_day, days)), None)


def _run_in(horizon_days: int) -> float:
    """Days of history before the first cutoff, so that it has something to learn from."""
    return min(horizon_days, 90)
