"""The chosen actions of a customer, and an action's effect, as JSON says them."""

from functools import cache
from math import isnan
from typing import Any

from schema.written import iso_day
from scoring.actions import rests_on_model
from scoring.effects import Effect
from scoring.outputs import path_of
from scoring.policy import Action
from scoring.scorer import Scores

Json = dict[str, Any]


def actions_of(scores: Scores, language: str) -> list[list[Json]]:
    """The chosen actions of each customer (n,), best first."""
    policy, chosen = scores.facts.bundle.policy, scores.actions
    parts = (chosen.chosen, chosen.net_value, chosen.due_days, chosen.case)
    rows = zip(scores.facts.customers.as_of.tolist(), *(part.tolist() for part in parts), strict=True)

    @cache  # what is said of an action is the same for many customers
    def said(index: int, case: int, *, known: bool) -> Json:
        return _said(policy.actions[index], case, language, known=known)

    def told(index: int, net: float, due: float, case: int) -> Json:
        known = not isnan(net)
        own = {"due_on": iso_day(due), "expected_net_value": net if known else None}
        return {**said(index, case, known=known), **own}

    return [
        [told(index, net, as_of + days, case) for index, net, days, case in zip(*own, strict=True) if index >= 0]
        for as_of, *own in rows
    ]


def _said(action: Action, case: int, language: str, *, known: bool) -> Json:
    """An action but for its day and its value, which are the customer's; `known`: whether it has a value."""
    effect = action.expected.of(case)
    return {
        "code": action.code,
        "title": action.title[language],
        "need": action.need,
        "because": path_of(action.because),
        "solution": action.solution[language],
        "owner_role": action.owner_role,
        "channel": action.channel,
        "priority": action.priority,
        "due_on": None,
        "expected_effect": effect_of(effect),
        "effect_basis": effect.basis,
        "cost": action.cost,
        "expected_net_value": None,
        "net_value_basis": _net_basis(action) if known else "insufficient_data",
    }


def effect_of(effect: Effect) -> Json:
    """An effect as an answer says it; a measured one with the number of customers and its 95 % interval."""
    measured = effect.low is not None
    interval = [effect.low, effect.high] if measured else None
    return {"scale": effect.scale, "value": effect.value, "n": effect.n, "interval": interval}


def _net_basis(action: Action) -> str:
    return "model" if rests_on_model(action) else "rule"
