"""What measuring needs of the population: its gap between purchases, and how far one's own gap can be believed."""

import numpy as np

from scoring.columns import FloatArray
from scoring.events import Events, run_starts

DEFAULT_GAP_DAYS, DEFAULT_STRENGTH = 90.0, 2.0
WEAKEST, STRONGEST = 0.5, 20.0


def gaps_between(purchases: Events) -> tuple[FloatArray, FloatArray]:
    """Every gap (days, m) between purchase days, and whose it is (m,)."""
    day = purchases.number("day")
    new = run_starts(purchases.customer, day)
    customer, day = purchases.customer[new], day[new]
    same = customer[1:] == customer[:-1]
    return (day[1:] - day[:-1])[same], customer[1:][same].astype(np.float64)


def population_gap(purchases: Events) -> tuple[float, float]:
    """The mean over customers of their mean gap (days), and the prior's strength (in gaps).

    Empirical Bayes by moments: strength = variance of gaps within customers / variance of true means between them, so
    that (k m + s g) / (k + s) is the best linear predictor of a customer's next gap.
    """
    gap, customer = gaps_between(purchases)
    owners, index, number = np.unique(customer, return_inverse=True, return_counts=True)
    if len(owners) < 2:
        return (float(gap.mean()) if len(gap) else DEFAULT_GAP_DAYS), DEFAULT_STRENGTH
    mean = np.bincount(index, weights=gap) / number
    spread = np.bincount(index, weights=(gap - mean[index]) ** 2)
    repeated = number > 1
    if not repeated.any():
        return float(mean.mean()), DEFAULT_STRENGTH
    within = float(spread[repeated].sum() / (number[repeated] - 1).sum())
    between = float(mean.var(ddof=1) - (within / number).mean())
    strength = within / between if between > 0 else STRONGEST
    return float(mean.mean()), float(np.clip(strength, WEAKEST, STRONGEST))
