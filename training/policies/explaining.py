"""Why each action won, lost or was held back for one customer: what `scoring.actions` weighed, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from scoring.actions import Weighed, weigh
from scoring.columns import EPOCH_ORDINAL, Category, Column
from scoring.conditions import Condition
from scoring.effects import Effect
from scoring.outputs import COLUMNS, DAY, path_of
from scoring.policy import Action
from scoring.scorer import Scores

WON, WITHHELD, WAITS, BEATEN, GATED, UNPAID, UNMET = (
    "won", "withheld", "waits", "beaten", "gated", "does_not_pay", "conditions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition, what the customer's answer says there, and whether it holds."""

    condition: Condition
    found: str | float | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One action: its `verdict`, what was asked, which gates bar it, the effect that counted and the net value.

    `place` is its place in the answer, from 1; None where it is not there. `because` of a verdict: the gates, or the
    actions that it waits for.
    """

    action: Action
    verdict: str
    place: int | None
    asked: Sequence[Asked]
    gates: Sequence[str]
    waits_for: Sequence[str]
    effect: Effect
    net_value: float | None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "code": self.action.code,
            "verdict": self.verdict,
            "place": self.place,
            "conditions": [
                {"field": a.condition.field, a.condition.test: a.condition.operand, "found": a.found, "holds": a.holds}
                for a in self.asked
            ],
            "gates": list(self.gates),
            "waits_for": list(self.waits_for),
            "effect": {"scale": self.effect.scale, "value": self.effect.value, "basis": self.effect.basis},
            "cost": self.action.cost,
            "expected_net_value": self.net_value,
            "because": path_of(self.action.because),
        }


def explain(scores: Scores) -> list[Explained]:
    """Every action of the policy for the first of the scored customers, those of the answer first, then as ranked."""
    weighed = weigh(scores.facts, scores.columns)
    fields = scores.facts.fields(scores.columns)
    found = [_explained(i, scores, weighed, fields) for i in range(len(scores.facts.bundle.policy.actions))]
    keys = {one.action.code: -float(weighed.key[0, i]) for i, one in enumerate(found)}
    order = (WON, WITHHELD, WAITS, BEATEN, GATED, UNPAID, UNMET)
    return sorted(found, key=lambda one: (one.place or len(found), order.index(one.verdict), keys[one.action.code]))


def _explained(i: int, scores: Scores, weighed: Weighed, fields: Mapping[str, Column]) -> Explained:
    policy, chosen = scores.facts.bundle.policy, scores.actions.chosen[0].tolist()
    action = policy.actions[i]
    asked = [_asked(one, fields) for one in action.when]
    always = policy.traits.nothing[i]  # no gate keeps anybody from doing nothing
    gates = [] if always else [name for name, bars in weighed.gates.items() if bars[0, i]]
    first = [a for a, then in policy.before if then == i and weighed.holds[0, a] and a not in chosen]
    place = chosen.index(i) + 1 if i in chosen else None
    net = float(weighed.net[0, i])
    return Explained(
        action,
        _verdict(i, place, scores, weighed, gates),
        place,
        asked,
        gates,
        [policy.actions[a].code for a in first],
        action.expected.of(int(weighed.case[0, i])),
        None if np.isnan(net) else net,
    )


def _verdict(i: int, place: int | None, scores: Scores, weighed: Weighed, gates: Sequence[str]) -> str:
    if place is not None:
        return WON
    if scores.actions.withheld[0, i]:
        return WITHHELD
    if not weighed.holds[0, i]:
        return UNMET
    if gates:
        return GATED
    policy = scores.facts.bundle.policy
    if any(then == i and scores.actions.withheld[0, first] for first, then in policy.before):
        return WAITS
    if weighed.worth[0, i] or policy.actions[i].family == "none":
        return BEATEN
    return UNPAID


def _asked(one: Condition, fields: Mapping[str, Column]) -> Asked:
    return Asked(one, _found(one.field, fields[one.field]), bool(one.holds(fields)[0]))


def _found(name: str, column: Column) -> str | float | None:
    """What the first customer has there; a day as people write it."""
    if isinstance(column, Category):
        return column.levels[column.codes[0]] if column.codes[0] >= 0 else None
    if np.isnan(column[0]):
        return None
    number = float(column[0])
    return date.fromordinal(int(number) + EPOCH_ORDINAL).isoformat() if COLUMNS.get(name) is DAY else number
