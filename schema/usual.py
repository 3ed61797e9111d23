"""The numbers behind a reason."""

from collections.abc import Sequence

import numpy as np

from scoring.columns import Category, FloatArray, IntArray, absent
from scoring.facts import Facts


def own_and_usual(
    facts: Facts, names: Sequence[str], rows: IntArray, feature: IntArray
) -> tuple[FloatArray, FloatArray]:
    """A customer's number and the usual one for each of m reasons: whose (`rows`), of which feature; NaN for texts."""
    value, usual = absent(len(rows)), absent(len(rows))
    for i in np.unique(feature):
        name, which = names[i], feature == i
        column, own = facts.features.columns[name], facts.bundle.features[name].usual
        if not isinstance(column, Category):
            value[which] = column[rows[which]]
            usual[which] = facts.number(own)[rows[which]] if own else facts.bundle.usual.get(name, np.nan)
    return value, usual
