"""Money has heavy tails: whether a handful of customers carries the mean, and what is left of the effect without."""

from typing import Any

import numpy as np

from scoring.columns import BoolArray, FloatArray
from training.pilot.estimates import Sample, difference

TOP, CUT = 0.01, 0.05
HANDFUL = 30  # customers who carry half of all there is


def tail(values: FloatArray, treated: BoolArray) -> dict[str, Any] | None:
    """How an outcome (n,) above 0 is spread, and its effect with the largest values cut; None where none is above 0.

    `top_share`: of the sum, held by the highest 1 % of customers. `half_by`: so few customers hold half of it.
    `capped`: the effect with every value cut to the 95th percentile of those above 0, in both arms alike. Cutting
    changes what is estimated (it sees less of what large buyers do), so it stands beside the effect.
    """
    above = np.sort(values[values > 0])[::-1]
    if not len(above):
        return None
    total, top = above.sum(), max(int(TOP * len(values)), 1)
    limit = float(np.quantile(above, 1 - CUT))
    cut = np.minimum(values, limit)
    capped = difference(Sample.of(cut[~treated]), Sample.of(cut[treated]), rate=False)
    half = int(np.searchsorted(np.cumsum(above), total / 2)) + 1
    return {
        "top_share": float(above[:top].sum() / total),
        "half_by": half,
        "few": half < HANDFUL,
        "cap": limit,
        "capped": capped.plain(),
    }
