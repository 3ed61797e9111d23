"""Why customers leave: what of the observable history works on the hazard, and what of it is to be expected.

weekly hazard = weekly_hazard x frailty x exp(sum of effects). There are five effects, each a small Markov chain or a
date: complaints, the latest rating, usage, contact pressure, and the calendar (first weeks, contract). The state of
each is observable, so the past hazard is known up to the frailty. The future hazard is not, since complaints to come
are not known: it is taken to follow its expectation, the product of the expectations of the five.
"""

from dataclasses import dataclass
from math import erf, exp, log, sqrt

import numpy as np

from training.demo.arrays import Floats, Ints
from training.demo.parameters import InquiryParameters, Parameters
from training.demo.timeline import STEPS_A_MONTH
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


@dataclass(frozen=True, slots=True)
class Outlook:
    """Expected exp(effect) of each chain s + 1 steps ahead, given its state now: arrays (steps, states)."""

    complaint: Floats
    rating: Floats
    usage: Floats
    pressure: Floats
    """(3, contacts 0 to the limit) for the first three steps; later the `usual_pressure` of the kind holds."""
    usual_pressure: Floats
    """(2,) by kind."""

    def multiplier(self, world: World, states: States, ahead: int) -> Floats:
        """(n,) expected factor on the hazard `ahead` steps later (1 is the next step), but for the calendar."""
        people = world.people
        usage = np.where(people.portal, self.usage[(ahead - 1) // STEPS_A_MONTH, states.usage], 1.0)
        pressure = self.usual_pressure[people.kind]
        if ahead <= len(self.pressure):
            counts = np.minimum(states.contacts[ahead - 1], world.parameters.memory.pressure_contacts)
            pressure = self.pressure[ahead - 1, people.kind, counts]
        return np.asarray(
            self.complaint[ahead, states.complaint] * self.rating[ahead, states.rating] * usage * pressure
        )


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
    ages, _ = _complaint_ages(parameters)
    is_open = (resolved > day) & (day - opened < memory.open_days)
    late = (resolved <= day) & (day - resolved < memory.late_days) & (resolved - opened > memory.late_after_days)
    since_open = 1 + np.minimum((day - opened) / STEP_DAYS, ages - 1).astype(np.int64)
    since_late = 1 + ages + np.maximum((day - resolved) / STEP_DAYS, 0).astype(np.int64)
    return np.where(is_open, since_open, np.where(late, since_late, 0))


def complaint_effects(parameters: Parameters) -> Floats:
    """(states,) effect of each complaint state."""
    opens, lates = _complaint_ages(parameters)
    effects = parameters.effects
    return np.concatenate([[0.0], np.full(opens, effects.open_complaint), np.full(lates, effects.late_answer)])


def rating_states(parameters: Parameters, rating: Ints, rated: Ints, day: int) -> Ints:
    """(n,) state of the latest overall rating; rating 0 means that there was none."""
    age = np.maximum((day - rated) / STEP_DAYS, 0).astype(np.int64)
    fresh = (rating > 0) & (day - rated < parameters.memory.rating_days)
    return np.where(fresh, 1 + (rating - 1) * _rating_ages(parameters) + age, 0)


def rating_effects(parameters: Parameters) -> Floats:
    """(states,) effect of each rating state."""
    return np.concatenate([[0.0], np.repeat(parameters.effects.ratings, _rating_ages(parameters))])


def usage_effects(parameters: Parameters) -> Floats:
    """(16,) effect of each pair of levels, the month before last and the last."""
    before, last = np.divmod(np.arange(LEVELS**2), LEVELS)
    effects = parameters.effects
    return np.asarray(effects.usage_fall * np.maximum(before - last, 0) + effects.usage_level * last)


def rating_shares(parameters: Parameters, mean: float) -> Floats:
    """(5,) chance of each rating where they scatter about `mean` and are rounded."""
    spread = parameters.feedback.spread
    upto = [_normal((rating + 0.5 - mean) / spread) for rating in range(1, RATINGS)]
    return np.diff(np.array([0.0, *upto, 1.0]))


def make_outlook(parameters: Parameters, steps: int) -> Outlook:
    """Run each chain `steps` ahead."""
    pressure, usual = _pressure(parameters)
    return Outlook(
        complaint=_ahead(_complaint_moves(parameters), complaint_effects(parameters), steps),
        rating=_ahead(_rating_moves(parameters), rating_effects(parameters), steps),
        usage=_ahead(_usage_moves(parameters), usage_effects(parameters), steps // STEPS_A_MONTH),
        pressure=pressure,
        usual_pressure=usual,
    )


def _ahead(moves: Floats, effects: Floats, steps: int) -> Floats:
    """(steps + 1, states) expected exp(effect) after 0, 1, ... moves; `moves` is (from, to)."""
    expected = [np.exp(effects)]
    for _ in range(steps):
        expected.append((moves * expected[-1]).sum(1))
    return np.stack(expected)


def _complaint_ages(parameters: Parameters) -> tuple[int, int]:
    return int(parameters.memory.open_days // STEP_DAYS) + 1, int(parameters.memory.late_days // STEP_DAYS) + 1


def _rating_ages(parameters: Parameters) -> int:
    return int(parameters.memory.rating_days // STEP_DAYS) + 1


def _complaint_moves(parameters: Parameters) -> Floats:
    opens, lates = _complaint_ages(parameters)
    moves = np.zeros((1 + opens + lates, 1 + opens + lates))
    still = [unanswered(parameters.inquiries, (age + 0.5) * STEP_DAYS) for age in range(opens)]
    new = 1 - exp(-_weekly_complaints(parameters) * STEP_DAYS / 7)
    moves[0, 1], moves[0, 0] = new * still[0], 1 - new * still[0]
    for age in range(1, opens + 1):
        stays = still[age] / still[age - 1] if age < opens else 0.0
        late = age * STEP_DAYS > parameters.memory.late_after_days and age < opens
        moves[age, (age + 1) if age < opens else 0] += stays
        moves[age, 1 + opens if late else 0] += 1 - stays
    for since in range(1 + opens, opens + lates):
        moves[since, since + 1] = 1.0
    moves[opens + lates, 0] = 1.0
    return moves


def _weekly_complaints(parameters: Parameters) -> float:
    """Complaints a week of a usual customer, orders raising inquiries now and then."""
    kinds, inquiries, share = parameters.kinds, parameters.inquiries, parameters.population.company_share
    weekly = np.array([1 - share, share])
    recent = 1 - np.exp(-kinds.weekly_orders * 1.5)
    asks = (weekly * kinds.weekly_inquiries * (1 + inquiries.after_order * recent)).sum()
    topics = inquiries.topics.values / inquiries.topics.values.sum()
    return float(asks * (topics * inquiries.complaints.values).sum())


def unanswered(inquiries: InquiryParameters, days: float) -> float:
    """The share of complaints that are not answered `days` after they came."""
    quick = inquiries.quick_share * _normal((log(inquiries.quick_days) - log(days)) / inquiries.quick_sd)
    slow = inquiries.slow_share * _normal((log(inquiries.slow_days) - log(days)) / inquiries.slow_sd)
    return quick + slow + 1 - inquiries.quick_share - inquiries.slow_share


def _rating_moves(parameters: Parameters) -> Floats:
    ages, feedback = _rating_ages(parameters), parameters.feedback
    share = parameters.population.company_share
    weekly = float((parameters.kinds.weekly_feedback * [1 - share, share]).sum())
    asked = 1 - exp(-weekly * STEP_DAYS / 7)
    moves = np.zeros((1 + RATINGS * ages, 1 + RATINGS * ages))
    newest = 1 + np.arange(RATINGS) * ages
    moves[0, newest] = asked * rating_shares(parameters, feedback.mean)
    moves[0, 0] = 1 - asked
    for rating in range(1, RATINGS + 1):
        mean = feedback.mean + feedback.persistence * (rating - feedback.mean)
        for age in range(ages):
            state = 1 + (rating - 1) * ages + age
            moves[state, newest] = asked * rating_shares(parameters, mean)
            moves[state, state + 1 if age + 1 < ages else 0] += 1 - asked
    return moves


def _usage_moves(parameters: Parameters) -> Floats:
    moves = np.zeros((LEVELS**2, LEVELS**2))
    for state in range(LEVELS**2):
        last = state % LEVELS
        moves[state, last * LEVELS + np.arange(LEVELS)] = parameters.usage.next_level[last]
    return moves


def _pressure(parameters: Parameters) -> tuple[Floats, Floats]:
    """Expected exp(effect) 1 to 3 steps ahead, (3, 2, contacts + 1), and later, (2,)."""
    limit = parameters.memory.pressure_contacts
    excess = exp(parameters.effects.contact_pressure) - 1
    weekly = parameters.kinds.weekly_outbound
    soon = [
        [[_too_many(parameters, rate, s, limit - known) for known in range(limit + 1)] for rate in weekly]
        for s in (1, 2, 3)
    ]
    later = [_too_many(parameters, rate, STEPS_A_MONTH, limit) for rate in weekly]
    return 1 + excess * np.array(soon), 1 + excess * np.array(later)


def _too_many(parameters: Parameters, weekly: float, steps: int, needed: int) -> float:
    """Chance of at least `needed` outbound contacts in so many steps; a blitz is always enough."""
    if needed <= 0:
        return 1.0
    weeks = steps * STEP_DAYS / 7
    mean, term, fewer = weekly * weeks, exp(-weekly * weeks), 0.0
    for count in range(needed):
        fewer += term
        term *= mean / (count + 1)
    return 1 - exp(-parameters.contacts.blitz * weeks) * fewer


def _normal(z: float) -> float:
    return 0.5 * (1 + erf(z / sqrt(2)))
