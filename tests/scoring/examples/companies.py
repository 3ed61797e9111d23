"""The companies that answer the examples. What they learned is round, so that an example stands on a boundary.

The models read two made-up fields: `attributes.risk` is the churn probability, `attributes.worth` the expected value.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from math import inf, log, nextafter
from typing import Any

import numpy as np

from scoring.model import Bundle
from tests.scoring.builders import content
from tests.scoring.fitted import table_model

RISKS = (0.2, nextafter(0.5, 0.0), 0.5, nextafter(0.75, 0.0), 0.75, 0.9)
WORTHS = (500.0, 999.99, 1_000.0, 5_000.0, 9_999.99, 10_000.0)
FEATURES = {name: {"group": "attributes", "unit": "ratio"} for name in ("attributes_risk", "attributes_worth")}
RFM = {
    "recency": np.array([15.0, 30.0, 60.0, 120.0]),
    "frequency": np.array([1.0, 2.0, 4.0, 8.0]),
    "monetary": np.array([100.0, 500.0, 2_000.0, 10_000.0]),
    "frequency_terciles": np.array([1.0, 4.0]),
    "monetary_terciles": np.array([200.0, 5_000.0]),
    "mean_scores": np.array([3.0, 2.5, 2.9]),
}
CUTS = {
    "behaviour_purchases_a_year": np.array([2.0]),
    "behaviour_uses_a_month": np.array([5.0, 20.0]),
    "needs_pain_weight": np.array([2.0, 4.0]),
    "needs_service_contacts": np.array([1.0]),
    "needs_response_rate": np.array([0.25]),
    "satisfaction_index": np.array([20.0, 40.0, 60.0, 80.0]),
}
# Who has bought pumps takes up filters twice as often as others, and so on.
CATEGORIES = ("filters", "hoses", "pumps", "seals", "valves")
LIFTS = {"pumps": (2.0, 40.0), "hoses": (1.25, 30.0), "seals": (1.15, 30.0), "valves": (2.0, 29.0)}


@cache
def company(name: str) -> Bundle:
    """One of `COMPANIES`."""
    return Bundle.from_content(COMPANIES[name], f"2026-11-21-{list(COMPANIES).index(name):08d}")


def _shop(**meta: object) -> dict[str, Any]:
    made = content(meta={"method": "glass_box", **meta}, learned=_learned(), features=FEATURES)
    return {**made, "patterns": [_pattern()]}


def _defined(table: str, **own: object) -> dict[str, Any]:
    """The shop with definitions of its own."""
    made = _shop()
    definitions = {**made["definitions"], table: {**made["definitions"][table], **own}}
    return {**made, "definitions": definitions}


def _learned() -> dict[str, Any]:
    return {
        "usual": {"attributes_risk": 0.2, "attributes_worth": 500.0},
        "churn_quantiles": np.linspace(0.0, 1.0, 1001),
        "value": {
            "tier_cuts": np.array([1_000.0, 10_000.0]),
            "quantiles": np.linspace(0.0, 10_000.0, 1001),
            "interval_edges": np.array([1_000.0, 5_000.0]),
            "interval_factors": np.array([[0.5, 2.0], [1.2, 3.0], [0.4, 0.9]]),
        },
        "rfm": RFM,
        "cuts": CUTS,
        "categories": _categories(),
        "segments": _segments(),
    }


def _pattern() -> dict[str, Any]:
    """Both models on the same grid; each reads its own field, and an absent one adds nothing."""
    edges: Mapping[str, Sequence[float]] = {"attributes_risk": RISKS, "attributes_worth": WORTHS}
    nothing = [0.0] * (len(RISKS) + 2)
    logits = [*(log(p / (1 - p)) for p in RISKS), 5.0, 0.0]
    grid, churn = table_model(edges, "logit", 0.0, {"attributes_risk": logits, "attributes_worth": nothing})
    worth = [*WORTHS, 20_000.0, 0.0]
    _, value = table_model(edges, "identity", 0.0, {"attributes_risk": nothing, "attributes_worth": worth})
    made = {"name": "stated", "lists": [], "fields": [], "features": list(edges), "grid": grid.to_content()}
    return {**made, "churn": churn.to_content(), "value": value.to_content()}


def _categories() -> dict[str, Any]:
    """Everybody's likeliest next category is `filters`; only how much likelier than usual differs."""
    size = len(CATEGORIES)
    lift, support = np.ones((size, size)), np.full((size, size), 99.0)
    for name, told in LIFTS.items():
        lift[CATEGORIES.index(name), 0], support[CATEGORIES.index(name), 0] = told
    return {
        "codes": list(CATEGORIES),
        "base": np.array([0.9, *[0.01] * (size - 1)]),
        "lift": lift,
        "support": support,
    }


def _segments() -> dict[str, Any]:
    """Centres at 1 and at 7 purchases, both 10 days ago: 3 purchases are half way (the scale is logarithmic)."""
    named = dict.fromkeys(("zh-Hans", "zh-Hant", "en"), "S")
    return {
        "features": ["purchase_count", "days_since_last_order", "net_revenue"],
        "center": np.array([0.0, 0.0, 0.0]),
        "scale": np.array([1.0, 1.0, inf]),  # revenue tells nothing, and may be missing
        "centroids": np.array([[log(2), log(11), 0.0], [log(8), log(11), 0.0]]),
        "profiles": [
            {"code": code, "name": named, "share": 0.5, "needs": [], "asked": 0, "sources": ["orders"]}
            for code in ("s1", "s2")
        ],
        "retired": [],
        "quality": {},
    }


COMPANIES: Mapping[str, dict[str, Any]] = {
    "shop": _shop(),
    "contracts": _shop(mode="contracts"),
    "short history": _shop(method="mbg_nbd"),
    "rules alone": content(),  # nothing learned but the population's rhythm
    "uses beside money": _defined("value", tier_cuts=[1_000, 10_000], tier_uses=[5, 20]),
    "bands by share": _defined("churn", band_shares=[0.2, 0.6], band_cuts=[0.2, 0.5]),  # as a fit freezes them
    "hourly": content(learned={"population_gap_days": 0.1, "gap_prior_strength": 9.0}),
}
