"""A bundle with models, as a fit would leave it but made by hand: every pattern, scale and segment, from one seed."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from scoring.additive import AdditiveModel
from scoring.columns import FloatArray
from scoring.grid import Grid, grid_from_edges
from scoring.interactions import Interaction
from scoring.model import Bundle
from tests.scoring.builders import content, defaults

LEVELS = {
    "last_category": ["seals", "valves"],
    "account_plan": ["basic", "pro"],
    "profile_kind": ["company", "person"],
    "attributes_contract": ["monthly", "yearly"],
}
ATTRIBUTES = {
    "attributes_contract": {"group": "attributes", "unit": "text"},
    "attributes_score": {"group": "attributes", "unit": "ratio"},
}
EDGES: Mapping[str, Sequence[float]] = {
    "days_since_last_order": (14, 30, 60, 120, 240),
    "purchase_count": (1, 2, 4, 8),
    "net_revenue": (100, 1_000, 10_000),
    "average_purchase": (50, 200, 1_000),
    "usual_gap_days": (15, 30, 60),
    "overdue_ratio": (0.5, 1, 2, 4),
    "purchases_90d": (0, 1, 3),
    "net_revenue_365d": (0, 500, 5_000),
    "revenue_change_90d": (-0.5, 0, 0.5),
    "gap_variation": (0.3, 0.8),
    "refund_share": (0, 0.2),
    "last_category": (0.5,),
    "uses_last_month": (0, 5, 20),
    "uses_mean_3m": (1, 8, 25),
    "open_complaints": (0, 1, 2),
    "mean_days_to_resolve": (3, 10, 30),
    "satisfaction": (25, 50, 75),
    "response_rate_365d": (0, 0.3),
    "contract_days_left": (0, 60, 180),
    "account_plan": (0.5,),
    "profile_kind": (0.5,),
    "attributes_contract": (0.5,),
    "attributes_score": (0, 1),
}
NAMES = tuple(EDGES)
ORDERS, LISTS, FIELDS = NAMES[:12], NAMES[12:18], NAMES[18:]
PATTERNS: Mapping[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    "full": (("orders", "usage", "inquiries", "feedback"), ("days_since_last_order", "purchase_count"), NAMES),
    "history": (("orders",), ("days_since_last_order", "purchase_count", "net_revenue"), ORDERS),
    "summary": ((), ("days_since_last_order", "purchase_count"), NAMES[:6]),
    "recency": ((), ("days_since_last_order",), NAMES[:1]),
    "no_history": ((), (), (*LISTS, *FIELDS)),
}
SEGMENTED = ("purchase_count", "net_revenue", "days_since_last_order", "usual_gap_days")


@cache
def fitted(mode: str = "purchases") -> Bundle:
    """The bundle; `mode` purchases | contracts | label."""
    return Bundle.from_content(fitted_content(mode), "2026-11-21-11111111")


def fitted_content(mode: str = "purchases") -> dict[str, Any]:
    """What `fitted` is made from, new in every call."""
    rng = np.random.default_rng(7)
    learned = _learned(rng)
    patterns = [_pattern(name, *needs, rng) for name, needs in PATTERNS.items()]
    made = content(meta={"mode": mode, "method": "glass_box"}, learned=learned, features=ATTRIBUTES)
    return {**made, "patterns": patterns}


def _learned(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "levels": LEVELS,
        "texts": ["attributes_contract"],
        "usual": {name: LEVELS[name][0] if name in LEVELS else float(EDGES[name][0]) for name in NAMES},
        "churn_quantiles": np.sort(rng.uniform(0, 1, 1001)),
        "value": {
            "tier_cuts": np.array([1_000.0, 10_000.0]),
            "quantiles": np.sort(rng.lognormal(8, 1.5, 1001)),
            "interval_edges": np.array([500.0, 5_000.0]),
            "interval_factors": np.array([[0.0, 2.1], [0.3, 1.9], [0.5, 1.6]]),
        },
        "rfm": {
            "recency": np.array([15.0, 30.0, 60.0, 120.0]),
            "frequency": np.array([1.0, 2.0, 4.0, 8.0]),
            "monetary": np.array([100.0, 500.0, 2_000.0, 10_000.0]),
            "frequency_terciles": np.array([1.0, 4.0]),
            "monetary_terciles": np.array([200.0, 5_000.0]),
            "mean_scores": np.array([3.1, 2.6, 2.9]),
        },
        "segments": _segments(rng),
        "cuts": {
            "needs_pain_weight": np.array([2.0, 4.0]),
            "needs_service_contacts": np.array([0.0]),
            "needs_response_rate": np.array([0.25]),
            "satisfaction_index": np.array([20.0, 40.0, 60.0, 80.0]),
        },
    }


def table_model(
    edges: Mapping[str, Sequence[float]], link: str, intercept: float, tables: Mapping[str, Sequence[float]]
) -> tuple[Grid, AdditiveModel]:
    """A model written out: one value a bin for each feature, the last one for missing."""
    grid = grid_from_edges({name: np.array(row, dtype=np.float64) for name, row in edges.items()})
    return grid, AdditiveModel(
        link, intercept, grid.counts, np.concatenate([np.array(tables[name], dtype=np.float64) for name in edges])
    )


def _pattern(
    name: str, lists: Sequence[str], fields: Sequence[str], features: Sequence[str], rng: np.random.Generator
) -> dict[str, Any]:
    grid = grid_from_edges({feature: np.array(EDGES[feature], dtype=np.float64) for feature in features})
    return {
        "name": name,
        "lists": list(lists),
        "fields": list(fields),
        "features": list(features),
        "grid": grid.to_content(),
        "churn": _model(grid, "logit", 0.3, rng).to_content(),
        "value": _model(grid, "log", 8.0, rng).to_content(),
    }


def _model(grid: Grid, link: str, intercept: float, rng: np.random.Generator) -> AdditiveModel:
    mains = [_curve(name, int(count), rng) for name, count in zip(grid.names, grid.counts, strict=True)]
    neighbours = [(i, i + 1) for i in range(0, len(mains) - 1, 4)]
    return AdditiveModel(
        link, intercept, grid.counts, np.concatenate(mains), tuple(_pair(grid, *pair, rng) for pair in neighbours)
    )


def _curve(name: str, count: int, rng: np.random.Generator) -> FloatArray:
    """Values of the bins and of missing, held to the direction that the catalogue says."""
    values = rng.normal(0, 0.6, count + 1)
    direction = defaults()["features"].get(name, {}).get("churn", 0)
    if direction:
        values = np.sort(values)[::direction]
    return np.append(values, rng.normal(0, 0.2))


def _pair(grid: Grid, first: int, second: int, rng: np.random.Generator) -> Interaction:
    """A pair on two coarse halves of each axis, and a third for missing; monotone in both, so that either may be."""
    rows, columns = (np.append(np.arange(k + 1) > k // 2, 2).astype(np.int64) for k in grid.counts[[first, second]])
    signs = [defaults()["features"].get(grid.names[j], {}).get("churn", 0) or 1 for j in (first, second)]
    steps = [np.array([0.0, sign * rng.uniform(0.1, 0.4), rng.normal(0, 0.1)]) for sign in signs]
    return Interaction((first, second), (rows, columns), steps[0][:, None] + steps[1])


TOLD = {
    "needs": [{"topic": "price", "share": 0.5, "lift": 2.0, "customers": 40}],
    "asked": 60,
    "sources": ["orders"],
}


def _segments(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "features": list(SEGMENTED),
        "center": np.array([1.2, 6.0, 3.8, 3.6]),
        "scale": np.array([0.7, 2.0, 1.3, 0.8]),
        "centroids": rng.normal(0, 1, (4, len(SEGMENTED))),
        "profiles": [
            {"code": f"s{i}", "name": dict.fromkeys(("zh-Hans", "zh-Hant", "en"), f"S{i}"), "share": 0.25, **TOLD}
            for i in range(4)
        ],
        "retired": [],
        "quality": {},
    }
