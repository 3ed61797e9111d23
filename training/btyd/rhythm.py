"""What every model of the rhythm of purchase can say, by whatever likelihood."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import ClassVar, Self

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray
from training.btyd.likelihood import FIT_CUSTOMERS, PRIOR_SD, Gradient, mode
from training.btyd.repeats import Repeats

RAREST = 1e-9  # probability of a purchase in the horizon: below are rounding errors, and log-odds stay finite
CHUNK = 2_000  # customers whose integrals are held in memory at once


@dataclass(frozen=True, slots=True)
class Rhythm(ABC):
    """Positive parameters of a population; those whose names end in `_days` are times."""

    START: ClassVar[Mapping[str, float]]  # usual sizes, times in units of the mean time observed

    @classmethod
    def fit(cls, repeats: Repeats, *, prior_sd: float = PRIOR_SD) -> Self:
        """Maximum likelihood with a weak prior around usual sizes; ValueError where nobody bought."""
        rows = repeats.collapsed()
        total = float(rows.weight.sum())
        unit = float(np.sum(rows.observed_days * rows.weight)) / total if total else 0.0
        if unit <= 0:
            raise ValueError("no customer was observed after a first purchase; give purchases of more than one day")
        rows = rows.at_most(FIT_CUSTOMERS).in_units_of(unit)
        start = np.array(list(cls.START.values()))
        found = mode(lambda values: cls._of(values)._gradient(rows), start, total, prior_sd)
        scale = [unit if field.name.endswith("_days") else 1.0 for field in fields(cls)]
        return cls._of(found * scale)

    @classmethod
    def from_content(cls, content: Mapping[str, float]) -> Self:
        """The model that `to_content` gave."""
        return cls(**content)

    def to_content(self) -> dict[str, float]:
        """The parameters by name."""
        return asdict(self)

    @abstractmethod
    def log_likelihood(self, repeats: Repeats) -> FloatArray:
        """Log-likelihood of each row (n,), weight left out; times enter as densities a day."""

    @abstractmethod
    def p_alive(self, repeats: Repeats) -> FloatArray:
        """Probability (n,) that the customer has not dropped out by the end of the observation."""

    @abstractmethod
    def expected_purchases(self, repeats: Repeats, horizon_days: float) -> FloatArray:
        """Expected purchase days (n,) in the horizon after the observation."""

    def p_no_purchase(self, repeats: Repeats, horizon_days: float) -> FloatArray:
        """Probability (n,) of no purchase in the horizon after the observation."""
        return np.exp(self._log_p_none(repeats, horizon_days))

    def log_odds_no_purchase(self, repeats: Repeats, horizon_days: float) -> FloatArray:
        """Log-odds (n,) of no purchase in the horizon, at most 20.7."""
        log_p = np.minimum(self._log_p_none(repeats, horizon_days), -RAREST)
        log_odds: FloatArray = log_p - np.log(-np.expm1(log_p))
        return log_odds

    def _log_p_none(self, repeats: Repeats, horizon_days: float) -> FloatArray:
        """The likelihood of the same purchases and as many days more without any, over that of the purchases alone."""
        longer = self.log_likelihood(repeats.after(horizon_days))
        return np.minimum(longer - self.log_likelihood(repeats), 0.0)

    @classmethod
    def _of(cls, parameters: FloatArray) -> Self:
        return cls(*(float(value) for value in parameters))

    @abstractmethod
    def _gradient(self, repeats: Repeats) -> Gradient:
        """The weighted sum of the log-likelihood and its gradient by the logarithms of the parameters."""


def chunks(mask: BoolArray) -> list[IntArray]:
    """The rows of a mask (n,) in parts."""
    rows = np.flatnonzero(mask)
    return [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
