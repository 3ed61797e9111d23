"""What of the hazard is to be expected after a cutoff.

The hazard to come is not known, since complaints to come are not. It is taken to follow its expectation: the product
of the expectations of the effects, each by running its Markov chain ahead from its state at the cutoff. That leaves
out that the effects are tied (complaints lower ratings), that those who stay are the ones with the milder effects, and
that the chains run on steps of mean length with the rates of a usual customer. Tests hold the calibration to account.
"""

from dataclasses import dataclass
from math import erf, exp, log, sqrt

import numpy as np

from training.demo.arrays import Floats
from training.demo.crm import InquiryParameters
from training.demo.hazard import (
    LEVELS,
    RATINGS,
    STEP_DAYS,
    States,
    complaint_ages,
    complaint_effects,
    rating_ages,
    rating_effects,
    usage_effects,
)
from training.demo.parameters import Parameters
from training.demo.timeline import STEPS_A_MONTH
from training.demo.world import World


@dataclass(frozen=True, slots=True)
class Outlook:
    """Expected exp(effect) of each chain, given its state now."""

    complaint: Floats
    """(steps, states), the first row is now."""
    rating: Floats
    """(steps, states), the first row is now."""
    usage: Floats
    """(months, states), the first row is the month after the cutoff."""
    pressure: Floats
    """(3, 2, contacts 0 to the limit) for the first three steps, by kind; later `usual_pressure` holds."""
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


def _complaint_moves(parameters: Parameters) -> Floats:
    opens, lates = complaint_ages(parameters)
    moves = np.zeros((1 + opens + lates, 1 + opens + lates))
    still = [_unanswered(parameters.inquiries, (age + 0.5) * STEP_DAYS) for age in range(opens)]
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


def _unanswered(inquiries: InquiryParameters, days: float) -> float:
    """The share of complaints that are not answered `days` after they came."""
    quick = inquiries.quick_share * _normal((log(inquiries.quick_days) - log(days)) / inquiries.quick_sd)
    slow = inquiries.slow_share * _normal((log(inquiries.slow_days) - log(days)) / inquiries.slow_sd)
    return quick + slow + 1 - inquiries.quick_share - inquiries.slow_share


def _rating_moves(parameters: Parameters) -> Floats:
    ages, feedback = rating_ages(parameters), parameters.feedback
    share = parameters.population.company_share
    weekly = float((parameters.kinds.weekly_feedback * [1 - share, share]).sum())
    asked = 1 - exp(-weekly * STEP_DAYS / 7)
    moves = np.zeros((1 + RATINGS * ages, 1 + RATINGS * ages))
    newest = 1 + np.arange(RATINGS) * ages
    moves[0, newest] = asked * _rating_shares(parameters, feedback.mean)
    moves[0, 0] = 1 - asked
    for rating in range(1, RATINGS + 1):
        mean = feedback.mean + feedback.persistence * (rating - feedback.mean)
        for age in range(ages):
            state = 1 + (rating - 1) * ages + age
            moves[state, newest] = asked * _rating_shares(parameters, mean)
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


def _rating_shares(parameters: Parameters, mean: float) -> Floats:
    """(5,) chance of each rating where they scatter about `mean` and are rounded."""
    spread = parameters.feedback.spread
    upto = [_normal((rating + 0.5 - mean) / spread) for rating in range(1, RATINGS)]
    return np.diff(np.array([0.0, *upto, 1.0]))


def _normal(z: float) -> float:
    return 0.5 * (1 + erf(z / sqrt(2)))
