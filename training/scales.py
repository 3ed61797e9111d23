"""Frozen cuts and quantiles: where a customer stands among those that the bundle was fitted on."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.columns import FloatArray
from scoring.cuts import MEASURES
from scoring.dimensions.rfm import quintile_scores
from scoring.facts import Facts
from scoring.scales import RfmScale
from training.calibration import interval_factors

STORED_QUANTILES, FEWEST = 1001, 30
TIED = 0.05  # a share of equal values for which it matters on which side of a cut they stand


def stored_quantiles(values: FloatArray) -> FloatArray:
    """1,001 quantiles of out-of-sample predictions."""
    return np.quantile(values, np.linspace(0, 1, STORED_QUANTILES))


def value_scale(
    served: FloatArray, expected: FloatArray, actual: FloatArray, rules: Mapping[str, Any], horizon_days: float
) -> dict[str, FloatArray]:
    """Tier cuts of the served model's expected values, quantiles and intervals of out-of-sample ones.

    The values are of `horizon_days`; amounts that a company cuts at, of `tier_days`, are scaled to these in proportion.
    """
    amounts = np.array(rules["tier_cuts"], dtype=np.float64) * horizon_days / rules["tier_days"]
    cuts = amounts if len(amounts) else _cuts(served, np.array(rules["tier_percentiles"], dtype=np.float64))
    edges, factors = interval_factors(expected, actual, rules["interval_coverage"])
    return {
        "tier_cuts": cuts,
        "quantiles": stored_quantiles(expected),
        "interval_edges": edges,
        "interval_factors": factors,
    }


def band_cuts(probability: FloatArray, rules: Mapping[str, Any]) -> FloatArray:
    """Cuts of the churn bands (2,): those of the definition, or where its shares of out-of-sample predictions end."""
    if not rules["band_shares"]:
        return np.array(rules["band_cuts"], dtype=np.float64)
    return _cuts(probability, 100 * np.array(rules["band_shares"], dtype=np.float64))


def _cuts(values: FloatArray, percentiles: FloatArray) -> FloatArray:
    """The percentiles; where many values are one of them, that side of them which leaves nearer the share wanted above.

    Without it one value for everybody would put everybody in the highest tier.
    """
    cuts: FloatArray = np.percentile(values, percentiles)
    beyond = np.nextafter(cuts, np.inf)
    wanted = 1 - percentiles / 100
    above, strictly = ((values[:, None] >= edge).mean(axis=0) for edge in (cuts, beyond))
    nearer = np.abs(strictly - wanted) < np.abs(above - wanted)
    return np.where(nearer & (above - strictly > TIED), beyond, cuts)


def learned_cuts(facts: Facts, shares: Mapping[str, Any]) -> dict[str, FloatArray | None]:
    """Of each measure of `scoring.cuts` the quantiles at its shares; None where fewer than FEWEST have a value."""
    found: dict[str, FloatArray | None] = {}
    for name, measure in MEASURES.items():
        values = measure(facts)
        values = values[~np.isnan(values)]
        found[name] = np.quantile(values, shares[name]) if len(values) >= FEWEST else None
    return found


def rfm_scale(facts: Facts) -> dict[str, FloatArray] | None:
    """Quintiles and terciles of the purchasers, and their mean scores; None without purchasers."""
    values = np.stack([facts.number(name) for name in ("days_since_last_order", "purchase_count", "net_revenue")])
    values = values[:, (values[1] > 0) & ~np.isnan(values).any(axis=0)]
    if not values.shape[1]:
        return None
    recency, frequency, monetary = values
    fifths, thirds = np.arange(1, 5) / 5, np.arange(1, 3) / 3
    scale = {
        "recency": np.quantile(recency, fifths),
        "frequency": np.quantile(frequency, fifths),
        "monetary": np.quantile(monetary, fifths),
        "frequency_terciles": np.quantile(frequency, thirds),
        "monetary_terciles": np.quantile(monetary, thirds),
    }
    scores = quintile_scores(values, RfmScale(**scale, mean_scores=np.zeros(3)))
    return {**scale, "mean_scores": scores.mean(axis=1)}
