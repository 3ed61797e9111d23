"""Where a customer stands among those of the training: frozen cuts, and how far truth fell from expectation."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray
from scoring.grid import REMEDY


@dataclass(frozen=True, slots=True, eq=False)
class ValueScale:
    """Where expected values stand among the training customers', and how far the truth fell from them.

    `tier_cuts` (2,) and `quantiles` (q,) ascend; `interval_edges` (b - 1,) cut expected values into b bins;
    `interval_factors` (b, 2) times the expected value are the ends of the shortest interval that held the coverage
    asked for, out of sample. ValueError where they cannot be such.
    """

    tier_cuts: FloatArray
    quantiles: FloatArray
    interval_edges: FloatArray
    interval_factors: FloatArray

    def __post_init__(self) -> None:
        _require_cuts(self.tier_cuts, 2, "value.tier_cuts")
        _require_cuts(self.quantiles, None, "value.quantiles")
        _require_cuts(self.interval_edges, None, "value.interval_edges")
        factors = self.interval_factors
        if factors.shape != (len(self.interval_edges) + 1, 2) or not (factors[:, 0] <= factors[:, 1]).all():
            raise ValueError(f"value.interval_factors must be a low and a high factor for each bin; {REMEDY}")


@dataclass(frozen=True, slots=True, eq=False)
class RfmScale:
    """Frozen cuts of days since the last purchase, of purchases and of revenue.

    Quintiles (4,), terciles (2,), and the mean of the three scores (3,). ValueError where they cannot be such.
    """

    recency: FloatArray
    frequency: FloatArray
    monetary: FloatArray
    frequency_terciles: FloatArray
    monetary_terciles: FloatArray
    mean_scores: FloatArray

    def __post_init__(self) -> None:
        for name in ("recency", "frequency", "monetary"):
            _require_cuts(getattr(self, name), 4, f"rfm.{name}")
        for name in ("frequency_terciles", "monetary_terciles"):
            _require_cuts(getattr(self, name), 2, f"rfm.{name}")
        if self.mean_scores.shape != (3,) or not np.isfinite(self.mean_scores).all():
            raise ValueError(f"rfm.mean_scores must be three numbers; {REMEDY}")


def _require_cuts(cuts: FloatArray, count: int | None, name: str) -> None:
    right = cuts.ndim == 1 and (count is None or len(cuts) == count)
    if not (right and np.isfinite(cuts).all() and (np.diff(cuts) >= 0).all()):
        raise ValueError(f"{name} must be {'' if count is None else f'{count} '}numbers that never fall; {REMEDY}")
