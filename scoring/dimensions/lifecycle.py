"""Where a customer stands between first contact and loss (DEFINITIONS.md, section 4); the first match counts."""

import numpy as np

from scoring.columns import BoolArray, Column, FloatArray, IntArray, absent, choose, one_of
from scoring.direct import NAN, where
from scoring.events import customer_starts, run_starts
from scoring.facts import Facts, by_rule

STAGES = ("prospect", "lost", "dormant", "won_back", "first_purchase", "repeat", "active")
PROSPECT, LOST, DORMANT, WON_BACK, FIRST, REPEAT, ACTIVE = range(7)


def lifecycle(facts: Facts) -> dict[str, Column]:
    """`stage` and `since` (n,), the day on which its condition became true."""
    rules, left = facts.bundle.definitions["lifecycle"], facts.has_left()
    back_since = _back_since(facts, rules["lost_overdue"])
    back_until = back_since + rules["won_back_gaps"] * facts.number("usual_gap_days")
    stage = _stage(facts, left, back_until)
    days = _days(facts, left, back_since, back_until)
    since = choose([stage == code for code in days], list(days.values()), np.nan)
    return {
        "lifecycle_stage": one_of(stage, STAGES),
        "lifecycle_since": since,
        "lifecycle_basis": by_rule(stage >= 0),
    }


def _stage(facts: Facts, left: BoolArray, back_until: FloatArray) -> IntArray:
    """The number (n,) of the first stage whose condition holds, -1 where nothing is known to go by."""
    rules = facts.bundle.definitions["lifecycle"]
    count, overdue = facts.number("purchase_count"), facts.number("overdue_ratio")
    signed_up = facts.customers.number("account_signed_up_on")
    never, contract = count == 0, ~np.isnan(signed_up) | facts.customers.text("account_status").equals("active")
    no_orders = never | np.isnan(count)
    conditions = [
        no_orders & left,
        no_orders & contract & (facts.bundle.mode != "purchases"),
        never,
        left | (overdue >= rules["lost_overdue"]),
        overdue >= rules["dormant_overdue"],
        facts.customers.as_of <= back_until,
        (count == 1) & ~np.isnan(overdue),
        (count > 1) & ~np.isnan(overdue),
    ]
    return choose(conditions, [LOST, ACTIVE, PROSPECT, LOST, DORMANT, WON_BACK, FIRST, REPEAT], -1)


def _days(facts: Facts, left: BoolArray, back_since: FloatArray, back_until: FloatArray) -> dict[int, FloatArray]:
    """The day (n,) on which each stage would have begun, by the stage's number."""
    rules, past, as_of = facts.bundle.definitions["lifecycle"], facts.features.past, facts.customers.as_of
    gap, signed_up = facts.number("usual_gap_days"), facts.customers.number("account_signed_up_on")
    return {
        PROSPECT: signed_up,
        ACTIVE: np.fmax(signed_up, facts.customers.number("account_reactivated_on")),
        LOST: _lost_since(facts, left, np.ceil(past.last_day + rules["lost_overdue"] * gap)),
        DORMANT: np.ceil(past.last_day + rules["dormant_overdue"] * gap),
        WON_BACK: back_since,
        FIRST: _no_longer_back(past.first_day, back_until, as_of),
        REPEAT: _no_longer_back(_repeat_since(facts, rules["dormant_overdue"]), back_until, as_of),
    }


def _lost_since(facts: Facts, left: BoolArray, overdue_on: FloatArray) -> FloatArray:
    """The earlier of the day of leaving and the day on which the last purchase was too long ago (n,)."""
    left_on = facts.customers.number("account_left_on")
    return where(left, np.minimum(left_on, where(np.isnan(overdue_on), np.inf, overdue_on)), overdue_on)


def _back_since(facts: Facts, lost_overdue: float) -> FloatArray:
    """The last day (n,) of a purchase after a gap that had ended in loss, or of a reactivation."""
    purchase = _after_gap(facts, lost_overdue)
    reactivated = facts.customers.number("account_reactivated_on")
    return np.fmax(purchase, reactivated)


def _repeat_since(facts: Facts, dormant_overdue: float) -> FloatArray:
    """The second purchase's day, where the list has it, or that of the one that ended the last dormancy (n,)."""
    past = facts.features.past
    day, first_of = past.purchases.number("day"), past.purchases.starts()
    second = ~first_of
    second[1:] &= first_of[:-1]
    since = absent(len(facts))
    since[past.purchases.customer[second]] = day[second]
    return np.fmax(where(past.since == -np.inf, since, NAN), _after_gap(facts, dormant_overdue))


def _no_longer_back(since: FloatArray, back_until: FloatArray, as_of: FloatArray) -> FloatArray:
    """The stage that follows being won back begins the day after (n,)."""
    return where(back_until < as_of, np.fmax(since, np.floor(back_until) + 1), since)


def _after_gap(facts: Facts, times: float) -> FloatArray:
    """The day (n,) of the last purchase that followed so many usual gaps, as they were known before it, without one."""
    purchases = facts.features.past.purchases
    new = run_starts(purchases.customer, purchases.number("day"))
    day, customer = purchases.number("day")[new], purchases.customer[new]
    place = np.arange(len(day))
    start = np.maximum.accumulate(where(customer_starts(customer), place, 0))
    gaps, before = (place - start - 1).astype(np.float64), day[np.maximum(place - 1, 0)]
    usual = facts.bundle.reference.usual_gap(gaps, before - day[start])
    late = (place > start) & (day - before >= times * usual)
    found = absent(len(facts))
    found[customer[late]] = day[late]
    return found
