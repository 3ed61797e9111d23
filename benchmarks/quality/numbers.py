"""Figures as JSON can carry them."""

import math

DIGITS = 5


def plain(value: float | None) -> float | None:
    """Rounded for reading; None for what is not a finite number."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), DIGITS)
