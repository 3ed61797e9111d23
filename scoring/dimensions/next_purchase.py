"""When the next purchase is due, and which category is likeliest to be taken up (DEFINITIONS.md, section 9)."""

import numpy as np

from scoring.columns import BoolArray, Column, FloatArray, absent, no_texts, one_of
from scoring.direct import NAN, where
from scoring.facts import Facts, by_rule


def next_purchase(facts: Facts) -> dict[str, Column]:
    """The usual gap (days), the day on which the next purchase is expected, whether it is overdue, and how many (n,).

    How many purchases are expected in the horizon of churn is told by the rhythm that the population has taught.
    """
    gap, overdue = facts.number("usual_gap_days"), facts.number("overdue_ratio")
    gone = facts.has_left()
    expected = where(gone, NAN, np.floor(facts.features.past.last_day + gap))  # the day after is overdue
    known = ~np.isnan(expected)
    limit = facts.bundle.definitions["next_purchase"]["overdue_ratio"]
    return {
        "next_purchase_usual_gap_days": gap,
        "next_purchase_expected_on": expected,
        "next_purchase_overdue": where(known, (overdue > limit).astype(float), NAN),
        "next_purchase_expected_purchases": where(gone, NAN, _purchases(facts)),
        **_category(facts, gone),
        "next_purchase_basis": by_rule(known | gone | (facts.number("purchase_count") == 0)),
    }


def _purchases(facts: Facts) -> FloatArray:
    rhythm, past = facts.bundle.reference.rhythm, facts.features.past
    return absent(len(facts)) if rhythm is None else rhythm.expected_purchases(past, facts.customers.as_of)


def _category(facts: Facts, gone: BoolArray) -> dict[str, Column]:
    """The likeliest of the categories not bought so far, with its lift over the base rate and its support (n,)."""
    n, known = len(facts), facts.bundle.categories
    if known is None:
        return {
            "next_purchase_category_code": no_texts(n),
            "next_purchase_category_lift": absent(n),
            "next_purchase_category_support": absent(n),
        }
    found = known.next(facts.features.past.lines)
    return {
        "next_purchase_category_code": one_of(where(gone, -1, found.place), known.codes),
        "next_purchase_category_lift": where(gone, NAN, found.lift),
        "next_purchase_category_support": where(gone, NAN, found.support),
    }
