"""What a trial of this size could have shown, and how many more customers would show it."""

import math

from scipy import stats

POWER = 0.8
MOST = 1e12  # customers; what needs more, no number shows
# (z of 97.5 % + z of 80 %) standard errors: found by a two-sided test of 5 % in four trials of five
DETECTABLE = float(stats.norm.ppf(0.975) + stats.norm.ppf(POWER))


def power(error: float, n: int, effect: float) -> dict[str, float | int | None]:
    """The smallest effect that n customers show with 80 % power, given the standard `error` of the effect.

    And how many customers in all, with arms of the same shares, and how many more an `effect` of that size needs; None
    for an effect of 0, or one so small that no number shows it.
    """
    ratio = DETECTABLE * error / abs(effect) if effect else math.inf
    needed = math.ceil(n * ratio**2) if ratio < math.sqrt(MOST / n) else None
    return {
        "detectable": DETECTABLE * error,
        "effect": effect,
        "needed": needed,
        "more": None if needed is None else max(needed - n, 0),
    }
