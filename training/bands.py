"""Bands that tell customers apart: by shares if a company asks for it; a fit warns of one of nearly all, or nobody."""

from collections.abc import Mapping
from typing import Any

from scoring.columns import Category, FloatArray
from scoring.dimensions.churn import churn
from scoring.facts import Facts
from scoring.model import Bundle
from scoring.predictions import predict
from training.content import unfitted
from training.parted import measured_parts
from training.scales import band_cuts

MOST, LEAST = 0.80, 0.02
NO_SHARES = (
    "[definitions.churn] band_shares wait for a churn model; until then the bands follow the overdue ratio, which "
    "rule_cuts part"
)


def with_bands(content: Mapping[str, Any], probability: FloatArray) -> dict[str, Any]:
    """The same content with the churn cuts that its shares ask for, frozen among its definitions."""
    definitions = content["definitions"]
    cuts = [float(cut) for cut in band_cuts(probability, definitions["churn"])]
    return {**content, "definitions": {**definitions, "churn": {**definitions["churn"], "band_cuts": cuts}}}


def band_notes(content: Mapping[str, Any], facts: Facts) -> tuple[str, ...]:
    """A sentence for each churn band that holds over 80 % or under 2 % of the customers who have one.

    And one where rules answer though bands by share are asked for.
    """
    bundle = unfitted(content)
    held = _held(facts, bundle)
    banded = sum(held.values())
    ruled = bundle.method == "rule"
    cuts = "rule_cuts = [...]" if ruled else "band_cuts = [...] or band_shares = [...]"
    unused = (NO_SHARES,) if ruled and bundle.definitions["churn"]["band_shares"] else ()
    shares = {level: number / banded for level, number in held.items() if banded}
    return unused + tuple(
        f"the churn band {level} holds {share:.1%} of the customers; other cuts may tell them better apart: "
        f"[definitions.churn] {cuts}"
        for level, share in shares.items()
        if not LEAST <= share <= MOST
    )


def _held(facts: Facts, bundle: Bundle) -> dict[str, int]:
    """How many customers each churn band holds, as served."""
    held: dict[str, int] = {}
    for some in measured_parts(facts, bundle):
        band = churn(some, predict(some))["churn_band"]
        assert isinstance(band, Category)
        for level in band.levels:
            held[level] = held.get(level, 0) + int(band.equals(level).sum())
    return held
