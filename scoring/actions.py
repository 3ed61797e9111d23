"""Actions: which apply, which are allowed, what each would bring this customer, and the few that are worth doing."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, Column, FloatArray, IntArray
from scoring.conditions import all_hold
from scoring.facts import Facts
from scoring.gates import allowed
from scoring.holdout import held_out
from scoring.policy import PRIORITIES, Action, Policy


@dataclass(frozen=True, slots=True, eq=False)
class Actions:
    """The chosen actions of n customers, best first.

    `chosen` (n, k) indexes the policy's actions, -1 where there are fewer; `net_value` (n, k) is in currency, NaN where
    no margin is known; `withheld` (n, a) marks what a holdout kept back, in whose place nothing else came.
    """

    chosen: IntArray
    net_value: FloatArray
    withheld: BoolArray


def choose(facts: Facts, columns: Mapping[str, Column]) -> Actions:
    """The best actions by expected net value; duties first, and `do_nothing` where nothing is left to do."""
    policy = facts.bundle.policy
    fields = facts.fields(columns)
    duty = np.array([action.duty for action in policy.actions])
    nothing = np.array([action.family == "none" for action in policy.actions])
    holds = np.stack([all_hold(action.when, fields, len(facts)) for action in policy.actions], axis=1)
    applies = holds & allowed(facts, columns, policy.actions)
    net = np.stack([net_value(facts, columns, action) for action in policy.actions], axis=1)
    worth = applies & (duty | (net > 0) | np.isnan(net)) & ~nothing
    best = _rank(policy, worth, net, duty)
    taken = np.take_along_axis(worth, best, axis=1)
    exempt = duty | np.array([action.family == "service" for action in policy.actions])
    held = taken & np.take_along_axis(held_out(facts.customers.ids, policy) & ~exempt, best, axis=1)
    withheld = np.zeros_like(worth)
    np.put_along_axis(withheld, best, held, axis=1)
    chosen = _chosen(best, taken & ~held, nothing)
    brings = np.take_along_axis(net, np.maximum(chosen, 0), axis=1)
    return Actions(chosen, np.where(chosen < 0, np.nan, brings), withheld)


def rests_on_model(action: Action) -> bool:
    """Whether a probability or an expected value enters the net value; else it is assumptions and the past alone."""
    saves = action.family in ("retention", "service")
    return action.effect.scale != "money" and action.family != "none" and (saves or action.effect.scale == "relative")


def net_value(facts: Facts, columns: Mapping[str, Column], action: Action) -> FloatArray:
    """Expected net value (n,) in currency over the value horizon (DEFINITIONS.md, section 11).

    Retention: P(churn) x r x V x margin - cost, V the value given that the customer stays. Growth and win-back:
    lift x margin - cost, the lift relative to the expected value or, in probability points, to an average purchase.
    """
    effect = action.effect
    if action.family == "none" or effect.scale == "money":
        return np.full(len(facts), effect.value - action.cost)
    probability = _number(columns, "churn_probability")
    expected = _number(columns, "value_expected_value")
    if action.family in ("retention", "service"):
        stays = expected / np.maximum(1 - probability, facts.bundle.definitions["value"]["stays_floor"])
        saved = (probability if effect.scale == "relative" else 1.0) * effect.value
        kept: FloatArray = saved * stays * _margin(facts) - action.cost
        return kept
    gained = expected if effect.scale == "relative" else facts.number("average_purchase")
    net: FloatArray = effect.value * gained * _margin(facts) - action.cost
    return net


def _margin(facts: Facts) -> FloatArray:
    """The customer's own margin, else the policy's; NaN where neither is known (n,)."""
    own, general = facts.number("margin_share"), facts.bundle.policy.margin
    return np.where(np.isnan(own), np.nan if general is None else general, np.maximum(own, 0.0))


def _number(columns: Mapping[str, Column], name: str) -> FloatArray:
    column = columns[name]
    assert isinstance(column, np.ndarray)
    return column


def _rank(policy: Policy, worth: BoolArray, net: FloatArray, duty: BoolArray) -> IntArray:
    """The best `max_actions` (n, k) of those worth doing; whatever follows them is not.

    Duties first, by priority; then by net value; those whose net value is unknown last, by priority. What is equal
    keeps the order of the catalogue.
    """
    priority = np.broadcast_to([PRIORITIES.index(action.priority) for action in policy.actions], net.shape)
    tier = np.select([~worth, np.broadcast_to(duty, net.shape), ~np.isnan(net)], [3, 0, 1], 2)
    by_net = np.where(tier == 1, -net, 0.0)
    order = np.lexsort((priority, by_net, tier), axis=-1)
    return order[:, : policy.max_actions]


def _chosen(best: IntArray, kept: BoolArray, nothing: BoolArray) -> IntArray:
    """Those kept (n, k), moved to the front; `do_nothing` alone where there are none."""
    chosen = np.where(kept, best, -1)
    chosen = np.take_along_axis(chosen, np.argsort(~kept, axis=1, kind="stable"), axis=1)
    idle = np.flatnonzero(nothing)
    if len(idle):
        chosen[:, 0] = np.where(kept.any(axis=1), chosen[:, 0], idle[0])
    return chosen
