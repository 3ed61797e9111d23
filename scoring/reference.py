"""What measuring needs to know of the population."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray
from scoring.direct import where
from scoring.rhythm import Rhythm


@dataclass(frozen=True, slots=True)
class Reference:
    """The gap (days) of the population's purchasers, the strength (in gaps) with which one's own gap is drawn to it.

    `rating_weights` are those of the satisfaction index; no usual gap is under `minimum_gap_days`; `rhythm` is None
    where purchases have not taught one.
    """

    population_gap_days: float
    gap_prior_strength: float
    rating_weights: Mapping[str, float]
    minimum_gap_days: float
    rhythm: Rhythm | None

    def usual_gap(self, number: FloatArray, total: FloatArray) -> FloatArray:
        """(k m + s g) / (k + s) days (n,) of k = `number` own gaps that add up to k m = `total` days."""
        known = where(number > 0, number, 0.0)
        own = where(number > 0, total, 0.0)
        drawn = own + self.gap_prior_strength * self.population_gap_days
        return np.maximum(drawn / (known + self.gap_prior_strength), self.minimum_gap_days)
