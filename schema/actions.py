"""The chosen actions of a customer, and an action's effect, as JSON says them."""

from math import isnan
from typing import Any

from schema.written import iso_day
from scoring.actions import rests_on_model
from scoring.effects import Effect
from scoring.outputs import path_of
from scoring.policy import Action
from scoring.scorer import Scores

Json = dict[str, Any]


def actions_of(scores: Scores, row: int, language: str) -> list[Json]:
    """The chosen actions of one customer, best first."""
    policy, as_of = scores.facts.bundle.policy, scores.facts.customers.as_of[row]
    found, chosen = [], scores.actions
    for place, index in enumerate(chosen.chosen[row]):
        if index < 0:
            continue
        action, net = policy.actions[index], chosen.net_value[row, place]
        effect, known = action.expected.of(chosen.case[row, place]), not isnan(net)
        found.append(
            {
                "code": action.code,
                "title": action.title[language],
                "need": action.need,
                "because": path_of(action.because),
                "solution": action.solution[language],
                "owner_role": action.owner_role,
                "channel": action.channel,
                "priority": action.priority,
                "due_on": iso_day(as_of + chosen.due_days[row, place]),
                "expected_effect": effect_of(effect),
                "effect_basis": effect.basis,
                "cost": action.cost,
                "expected_net_value": float(net) if known else None,
                "net_value_basis": _net_basis(action) if known else "insufficient_data",
            }
        )
    return found


def effect_of(effect: Effect) -> Json:
    """An effect as an answer says it; a measured one with the number of customers and its 95 % interval."""
    measured = effect.low is not None
    interval = [effect.low, effect.high] if measured else None
    return {"scale": effect.scale, "value": effect.value, "n": effect.n, "interval": interval}


def _net_basis(action: Action) -> str:
    return "model" if rests_on_model(action) else "rule"
