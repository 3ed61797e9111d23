"""Columns that know the outcome: what ranks the label almost perfectly alone was usually written after it."""

from collections.abc import Collection

import numpy as np

from scoring.columns import FloatArray
from training.metrics import auc
from training.rows import Rows

ALARM_AUC = 0.98


def leaks(rows: Rows, texts: Collection[str] = ()) -> dict[str, float]:
    """The features that alone rank the outcome with an AUC over 0.98, in either direction, missing as a value.

    The codes of `texts` have no order of their own: they are ranked by how many of each left.
    """
    found = {}
    for j, name in enumerate(rows.names):
        x = _rates(rows.x[:, j], rows.y) if name in texts else rows.x[:, j]
        lowest = np.nanmin(x, initial=0.0) - 1
        alone = auc(rows.y, np.where(np.isnan(x), lowest, x))
        known = auc(rows.y, np.isnan(x).astype(float))
        strongest = max(abs(alone - 0.5), abs(known - 0.5)) + 0.5
        if strongest > ALARM_AUC:
            found[name] = strongest
    return found


def _rates(codes: FloatArray, y: FloatArray) -> FloatArray:
    """The mean outcome (N,) of each row's code; NaN where the code is missing."""
    given = ~np.isnan(codes)
    code = codes[given].astype(np.int64)
    left, number = np.bincount(code, weights=y[given]), np.bincount(code)
    rates = np.full(len(codes), np.nan)
    rates[given] = left[code] / number[code]
    return rates
