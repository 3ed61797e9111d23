"""What a model may know of a company at a cutoff, and what it then says of its buyers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import polars as pl

from benchmarks.quality.history import known_at, outcome
from scoring.columns import BoolArray, FloatArray, absent

MOST_EARLIER = 4  # cutoffs that peers learn from
Features = Callable[[date, Sequence[str]], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Purchases up to the cutoff `day` alone; `features` (n, p) of customers by id at a day up to then."""

    bought: pl.DataFrame
    day: date
    horizon_days: int
    features: Features | None = None

    @property
    def asked(self) -> pl.DataFrame:
        """The buyers who are asked about, ascending by id."""
        return known_at(self.bought, self.day)

    @property
    def earlier(self) -> list[date]:
        """Cutoffs whose horizon has ended by the day, half a horizon apart, with some history before them."""
        first = self.bought["date"].min()
        assert isinstance(first, date)
        earliest = first + timedelta(days=min(self.horizon_days, 60))
        days = [self.day - timedelta(days=self.horizon_days + i * self.horizon_days // 2) for i in range(MOST_EARLIER)]
        return [day for day in days if day >= earliest]

    def learned(self, day: date) -> pl.DataFrame:
        """The buyers of an earlier cutoff with what they did after it."""
        return outcome(known_at(self.bought, day), self.bought, day, self.horizon_days)


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Of n buyers, ascending by id; NaN where a model says nothing.

    `churn`: probability of no purchase; `revenue` in the horizon with its `interval` (n, 2); `purchases`: days with
    one.
    """

    churn: FloatArray
    revenue: FloatArray
    purchases: FloatArray
    interval: FloatArray
    cpu_seconds: float = 0.0
    note: str = ""

    @classmethod
    def of(
        cls,
        n: int,
        *,
        churn: FloatArray | None = None,
        revenue: FloatArray | None = None,
        purchases: FloatArray | None = None,
        note: str = "",
    ) -> "Forecast":
        """With what a model says; the rest is missing."""
        given = [absent(n) if column is None else column for column in (churn, revenue, purchases)]
        return cls(given[0], given[1], given[2], np.full((n, 2), np.nan), note=note)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What came (`outcome`, as `history.outcome` has it) and what each model had said of the same buyers."""

    day: date
    horizon_days: int
    outcome: pl.DataFrame
    forecasts: Mapping[str, Forecast] = field(default_factory=dict)

    @property
    def active(self) -> BoolArray:
        """Whom churn can befall (n,)."""
        return self.outcome["active"].to_numpy()

    def came(self, name: str) -> FloatArray:
        """A column of what came (n,)."""
        return self.outcome[name].cast(pl.Float64).to_numpy()
