"""Experiments with known truth."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray
from training.uplift.sample import Sample

NAMES, LEVELS = ("often", "recent", "age", "city"), {"city": 4}


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A sample, and the uplift (n,) that each customer truly has."""

    sample: Sample
    truth: FloatArray


def trial(seed: int, n: int, strength: float, share_treated: float = 0.5) -> Trial:
    """Visits (0 or 1) that mostly hang on `often`; the action adds 0.05, and `strength` where `recent` is over 0.

    So the uplift is not where the visits are. Some ages are missing.
    """
    rng = np.random.default_rng([5, seed])
    x = np.column_stack([rng.normal(size=(n, 3)), rng.integers(0, LEVELS["city"], n)])
    x[rng.random(n) < 0.2, 2] = np.nan
    treated = rng.random(n) < share_treated
    truth = 0.05 + strength * (x[:, 1] > 0)
    y = rng.random(n) < 1 / (1 + np.exp(2 - x[:, 0])) + truth * treated
    return Trial(Sample(NAMES, LEVELS, x, treated, y.astype(float)), truth)
