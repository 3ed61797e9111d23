"""Figures as JSON can hold them."""

import math
from typing import Any


def finite(value: Any) -> Any:
    """The same plain data with None for what is no number: JSON knows none."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
