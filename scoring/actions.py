"""Actions: which apply, which are allowed, what each would bring this customer, and the few that are worth doing."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, Column, FloatArray, IntArray, rows_of
from scoring.direct import NAN, every, filled, some, where
from scoring.effects import EVERYBODY
from scoring.facts import Facts
from scoring.gates import any_of, barred
from scoring.holdout import held_out
from scoring.policy import Action, Policy
from scoring.precedence import in_order
from scoring.traits import VALUE_BASES

DUTY, UNKNOWN = 1e30, -1e30  # places in the ranking, far above and under every net value


@dataclass(frozen=True, slots=True, eq=False)
class Actions:
    """The chosen actions of n customers, best first.

    `chosen` (n, k) indexes the policy's actions, -1 where there are fewer; `net_value` (n, k) is in currency, NaN where
    no margin is known; `due_days` (n, k) from `as_of`; `case` (n, k) says whose effect was counted
    (`effects.Expected.of`). `withheld` (n, a) marks what a holdout kept back, in whose place nothing else came.
    """

    chosen: IntArray
    net_value: FloatArray
    due_days: IntArray
    case: IntArray
    withheld: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Every action of a policy for n customers, before the best are taken (all n, a; in memory action by action).

    `holds`: its conditions do; `gates` names what bars it where; `case` whose effect counts; `net` in currency;
    `worth`: it applies, nothing bars it, and it pays or is owed; `key`: the higher, the earlier.
    """

    holds: BoolArray
    gates: Mapping[str, BoolArray]
    case: IntArray
    net: FloatArray
    worth: BoolArray
    key: FloatArray


def choose(facts: Facts, columns: Mapping[str, Column]) -> Actions:
    """The best actions by expected net value; duties first, and `do_nothing` where nothing is left to do."""
    policy, weighed = facts.bundle.policy, weigh(facts, columns)
    best = _best(weighed.key, policy)
    taken = best >= 0
    held = taken & held_out(facts.customers.ids, policy, best) & ~policy.traits.exempt[best]
    rows = np.arange(len(facts))[:, None]
    withheld = np.zeros(weighed.worth.shape, dtype=bool)
    withheld[rows, best] = held
    kept = taken & ~held & ~_waits_for(best, withheld, policy)
    chosen = _chosen(best, _not_in_vain(best, kept, weighed.net, policy), policy)
    place = np.maximum(chosen, 0)
    net = where(chosen < 0, NAN, weighed.net[rows, place])
    case = weighed.case[rows, place]
    return Actions(chosen, net, due_days(chosen, policy), case, withheld)


def weigh(facts: Facts, columns: Mapping[str, Column]) -> Weighed:
    """What speaks for and against every action (`Weighed`)."""
    policy, fields, n = facts.bundle.policy, facts.fields(columns), len(facts)
    holds = policy.conditions.hold(fields, n).T
    gates = barred(facts, columns, policy.traits)
    case = _cases(policy, fields, n)
    net = net_values(facts, columns, policy, case)
    applies = holds & ~any_of(gates) & ~policy.traits.nothing
    worth = applies & (policy.traits.duty | ~(net <= 0))  # what nobody knows the value of is not held to have none
    worth, key = in_order(policy.before, applies, net, worth, _keys(policy, net))
    return Weighed(holds, gates, case, net, worth, key)


def rests_on_model(action: Action) -> bool:
    """Whether a probability or an expected value enters the net value; else it is assumptions and the past alone."""
    saves = action.family in ("retention", "service")
    return action.effect.scale != "money" and action.family != "none" and (saves or action.effect.scale == "relative")


def net_values(facts: Facts, columns: Mapping[str, Column], policy: Policy, case: IntArray) -> FloatArray:
    """Expected net value (n, a) in currency over the value horizon (DEFINITIONS.md, section 11).

    Retention: P(churn) x r x V x margin - cost, V the value given that the customer stays. Growth and win-back:
    lift x margin - cost, the lift relative to the expected value or, in probability points, to an average purchase.
    `case` (n, a) says whose effect counts.
    """
    expected, probability = (_number(columns, name) for name in ("value_expected_value", "churn_probability"))
    margin = _margin(facts)
    stays = expected / np.maximum(1 - probability, facts.bundle.definitions["value"]["stays_floor"]) * margin
    basis: Mapping[str, FloatArray] = {
        "stays_and_churns": probability * stays,
        "stays": stays,
        "expected": expected * margin,
        "purchase": facts.number("average_purchase") * margin,
        "money": np.ones(len(facts)),
    }
    net: FloatArray = np.array([basis[name] for name in VALUE_BASES]).take(policy.traits.value_basis, axis=0).T
    net *= _effects(policy, case)
    net -= policy.traits.cost
    return net


