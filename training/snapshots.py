"""Customers as they were known at past cutoffs, and what they did in the horizon after."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, Category, FloatArray, absent
from scoring.customers import Customers
from scoring.dimensions.churn import in_population
from scoring.events import Events
from scoring.facts import Facts
from scoring.model import Bundle
from scoring.purchases import History, history
from scoring.scorer import measure
from scoring.timeline import as_known
from scoring.vocabulary import OBJECTS


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """n customers at a cutoff.

    `churned` (n,) is 1, 0, or NaN for whom the event cannot befall; `revenue` (n,) is the net revenue of the horizon,
    never under 0, NaN for who had not bought by then.
    """

    cutoff: float
    facts: Facts
    churned: FloatArray
    revenue: FloatArray


def snapshot(customers: Customers, bundle: Bundle, outcome: History, cutoff: float, horizon_days: int) -> Snapshot:
    """Measure at the cutoff, and look up the outcome in the history of all the data."""
    facts = measured_in_the_past(customers, bundle, cutoff)
    return Snapshot(
        cutoff,
        facts,
        np.where(in_population(facts), churned(customers, bundle, outcome, cutoff, horizon_days), np.nan),
        np.where(buyer(facts), revenue(outcome, cutoff, horizon_days), np.nan),
    )


def measured_in_the_past(customers: Customers, bundle: Bundle, cutoff: float) -> Facts:
    """Measure at a past cutoff, without what is only known of today."""
    return measure(of_any_day(customers).at(cutoff), bundle)[0]


def of_any_day(customers: Customers) -> Customers:
    """Without a summary of all orders, a status without its day, and a refund without its day: none tells the past."""
    nothing = absent(len(customers))
    summary = {f"order_summary_{field}": nothing for field in OBJECTS["order_summary"]}
    left, undated = customers.text("account_status"), np.isnan(customers.number("account_left_on"))
    status = Category(np.where(left.equals("left") & undated, -1, left.codes).astype(np.int32), left.levels)
    dated = customers.with_columns(**summary, account_status=status)
    return dated.with_table("orders", _paid(customers.tables["orders"]))


def _paid(orders: Events) -> Events:
    """Orders whose refund has no day as paid: nobody knew then."""
    status = orders.text("status")
    undated = status.equals("refunded") & np.isnan(orders.number("refunded_on"))
    return orders.with_columns(status=Category(np.where(undated, -1, status.codes).astype(np.int32), status.levels))


def whole_history(customers: Customers, last_day: float) -> History:
    """Every purchase up to the last day of the data."""
    return history(as_known(customers.at(last_day)).customers)


def buyer(facts: Facts) -> BoolArray:
    """Of whom revenue can be expected (n,): who has bought, and not left."""
    return (facts.number("purchase_count") > 0) & ~facts.has_left()


def churned(customers: Customers, bundle: Bundle, outcome: History, cutoff: float, horizon_days: int) -> FloatArray:
    """1 where the event came within the horizon after the cutoff, else 0 (n,), whoever it can befall."""
    if bundle.mode == "contracts":
        left_on, signed_up = customers.number("account_left_on"), customers.number("account_signed_up_on")
        left = (left_on > cutoff) & (left_on <= cutoff + horizon_days)
        known: FloatArray = np.where(signed_up <= cutoff, left.astype(np.float64), np.nan)
        return known
    day = outcome.purchases.number("day")
    inside = (day > cutoff) & (day <= cutoff + horizon_days)
    bought = np.bincount(outcome.purchases.customer[inside], minlength=len(customers))
    return np.equal(bought, 0).astype(np.float64)


def revenue(outcome: History, cutoff: float, horizon_days: int) -> FloatArray:
    """Net revenue of the horizon after the cutoff (n,), never under 0."""
    day = outcome.lines.number("date")
    inside = (day > cutoff) & (day <= cutoff + horizon_days)
    net = outcome.lines.number("net")[inside]
    summed = np.bincount(outcome.lines.customer[inside], weights=net, minlength=len(outcome.as_of))
    found: FloatArray = np.maximum(summed, 0.0)
    return found
