"""Division that knows what is missing."""

from scoring.columns import FloatArray, IntArray
from scoring.direct import NAN, where

Numbers = FloatArray | IntArray


def share(part: Numbers, whole: Numbers) -> FloatArray:
    """Divide, NaN where the whole is 0 or unknown."""
    result: FloatArray = part / where(whole != 0, whole, NAN)
    return result
