"""How many customers stand where in recency and frequency, and what became of them."""

from typing import Any

import numpy as np

from scoring.dimensions.rfm import quintile_scores
from scoring.facts import Facts
from scoring.scales import RfmScale
from training.evaluation.said import Said
from training.scales import rfm_scale

SCORES = range(1, 6)


def rfm_map(facts: Facts, churn: Said | None) -> list[dict[str, Any]]:
    """For each R and F: customers with purchases, those of them who were judged, and the rate at which these left."""
    scale = rfm_scale(facts)
    if scale is None:
        return []
    values = np.stack([facts.number(name) for name in ("days_since_last_order", "purchase_count", "net_revenue")])
    bought = (values[1] > 0) & ~np.isnan(values).any(axis=0)
    r, f, _ = quintile_scores(values, RfmScale(**scale))
    left = np.full(len(facts), np.nan)
    if churn is not None:
        left[churn.customer] = churn.actual
    return [_cell(int(i), int(j), left[bought & (r == i) & (f == j)]) for i in SCORES for j in SCORES]


def _cell(recency: int, frequency: int, left: Any) -> dict[str, Any]:
    known = left[~np.isnan(left)]
    rate = float(known.mean()) if len(known) else float("nan")
    return {"recency": recency, "frequency": frequency, "customers": len(left), "judged": len(known), "rate": rate}
