"""What the observable history says of the latent state: an exact Bayesian filter.

The latent state of a customer is one of F x R classes (frailty, purchase rate) while there, or gone. A step multiplies
the weight of each class by the likelihood of what was seen in it, moves the hazard's share of the weight to gone, and
scales the sum back to one. Gone is split by the step of the month in which it happened, because usage is known by the
month. Source: the forward algorithm of hidden Markov models; all emissions but orders and usage are the same in every
class, so they only tell there from gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from training.demo.arrays import Singles
from training.demo.lives import Lives
from training.demo.parameters import Parameters
from training.demo.timeline import STEPS_A_MONTH
from training.demo.world import World


@dataclass(frozen=True, slots=True)
class Belief:
    """Posterior of the first n customers at the end of a month; `there` and `gone` add up to one."""

    month: int
    there: Singles
    """(n, F, R)"""
    gone: Singles
    """(n,)"""


def beliefs(world: World, lives: Lives) -> Iterator[Belief]:
    """The posterior at the end of every month of the history."""
    parameters = world.parameters
    there = (world.people.frailty_prior[:, :, None] * parameters.latent.rate_shares).astype(np.float32)
    gone = np.zeros((len(world), 1 + STEPS_A_MONTH), np.float32)
    for step in range(world.timeline.known_steps):
        n = world.signed_up_by(int(world.timeline.last[step]))
        _see_step(world.only(slice(n)), lives, step, there[:n], gone[:n])
        _leave(parameters, lives.strain[step, :n], there[:n], gone[:n, 1 + step % STEPS_A_MONTH])
        if step % STEPS_A_MONTH == STEPS_A_MONTH - 1:
            month = step // STEPS_A_MONTH
            _see_usage(parameters, lives, month, there[:n], gone[:n])
            yield Belief(month, there[:n].copy(), gone[:n, 0].copy())


def _see_step(world: World, lives: Lives, step: int, there: Singles, gone: Singles) -> None:
    """Likelihood of the step's orders and of having been heard of or not."""
    n, timeline = len(world), world.timeline
    rates = world.parameters.latent.rates.astype(np.float32)
    after = np.maximum(world.people.signed_up + 1, timeline.first[step])
    expected = (world.people.weekly_orders * world.exposure(after, int(timeline.last[step]))).astype(np.float32)
    there *= np.exp(-expected[:, None] * rates - lives.silence[step, :n, None])[:, None, :]
    orders = lives.orders[step, :n]
    bought = np.flatnonzero(orders)
    there[bought] *= ((rates / rates[-1]) ** orders[bought, None].astype(np.float32))[:, None, :]
    gone[(orders > 0) | lives.heard[step, :n]] = 0
    _scale(there, gone)


def _leave(parameters: Parameters, strain: Singles, there: Singles, gone: Singles) -> None:
    """Move the hazard's share of each class to those gone in this step."""
    stays = np.exp(-strain[:, None] * parameters.latent.frailty.astype(np.float32))
    gone += (there.sum(2) * (1 - stays)).sum(1)
    there *= stays[:, :, None]


def _see_usage(parameters: Parameters, lives: Lives, month: int, there: Singles, gone: Singles) -> None:
    """Likelihood of the month's usage given the month before, then gone is gone."""
    n = len(there)
    level = lives.usage[month, :n]
    before = lives.usage[month - 1, :n] if month else np.full(n, -1)
    known = (level >= 0) & (before >= 0)
    active = np.where(known, parameters.usage.next_level[before, level], 1).astype(np.float32)
    left = np.where(known, parameters.usage.after_leaving[level], 1).astype(np.float32)
    share = np.arange(1 + STEPS_A_MONTH, dtype=np.float32) / STEPS_A_MONTH  # of the month in which they were there
    there *= active[:, None, None]
    gone *= share * active[:, None] + (1 - share) * left[:, None]
    gone[:, 0] = gone.sum(1)
    gone[:, 1:] = 0
    _scale(there, gone)


def _scale(there: Singles, gone: Singles) -> None:
    total = there.reshape(len(there), int(np.prod(there.shape[1:]))).sum(1) + gone.sum(1)
    there /= total[:, None, None]
    gone /= total[:, None]
