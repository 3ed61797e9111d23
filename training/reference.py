"""What measuring needs of the population: its gap between purchases, how far one's own can be believed, its rhythm."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import FloatArray
from scoring.events import Events, run_starts
from scoring.purchases import History
from training.btyd import GammaGamma, MbgNbd, Repeats, Spend

DEFAULT_GAP_DAYS, DEFAULT_STRENGTH = 90.0, 2.0
WEAKEST, STRONGEST = 0.5, 20.0
FEWEST_REPEAT_BUYERS = 100


def learned_of(past: History, horizon_days: int | None) -> dict[str, object]:
    """The entries of a bundle that measuring needs, from purchases up to `past.as_of`."""
    gap_days, strength = population_gap(past.purchases)
    return {
        "population_gap_days": gap_days,
        "gap_prior_strength": strength,
        "rhythm": None if horizon_days is None else rhythm(past, horizon_days),
    }


def rhythm(past: History, horizon_days: int) -> dict[str, float | int] | None:
    """The parameters of `scoring.rhythm.Rhythm`; None where too few bought again to tell a rhythm."""
    bought, n = past.purchases, len(past.as_of)
    repeats = Repeats.of_purchases(bought.customer, bought.number("day"), past.as_of, n)
    if np.count_nonzero(repeats.repeat_purchases > 0) < FEWEST_REPEAT_BUYERS:
        return None
    spend = Spend.with_first(bought.customer, bought.number("day"), bought.number("amount"), n)
    buying, amounts = MbgNbd.fit(repeats), GammaGamma.fit(spend)
    return {**buying.to_content(), **amounts.to_content(), "horizon_days": horizon_days}


def expected_purchases(rhythm: Mapping[str, Any], past: History, days: float) -> float:
    """Purchase days to be expected of all customers together in the days after `past.as_of`."""
    bought = past.purchases
    repeats = Repeats.of_purchases(bought.customer, bought.number("day"), past.as_of, len(past.as_of))
    model = MbgNbd.from_content({name: float(rhythm[name]) for name in ("r", "alpha_days", "a", "b")})
    return float(np.nansum(model.expected_purchases(repeats, days)))


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
