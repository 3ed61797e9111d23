"""Amounts so far above all others that no mean survives them: a slip of the keyboard, or one order in a million.

A fit counts them as the bound. Order is kept, so that who spent most still spent most; a scoring reads what is there.
"""

from collections.abc import Mapping

import numpy as np

from scoring.columns import Column, FloatArray

# So high a quantile that the few machines among a shop's thousands of screws stay what they are; log-normal amounts
# with a standard deviation of 2 (their logarithms') reach ten times it once in 90,000 lines.
FACTOR, SHARE = 10.0, 0.999
FEWEST = 500  # lines; of fewer a quantile so high tells nothing


def bound(amounts: FloatArray) -> float:
    """FACTOR times the quantile at SHARE of the amounts (m,) above zero; infinite where there are none.

    Of few amounts it is one that occurs, and never the largest of two and more, so that no giant sets its own bound.
    """
    above = np.sort(amounts[amounts > 0])
    if not len(above):
        return float("inf")
    place = int(np.quantile(np.arange(len(above)), SHARE, method="lower"))
    return FACTOR * float(above[place])


def borne(orders: Mapping[str, Column]) -> tuple[dict[str, Column], tuple[str, ...]]:
    """The columns of orders with every amount, paid or given back, within the bound, and what to tell of it."""
    amount = orders.get("amount")
    if not isinstance(amount, np.ndarray) or len(amount) < FEWEST:
        return dict(orders), ()
    most = bound(amount)
    over = np.abs(amount) > most
    if not over.any():
        return dict(orders), ()
    note = (
        f"{int(over.sum())} order lines of more than {FACTOR:.0f} times the {SHARE:.1%} quantile of all amounts are "
        f"counted as {most:,.0f}; look whether they are right"
    )
    return {**orders, "amount": np.clip(amount, -most, most)}, (note,)
