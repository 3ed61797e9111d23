"""The segment (DEFINITIONS.md, section 10): nearest centroid, confidence, runner-up."""

import numpy as np

from scoring.columns import BoolArray, Category, Column, absent, no_texts, one_of
from scoring.direct import NAN, where
from scoring.facts import Facts, basis


def in_segments(facts: Facts) -> BoolArray:
    """Who has a segment (n,): without a contract or a label, those who have bought; training clusters the same."""
    return (facts.number("purchase_count") > 0) | (facts.bundle.mode != "purchases")


def segment(facts: Facts) -> dict[str, Column]:
    """`code`, `confidence` (0.5 to 1) and `runner_up` (n,)."""
    n, found = len(facts), facts.bundle.segmentation
    first: Category = no_texts(n)
    second, confidence = first, absent(n)
    if found is not None:
        x = facts.features.matrix(found.features, facts.bundle.levels)
        nearest, runner_up, confidence = found.assign(x, facts.bundle.definitions["segments"]["known_share"])
        who = in_segments(facts)
        first, second = (one_of(where(who, place, -1), found.codes) for place in (nearest, runner_up))
        confidence = where(who, confidence, NAN)
    return {
        "segment_code": first,
        "segment_confidence": confidence,
        "segment_runner_up": second,
        "segment_basis": basis(~first.missing(), np.zeros(n, dtype=bool)),
    }
