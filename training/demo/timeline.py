"""The calendar of the demo: steps, and how willing people are to buy on each day.

A step is about a week: days 1-7, 8-14, 15-21 and 22 to the end of a month. So every month end, where the truth is
told, is the end of a step, and a month of usage is four steps.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from training.demo.arrays import Floats, Ints
from training.demo.market import KINDS, Season
from training.demo.parameters import Parameters

STEPS_A_MONTH = 4
MONTHS_AHEAD = 13
"""Months of calendar after the history: the longest horizon is 365 days."""
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Steps of the history and, after them, of the time that is forecast."""

    first: Ints
    """(steps,) first day number of each step."""
    last: Ints
    """(steps,) last day number of each step."""
    months: int
    """Months of history; it has four times as many steps."""
    willing: Floats
    """(2, days + 1) weeks' worth of buying in the days from the start to before each day, by kind."""

    @property
    def start(self) -> int:
        """First day of the history."""
        return int(self.first[0])

    @property
    def end(self) -> int:
        """Last day of the history."""
        return int(self.last[self.known_steps - 1])

    @property
    def known_steps(self) -> int:
        """The number of steps of the history."""
        return self.months * STEPS_A_MONTH

    def exposure(self, kind: Ints, first: Ints | int, last: Ints | int) -> Floats:
        """Weeks' worth of buying from day `first` to day `last`, both included; 0 where none is between."""
        upto = self.willing[kind, np.asarray(last) + 1 - self.start]
        return np.asarray(np.maximum(upto - self.willing[kind, np.asarray(first) - self.start], 0))

    def month_of_step(self, step: int) -> date:
        """The first day of the step's month."""
        return EPOCH + timedelta(days=int(self.first[step - step % STEPS_A_MONTH]))


def make_timeline(parameters: Parameters, months: int, end: date) -> Timeline:
    """`months` of history up to `end`; ValueError unless that is a month's last day."""
    after = np.datetime64(end + timedelta(days=1), "D")
    if months < 1 or after != after.astype("datetime64[M]"):
        raise ValueError(
            "end must be the last day of a month and months at least 1; take for example 2026-10-31 and 24"
        )
    ahead = np.arange(-months, MONTHS_AHEAD + 1).astype("timedelta64[M]")
    starts = (after.astype("datetime64[M]") + ahead).astype("datetime64[D]").astype(np.int64)
    first = (starts[:-1, None] + np.array([0, 7, 14, 21])).ravel()
    last = np.append(first[1:], starts[-1]) - 1
    days = np.arange(first[0], starts[-1])
    weights = np.stack([_day_weights(parameters, kind, days) for kind in range(len(KINDS))])
    willing = np.concatenate([np.zeros((len(KINDS), 1)), weights.cumsum(1) / 7], axis=1)
    return Timeline(first, last, months, willing)


def _day_weights(parameters: Parameters, kind: int, days: Ints) -> Floats:
    """(days,) how willing customers of a kind are to buy, about 1 on average."""
    season = parameters.season
    dates = days.astype("datetime64[D]")
    day_of_year = (dates - dates.astype("datetime64[Y]")).astype(np.float64)
    weights = 1 + season.yearly * np.cos(2 * np.pi * (day_of_year - season.yearly_peak_day) / 365.25)
    weights *= _windows(season, kind, dates) * _new_year(season, kind, days)
    weekend = (days + 3) % 7 >= 5  # day 0 was a Thursday
    share = parameters.kinds.weekend[kind]
    return np.asarray(weights * np.where(weekend, share, (7 - 2 * share) / 5))


def _windows(season: Season, kind: int, dates: npt.NDArray[np.datetime64]) -> Floats:
    month_day = np.array([str(day)[5:] for day in dates])
    factors = np.ones(len(dates))
    for window in season.windows:
        inside = (month_day >= window["first"]) & (month_day <= window["last"])
        factors[inside & (window["kind"] == KINDS[kind])] *= window["factor"]
    return factors


def _new_year(season: Season, kind: int, days: Ints) -> Floats:
    """Shops and plants are shut around the lunar new year."""
    new_years = np.array([(day - EPOCH).days for day in season.new_year])
    since = days[:, None] - new_years
    shut = ((since >= -season.new_year_days_before) & (since <= season.new_year_days_after)).any(1)
    return np.where(shut, (season.new_year_person, season.new_year_company)[kind], 1.0)
