"""What a plan costs and brings, as plain data; the same figures stand in JSON, on the page and in the workbook."""

from typing import Any

import polars as pl

from scoring.model import Bundle
from training.plan.plan import Plan

Json = dict[str, Any]


def figures(plan: Plan, bundle: Bundle) -> Json:
    """Every figure of a plan; amounts in `currency`, `gap` relative to the bound, `prices` per unit."""
    assigned = plan.assigned
    duties, chosen = assigned.filter(pl.col("duty")), assigned.filter(~pl.col("duty"))
    spent, owed, brings = (_sum(assigned, "cost"), _sum(duties, "cost"), _sum(chosen, "net"))
    return {
        "bundle": bundle.version,
        "currency": bundle.currency,
        "budget": plan.limits.budget,
        "spent": spent,
        "left": plan.limits.budget - spent,
        "per_customer": plan.limits.per_customer,
        "customers": plan.customers,
        "customers_with_action": assigned["customer_id"].n_unique(),
        "actions": len(assigned),
        "duties": {"actions": len(duties), "cost": owed, "expected_net_value": _sum(duties, "net")},
        "expected_net_value": brings,
        "bound": plan.bound,
        "gap": 1 - brings / plan.bound if plan.bound > 0 else 0.0,
        "prices": {name: float(price) for name, price in zip(plan.limits.rows, plan.prices, strict=True)},
        "channels": _channels(plan),
        "held_out": len(plan.held_out),
        "notes": _notes(plan, spent, owed),
    }


def _sum(table: pl.DataFrame, column: str) -> float:
    return float(table[column].fill_nan(None).sum())


def _channels(plan: Plan) -> list[Json]:
    """Actions by channel with what is spent on them; `capacity` None is no limit."""
    used = {row["channel"]: row for row in _by_channel(plan.assigned)}
    names = sorted({*used, *plan.limits.capacity})
    return [
        {
            "channel": name,
            "actions": used.get(name, {}).get("actions", 0),
            "capacity": plan.limits.capacity.get(name),
            "cost": used.get(name, {}).get("cost", 0.0),
        }
        for name in names
    ]


def _by_channel(assigned: pl.DataFrame) -> list[Json]:
    by_channel = assigned.group_by("channel", maintain_order=True)  # sums to the last bit
    return by_channel.agg(actions=pl.len(), cost=pl.col("cost").sum()).sort("channel").to_dicts()


def _notes(plan: Plan, spent: float, owed: float) -> list[Json]:
    """What a reader must know before acting on the plan: a code, and what its sentence names."""
    limits, found = plan.limits, []
    if owed > limits.budget:
        found.append({"code": "duties_over_budget", "cost": owed, "short": owed - limits.budget})
    of_duty = {row["channel"]: row["actions"] for row in _by_channel(plan.assigned.filter(pl.col("duty")))}
    for channel, most in limits.capacity.items():
        if of_duty.get(channel, 0) > most:
            found.append({"code": "duties_over_capacity", "channel": channel, "count": of_duty[channel], "limit": most})
    if plan.prices[0] <= 0 and spent <= limits.budget:
        found.append({"code": "budget_left", "left": limits.budget - spent})
    if plan.unknown:
        found.append({"code": "unknown_net_value", "count": plan.unknown})
    if not plan.whole:
        found.append({"code": "few_candidates"})
    if len(plan.held_out):
        found.append({"code": "held_out", "count": len(plan.held_out)})
    return found
