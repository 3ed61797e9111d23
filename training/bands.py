"""Bands that tell customers apart: a fit warns of one that holds nearly everybody, or nearly nobody."""

from collections.abc import Mapping
from typing import Any

from scoring.columns import Category
from scoring.dimensions.churn import churn
from scoring.facts import Facts
from scoring.predictions import predict
from training.content import unfitted

MOST, LEAST = 0.80, 0.02


def band_notes(content: Mapping[str, Any], facts: Facts) -> tuple[str, ...]:
    """A sentence for each churn band that holds over 80 % or under 2 % of the customers who have one."""
    as_served = Facts(facts.customers, facts.features, unfitted(content))
    band = churn(as_served, predict(as_served))["churn_band"]
    assert isinstance(band, Category)
    banded = int((~band.missing()).sum())
    cuts = "rule_cuts" if as_served.bundle.method == "rule" else "band_cuts"
    shares = {level: float(band.equals(level).sum()) / banded for level in band.levels if banded}
    return tuple(
        f"the churn band {level} holds {share:.1%} of the customers; other cuts may tell them better apart: "
        f"[definitions.churn] {cuts} = [...]"
        for level, share in shares.items()
        if not LEAST <= share <= MOST
    )
