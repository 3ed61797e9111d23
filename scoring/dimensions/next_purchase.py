"""When the next purchase is due (DEFINITIONS.md, section 9)."""

import numpy as np

from scoring.columns import Column, FloatArray, absent
from scoring.facts import Facts, basis


def next_purchase(facts: Facts) -> dict[str, Column]:
    """The usual gap (days), the day on which the next purchase is expected, whether it is overdue, and how many (n,).

    How many purchases are expected in the horizon of churn is told by the rhythm that the population has taught.
    """
    gap, overdue = facts.number("usual_gap_days"), facts.number("overdue_ratio")
    gone = facts.has_left()
    expected = np.where(gone, np.nan, np.floor(facts.features.past.last_day + gap))  # the day after is overdue
    known = ~np.isnan(expected)
    limit = facts.bundle.definitions["next_purchase"]["overdue_ratio"]
    return {
        "next_purchase_usual_gap_days": gap,
        "next_purchase_expected_on": expected,
        "next_purchase_overdue": np.where(known, (overdue > limit).astype(float), np.nan),
        "next_purchase_expected_purchases": np.where(gone, np.nan, _purchases(facts)),
        "next_purchase_basis": basis(
            np.zeros(len(facts), dtype=bool), known | gone | (facts.number("purchase_count") == 0)
        ),
    }


def _purchases(facts: Facts) -> FloatArray:
    rhythm, past = facts.bundle.reference.rhythm, facts.features.past
    return absent(len(facts)) if rhythm is None else rhythm.expected_purchases(past, facts.customers.as_of)