def _effects(policy: Policy, case: IntArray) -> FloatArray:
    """The value of each action's effect (a,), or of each customer's too (n, a) where pilots have told them apart."""
    if not policy.has_cases:
        return policy.traits.effect
    return np.stack([action.expected.values(case[:, i]) for i, action in enumerate(policy.actions)], axis=1)


def _cases(policy: Policy, fields: Mapping[str, Column], n: int) -> IntArray:
    """Whose effect of each action counts (n, a)."""
    everybody: IntArray = np.broadcast_to(np.int64(EVERYBODY), (n, len(policy.actions)))
    if not policy.has_cases:
        return everybody
    return np.stack([action.expected.cases(fields, n) for action in policy.actions], axis=1)


def _margin(facts: Facts) -> FloatArray:
    """The customer's own margin, else the policy's; NaN where neither is known (n,)."""
    own, general = facts.number("margin_share"), facts.bundle.policy.margin
    return where(np.isnan(own), NAN if general is None else general, np.maximum(own, 0.0))


def _number(columns: Mapping[str, Column], name: str) -> FloatArray:
    column = columns[name]
    assert isinstance(column, np.ndarray)
    return column


def _keys(policy: Policy, net: FloatArray) -> FloatArray:
    """Places in the ranking (n, a), for those that are worth doing.

    Duties first, by priority; then by net value; those whose net value is unknown last, by priority.
    """
    rank, duty = policy.traits.rank, policy.traits.duty
    return where(duty, DUTY * (len(rank) + 1 - rank), where(np.isnan(net), UNKNOWN * rank, net))


def _best(key: FloatArray, policy: Policy) -> IntArray:
    """The best `max_actions` (n, k) of those worth doing, -1 where there are fewer; of equals the first in `order`."""
    order = policy.traits.order
    left, rows = np.ascontiguousarray(key.T.take(order, axis=0).T), np.arange(len(key))
    best = filled((len(key), min(policy.max_actions, len(order))), -1, dtype=np.int64)
    for place in range(best.shape[1]):
        found = left.argmax(axis=1)
        worth = left[rows, found] > -np.inf
        if not some(worth):
            break
        best[:, place] = where(worth, order[found], -1)
        left[rows, found] = -np.inf
    return best


def _waits_for(best: IntArray, withheld: BoolArray, policy: Policy) -> BoolArray:
    """Which of the best (n, k) would follow an action that a holdout keeps back, and so cannot come."""
    waits = np.zeros(best.shape, dtype=bool)
    if not some(withheld):
        return waits
    kept_back = withheld.copy()
    for first, then in reversed(policy.before):
        follows = (best == then) & kept_back[:, [first]]
        waits |= follows
        kept_back[:, then] |= follows.any(axis=1)  # and so on down a chain
    return waits


def _not_in_vain(best: IntArray, kept: BoolArray, net: FloatArray, policy: Policy) -> BoolArray:
    """Those kept (n, k), but for steps that do not pay by themselves and that nothing follows in this answer."""
    brings: FloatArray = net[np.arange(len(best))[:, None], np.maximum(best, 0)]
    alone: BoolArray = kept & (brings <= 0) & ~np.take(policy.traits.duty, best)
    if not some(alone):
        return kept
    kept = kept.copy()
    for first in dict.fromkeys(first for first, _ in policy.before):
        then = [follower for one, follower in policy.before if one == first]
        followed = (kept & np.isin(best, then)).any(axis=1, keepdims=True)
        kept &= ~(alone & (best == first)) | followed
    return kept


def _chosen(best: IntArray, kept: BoolArray, policy: Policy) -> IntArray:
    """Those kept (n, k), moved to the front; `do_nothing` alone where there are none."""
    chosen = where(kept, best, -1)
    if not every(kept[:, :-1]):
        chosen = np.take_along_axis(chosen, np.argsort(~kept, axis=1, kind="stable"), axis=1)
    idle = rows_of(policy.traits.nothing)
    if len(idle):
        chosen[:, 0] = where(chosen[:, 0] < 0, idle[0], chosen[:, 0])
    return chosen


def due_days(chosen: IntArray, policy: Policy) -> IntArray:
    """Days until each (n, k) is due: no sooner than what comes before it, and no two of a channel on the same day."""
    places = np.ascontiguousarray(chosen.T)
    due, channel = policy.traits.due_days[places], policy.traits.due_channel[places]
    pairs = [pair for pair in policy.before if (places == pair[1]).any()]
    for place in range(1, len(places)):
        for first, then in pairs:
            for earlier in range(place):
                waits = (places[place] == then) & (places[earlier] == first) & (due[place] < due[earlier])
                due[place] = where(waits, due[earlier], due[place])
        for _ in range(place):  # a day later may be taken too
            taken = [(due[e] == due[place]) & (channel[e] == channel[place]) for e in range(place)]
            due[place] += np.logical_or.reduce(taken) & (channel[place] >= 0)
    return due.T
