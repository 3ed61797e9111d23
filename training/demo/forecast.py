"""From what is believed at a cutoff to chances and revenue in the horizons after it.

With weight w of class (frailty f, rate r), S_f(s) the chance of still being there after step s, and L(s) the weeks'
worth of buying up to its end, the chance of no purchase up to the end of step H is

    gone + sum over f of [ sum over s <= H of (S_f(s-1) - S_f(s)) G_f(L(s)) + S_f(H) G_f(L(H)) ],
    G_f(L) = sum over r of w_fr exp(-r L),

since leaving happens at the end of a step. A horizon that ends within a step adds that part of the step's buying.
The future hazard follows its expectation (see `outlook`); all else is exact.
"""

from dataclasses import dataclass

import numpy as np

from training.demo.arrays import Floats, Ints, Singles
from training.demo.hazard import States, calendar_effect
from training.demo.outlook import Outlook
from training.demo.revenue import AmountForecast
from training.demo.world import World

HORIZONS = (30, 60, 90, 180)
REVENUE_HORIZONS = (*HORIZONS, 365)


@dataclass(frozen=True, slots=True)
class Ahead:
    """The time after a cutoff of n customers, up to the longest horizon."""

    ends: Ints
    """(steps,) last day of each step."""
    strain: Singles
    """(steps, n) expected hazard at frailty 1, from the cutoff to the end of each step."""
    day: int
    """The cutoff."""


@dataclass(frozen=True, slots=True)
class Latent:
    """Weights of n customers over F frailties and R rates, whether believed or known."""

    there: Singles
    """(n, F, R)"""
    gone: Singles
    """(n,)"""
    frailty: Singles
    """(n or 1, F)"""
    rate: Singles
    """(n or 1, R)"""


def look_ahead(world: World, outlook: Outlook, states: States, day: int) -> Ahead:
    """The expected hazard of the steps after the cutoff `day`."""
    timeline = world.timeline
    first = int(np.searchsorted(timeline.first, day, side="right"))
    beyond = int(np.searchsorted(timeline.last, day + REVENUE_HORIZONS[-1], side="right"))
    ends = timeline.last[first : beyond + 1]
    weeks = np.diff(np.append(day, ends)) / 7
    strain = np.zeros((len(ends), len(world)), np.float32)
    for step, end in enumerate(ends):
        factor = outlook.multiplier(world, states, step + 1)
        factor *= np.exp(calendar_effect(world, int(end)))
        strain[step] = world.people.weekly_hazard * weeks[step] * factor
    return Ahead(ends, strain.cumsum(0, dtype=np.float32), day)


def chances(world: World, ahead: Ahead, latent: Latent) -> dict[str, Floats]:
    """`p_no_purchase_{H}d` and `p_left_{H}d`, each (n,)."""
    answers: dict[str, Floats] = {}
    there = np.exp(-np.zeros_like(ahead.strain[0])[:, None] * latent.frailty)
    silent, step = latent.gone.astype(np.float64), 0
    paid = world.people.weekly_orders * world.parameters.orders.paid_share
    for horizon in HORIZONS:
        until = ahead.day + horizon
        while ahead.ends[step] <= until:
            still = np.exp(-ahead.strain[step][:, None] * latent.frailty)
            silent += ((there - still) * _unsold(world, paid, ahead.day, int(ahead.ends[step]), latent)).sum(1)
            there, step = still, step + 1
        unsold = (there * _unsold(world, paid, ahead.day, until, latent)).sum(1)
        answers[f"p_no_purchase_{horizon}d"] = silent + unsold
        answers[f"p_left_{horizon}d"] = 1 - (there * latent.there.sum(2)).sum(1)
    return answers


def revenue(world: World, ahead: Ahead, latent: Latent, amounts: AmountForecast) -> dict[str, Floats]:
    """`expected_revenue_{H}d`, each (n,), net of refunds."""
    answers: dict[str, Floats] = {}
    weekly = (latent.there * latent.rate[:, None, :]).sum(2) * world.people.weekly_orders[:, None]
    net = world.parameters.orders.paid_share * world.parameters.orders.net_share
    before = np.append(ahead.day, ahead.ends[:-1])
    total, step, there = np.zeros(len(world)), 0, np.ones((len(world), 1), np.float32)
    for horizon in REVENUE_HORIZONS:
        until = ahead.day + horizon
        while ahead.ends[step] <= until:
            total += _sold(world, amounts, (there * weekly).sum(1), int(before[step]), int(ahead.ends[step]))
            there, step = np.exp(-ahead.strain[step][:, None] * latent.frailty), step + 1
        part = _sold(world, amounts, (there * weekly).sum(1), int(before[step]), until)
        answers[f"expected_revenue_{horizon}d"] = (total + part) * net
    return answers


def _unsold(world: World, paid: Floats, after: int, until: int, latent: Latent) -> Singles:
    """(n, F) weight of each frailty times the chance of no purchase where nobody leaves."""
    weeks = (paid * world.exposure(after + 1, until)).astype(np.float32)
    return np.asarray((latent.there * np.exp(-weeks[:, None] * latent.rate)[:, None, :]).sum(2))


def _sold(world: World, amounts: AmountForecast, weekly: Floats, after: int, until: int) -> Floats:
    """(n,) amount expected after day `after` and up to `until` at so many orders a week."""
    weeks = world.exposure(after + 1, until)
    return np.asarray(weekly * weeks * amounts.at((after + 1 + until) / 2))
