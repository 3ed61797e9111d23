"""What a customer is worth (DEFINITIONS.md, section 1): past, expected, tier, trend and profit."""

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, absent, choose, no_texts, one_of
from scoring.direct import NAN, bincount, filled, where
from scoring.facts import Facts, basis, by_cuts
from scoring.model import percentile
from scoring.scales import ValueScale

TIERS = ("low", "middle", "high")
POTENTIAL = ("falling", "steady", "rising")
BANDS = ("under_first", "first", "second", "third")


def value(facts: Facts, expected: FloatArray) -> dict[str, Column]:
    """Currency, tier and trend (n,); `expected` (n,) is the modelled net revenue, NaN where unknown."""
    bundle, n = facts.bundle, len(facts)
    scale = bundle.value
    expected = where((facts.number("purchase_count") == 0) | facts.has_left(), NAN, expected)
    if scale is None:
        expected = absent(n)
    historic = facts.number("net_revenue")
    modelled = ~np.isnan(expected)
    return {
        "value_tier": no_texts(n) if scale is None else _tier(facts, expected, scale),
        "value_expected_value": expected,
        "value_interval": filled((n, 2), np.nan) if scale is None else interval(expected, scale),
        "value_historic_value": historic,
        "value_lifetime_value": historic + expected,
        "value_percentile": percentile(expected, None if scale is None else scale.quantiles),
        "value_potential": _potential(facts),
        "value_horizon_days": filled(
            n, np.nan if bundle.value_horizon_days is None else bundle.value_horizon_days, float
        ),
        "value_spend_band": by_cuts(
            facts.number("largest_purchase"), np.array(bundle.definitions["value"]["spend_bands"], float), BANDS
        ),
        **_profit(facts),
        "value_basis": basis(modelled, ~np.isnan(historic)),
    }


def interval(expected: FloatArray, scale: ValueScale) -> FloatArray:
    """Lower and upper end (n, 2): factors by the expected value's bin, never without the expected value itself."""
    row = scale.interval_edges.searchsorted(expected, side="left")
    ends = expected[:, None] * scale.interval_factors[row]
    return np.array([np.minimum(ends[:, 0], expected), np.maximum(ends[:, 1], expected)]).T.copy()


def _tier(facts: Facts, expected: FloatArray, scale: ValueScale) -> Category:
    """By money, and where uses a month are asked for too, the lower of both tiers.

    Where uses are not known, it is missing, but for those whom money alone puts into the lowest.
    """
    asked = facts.bundle.definitions["value"].get("tier_uses")  # bundles of earlier releases have none
    if not asked:
        return by_cuts(expected, scale.tier_cuts, TIERS)
    uses = facts.number("uses_mean_3m")
    by_money = scale.tier_cuts.searchsorted(expected, side="right")
    both = np.minimum(by_money, np.searchsorted(np.array(asked, float), uses, side="right"))
    unknown = np.isnan(expected) | (np.isnan(uses) & (by_money > 0))
    return one_of(where(unknown, -1, both), TIERS)


def _potential(facts: Facts) -> Category:
    """Purchase revenue of the last 90 days against the 90 before."""
    change = facts.bundle.definitions["value"]["potential_change"]
    recent, before = (np.maximum(facts.features.past.bought_between(*days), 0.0) for days in ((90, 0), (180, 90)))
    rising, falling = recent > before * (1 + change), recent < before * (1 - change)
    known = ~np.isnan(recent) & ~np.isnan(before) & (facts.number("purchase_count") > 0)
    return one_of(where(known, choose([rising, falling], [2, 0], 1), -1), POTENTIAL)


def _profit(facts: Facts) -> dict[str, Column]:
    """Revenue minus the orders' cost and the cost to serve, where the cost of everything that was sold is given."""
    lines = facts.features.past.lines
    cost = where(lines.number("net") > 0, lines.number("cost"), 0.0)
    costed = ~np.isnan(cost)
    spent = bincount(lines.customer[costed], weights=cost[costed], minlength=len(facts))
    complete: BoolArray = bincount(lines.customer[~costed], minlength=len(facts)) == 0
    serve = facts.customers.number("account_cost_to_serve")
    profit = facts.number("net_revenue") - spent - where(np.isnan(serve), 0.0, serve)
    known = complete & (facts.number("purchase_count") > 0) & (facts.features.past.since == -np.inf)
    profit = where(known, profit, NAN)
    return {"value_profit": profit, "value_profitable": where(known, (profit > 0).astype(float), NAN)}
