"""Columns that know the outcome: what ranks the label almost perfectly alone was usually written after it."""

import numpy as np

from training.metrics import auc
from training.rows import Rows

ALARM_AUC = 0.98


def leaks(rows: Rows) -> dict[str, float]:
    """The features that alone rank the outcome with an AUC over 0.98, in either direction, missing as a value."""
    found = {}
    for j, name in enumerate(rows.names):
        x = rows.x[:, j]
        lowest = np.nanmin(x, initial=0.0) - 1
        alone = auc(rows.y, np.where(np.isnan(x), lowest, x))
        known = auc(rows.y, np.isnan(x).astype(float))
        strongest = max(abs(alone - 0.5), abs(known - 0.5)) + 0.5
        if strongest > ALARM_AUC:
            found[name] = strongest
    return found
