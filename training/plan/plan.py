"""The plan of a whole base: duties first, then what brings most under the limits, then who was held out of it."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from scoring.columns import BoolArray, FloatArray
from scoring.policy import Policy
from training.errors import TrainingError
from training.plan.base import Base, most_of, program, spent_of, with_what_it_needs
from training.plan.days import spread
from training.plan.limits import Limits
from training.plan.preferred import preferred
from training.plan.reading import AGAIN, Candidates
from training.plan.relaxation import relaxation
from training.plan.rounding import rounded

SHOWN = ["customer_id", "segment", "action", "channel", "due_on", "cost", "effect", "basis", "net", "duty"]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is done for whom.

    A held-out customer's action, and what needs it, keep their places among that customer's best: nothing comes
    instead.

    `assigned` and `held_out` have the columns `SHOWN` of `Candidates`; `held_out` are the actions that customers of a
    holdout would have got at the plan's prices: the control group of each campaign. `bound` is the value (currency)
    that no choice beside the duties exceeds, `prices` (d,) what one more unit of budget and of each capacity brings:
    nothing where the duties need more than there is.
    `unknown` counts candidates whose net value is not known.
    """

    limits: Limits
    assigned: pl.DataFrame
    held_out: pl.DataFrame
    customers: int
    whole: bool
    bound: float
    prices: FloatArray
    unknown: int


def plan(candidates: Candidates, limits: Limits, policy: Policy) -> Plan:
    """Choose the actions of all customers; TrainingError where nothing can be chosen."""
    base = Base.of(candidates.table, policy.before)
    slots = np.maximum(limits.per_customer - np.bincount(base.customer[base.duty], minlength=base.customers), 0)
    open_ = with_what_it_needs(base, base.pays)
    everyone = program(base, open_, slots, limits)
    free = with_what_it_needs(base, open_ & ~base.withheld)
    barred = np.bincount(base.customer[base.withheld], minlength=base.customers) > 0
    kept = _placed(open_, preferred(everyone, np.zeros(len(limits.rows)), barred)) & ~free
    left = slots - np.bincount(base.customer[kept], minlength=base.customers)
    choice = program(base, free, left, limits)
    relaxed = relaxation(choice)
    chosen = base.duty | _placed(free, rounded(choice, relaxed))
    if not chosen.any():
        raise TrainingError(_nothing(base, free, limits))
    held_out = _placed(open_, preferred(everyone, relaxed.prices, barred)) & base.withheld
    return Plan(
        limits,
        spread(candidates.table.filter(pl.Series(chosen)), policy).select(SHOWN),
        spread(candidates.table.filter(pl.Series(held_out)), policy).select(SHOWN),
        candidates.customers,
        candidates.whole,
        max(relaxed.bound, float(choice.net @ chosen[free])) + 0.0,
        np.where(spent_of(base, limits) > most_of(limits), 0.0, relaxed.gains),
        int((np.isnan(base.net) & ~base.duty & ~base.withheld).sum()),
    )


def _placed(among: BoolArray, chosen: BoolArray) -> BoolArray:
    """What is chosen of some candidates, as a mask of all (m,)."""
    mask = among.copy()
    mask[among] = chosen
    return mask


def _nothing(base: Base, free: BoolArray, limits: Limits) -> str:
    """Why nothing is planned, and what to do."""
    if not free.any():
        if np.isnan(base.net).all():
            return (
                "no action has an expected net value, because no margin is known; give orders.cost, or settings.margin "
                f"in the policy, and {AGAIN}."
            )
        return f"no action pays for any customer who is not held out of it; see the costs in the policy, and {AGAIN}."
    cheapest = base.cost[free].min()
    if cheapest > limits.budget:
        return (
            f"--budget {limits.budget:,.2f} is too small for any action: the cheapest that pays costs {cheapest:,.2f}; "
            "give at least that, in the currency of the bundle."
        )
    return "--budget and --capacity together leave room for no action that pays; raise one of them."
