"""Why customers leave: what of the observable history works on the hazard.

weekly hazard = weekly_hazard x frailty x exp(sum of effects). There are five effects: complaints, the latest rating,
falling usage, contact pressure, and the calendar (first weeks, contract). The first four are states of small Markov
chains. All are observable, so the hazard up to now is known but for the frailty.
"""

from dataclasses import dataclass

import numpy as np

from training.demo.arrays import Floats, Ints
from training.demo.parameters import Parameters
from training.demo.world import World

STEP_DAYS = 365.25 / 48
"""Mean length of a step."""
LEVELS = 4
"""Levels of usage: none, low, steady, high."""
RATINGS = 5


@dataclass(frozen=True, slots=True)
class States:
    """(n,) the observable state of every chain at the end of a step."""

    complaint: Ints
    """0 none, then open by age in steps, then answered late by the steps since."""
    rating: Ints
    """0 none, then (rating - 1) x ages + age in steps."""
    usage: Ints
    """Level of the month before last x 4 + level of the last month."""
    contacts: Ints
    """(3, n) outbound contacts in the last 3, 2, 1 steps."""

    def only(self, rows: Ints) -> "States":
        """The states of some of the customers."""
        return States(self.complaint[rows], self.rating[rows], self.usage[rows], self.contacts[:, rows])


def calendar_effect(world: World, day: int) -> Floats:
    """(n,) the effect of what is known for every day ahead: the first weeks, and the term of the contract."""
    effects, memory = world.parameters.effects, world.parameters.memory
    age = day - world.people.signed_up
    left_of_term = memory.contract_days - age % memory.contract_days
    late = left_of_term <= memory.contract_late_days
    contract = np.where(late, effects.contract_late, effects.contract_early) * world.people.contract
    return np.asarray(contract + effects.first_weeks * (age < memory.first_days))


def complaint_states(parameters: Parameters, opened: Ints, resolved: Ints, day: int) -> Ints:
    """(n,) state of the complaint that was, or will be, answered last."""
    memory = parameters.memory
    ages, _ = complaint_ages(parameters)
    is_open = (resolved > day) & (day - opened < memory.open_days)
    late = (resolved <= day) & (day - resolved < memory.late_days) & (resolved - opened > memory.late_after_days)
    since_open = 1 + np.minimum((day - opened) / STEP_DAYS, ages - 1).astype(np.int64)
    since_late = 1 + ages + np.maximum((day - resolved) / STEP_DAYS, 0).astype(np.int64)
    return np.where(is_open, since_open, np.where(late, since_late, 0))


def complaint_effects(parameters: Parameters) -> Floats:
    """(states,) effect of each complaint state."""
    opens, lates = complaint_ages(parameters)
    effects = parameters.effects
    return np.concatenate([[0.0], np.full(opens, effects.open_complaint), np.full(lates, effects.late_answer)])


def rating_states(parameters: Parameters, rating: Ints, rated: Ints, day: int) -> Ints:
    """(n,) state of the latest overall rating; rating 0 means that there was none."""
    age = np.maximum((day - rated) / STEP_DAYS, 0).astype(np.int64)
    fresh = (rating > 0) & (day - rated < parameters.memory.rating_days)
    return np.where(fresh, 1 + (rating - 1) * rating_ages(parameters) + age, 0)


def rating_effects(parameters: Parameters) -> Floats:
    """(states,) effect of each rating state."""
    return np.concatenate([[0.0], np.repeat(parameters.effects.ratings, rating_ages(parameters))])


def usage_effects(parameters: Parameters) -> Floats:
    """(16,) effect of each pair of levels, the month before last and the last."""
    before, last = np.divmod(np.arange(LEVELS**2), LEVELS)
    return np.asarray(parameters.effects.usage_fall * np.maximum(before - last, 0))


def complaint_ages(parameters: Parameters) -> tuple[int, int]:
    """How many states an open complaint has, and one that was answered late."""
    return int(parameters.memory.open_days // STEP_DAYS) + 1, int(parameters.memory.late_days // STEP_DAYS) + 1


def rating_ages(parameters: Parameters) -> int:
    """How many states each rating has."""
    return int(parameters.memory.rating_days // STEP_DAYS) + 1
