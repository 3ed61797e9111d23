"""Division that knows what is missing."""

import numpy as np

from scoring.columns import FloatArray, IntArray

Numbers = FloatArray | IntArray


def share(part: Numbers, whole: Numbers) -> FloatArray:
    """Divide, NaN where the whole is 0 or unknown."""
    result: FloatArray = part / np.where(whole != 0, whole, np.nan)
    return result
