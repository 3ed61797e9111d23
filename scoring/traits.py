"""What is true of the actions of a policy whoever the customer is, as arrays over the actions: looked up, not asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray
from scoring.vocabulary import CHANNELS

if TYPE_CHECKING:
    from scoring.policy import Action

ACTION_CHANNELS = (*CHANNELS, "none")
VALUE_BASES = ("stays_and_churns", "stays", "expected", "purchase", "money")  # what a unit of an effect is worth


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """Arrays over a actions (a,); `due_days` and `due_channel` (a + 1,) end with those of no action, -1.

    `rank` from 1 and `order` tell the same: what comes first where net values do not say. `sells`: growth or winning
    back; `personal`: what somebody who refused personalisation is not offered; `value_basis` indexes VALUE_BASES.
    """

    duty: BoolArray
    nothing: BoolArray
    exempt: BoolArray
    serves: BoolArray
    personal: BoolArray
    sells: BoolArray
    grows: BoolArray
    repurchase: BoolArray
    channel: IntArray
    cool_down_days: FloatArray
    codes: tuple[str, ...]
    cost: FloatArray
    effect: FloatArray
    value_basis: IntArray
    order: IntArray
    rank: FloatArray
    due_days: IntArray
    due_channel: IntArray

    @classmethod
    def of(cls, actions: Sequence["Action"], order: Sequence[int] | None = None) -> "Traits":
        """Of these actions, ranked in an order; as they stand without one."""
        ordered = np.array(range(len(actions)) if order is None else order)
        rank = np.empty(len(actions))
        rank[ordered] = np.arange(1, len(actions) + 1)
        channel = np.array([ACTION_CHANNELS.index(action.channel) for action in actions])
        return cls(
            duty=_which(actions, lambda a: a.duty),
            nothing=_which(actions, lambda a: a.family == "none"),
            exempt=_which(actions, lambda a: a.exempt),
            serves=_which(actions, lambda a: a.family in ("service", "none")),
            personal=_which(actions, lambda a: a.personalized or a.family not in ("service", "none")),
            sells=_which(actions, lambda a: a.family in ("growth", "win_back")),
            grows=_which(actions, lambda a: a.family == "growth"),
            repurchase=_which(actions, lambda a: a.need == "repurchase"),
            channel=channel,
            cool_down_days=np.array([float(action.cool_down_days) for action in actions]),
            codes=tuple(action.code for action in actions),
            cost=np.array([action.cost for action in actions]),
            effect=np.array([action.effect.value for action in actions]),
            value_basis=np.array([VALUE_BASES.index(_value_basis(action)) for action in actions]),
            order=ordered,
            rank=rank,
            due_days=np.array([*(action.due_days for action in actions), 0]),
            due_channel=np.append(channel, -1),
        )


def _which(actions: "Sequence[Action]", of: "Callable[[Action], bool]") -> BoolArray:
    return np.array([of(action) for action in actions], dtype=bool)


def _value_basis(action: "Action") -> str:
    """A share of leavers kept, or points of probability, of what a stayer is worth; growth; or money itself."""
    if action.family == "none" or action.effect.scale == "money":
        return "money"
    if action.family in ("retention", "service"):
        return "stays_and_churns" if action.effect.scale == "relative" else "stays"
    return "expected" if action.effect.scale == "relative" else "purchase"
