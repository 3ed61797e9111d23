"""The table that no fit may read: what the best possible forecast was, and what really was behind it."""

import numpy as np
import polars as pl

from training.demo.arrays import Flags, Ints, dates, masked
from training.demo.filtering import Belief, beliefs
from training.demo.forecast import Latent, chances, look_ahead, revenue
from training.demo.lives import Lives
from training.demo.outlook import Outlook, make_outlook
from training.demo.revenue import OrderAmounts, forecast_amounts
from training.demo.timeline import MONTHS_AHEAD, STEPS_A_MONTH
from training.demo.world import World

CUTOFFS = 12


def truth_table(world: World, lives: Lives, orders: OrderAmounts, bought_on: Ints) -> pl.DataFrame:
    """One row a customer and month end, for the last `CUTOFFS` of them and whoever has bought by then.

    `bought_on` is (n,) the day of each customer's first purchase. `p_*` and `expected_*` rest on the observable
    history up to the cutoff alone (orders, usage, inquiries, feedback, contacts; kind, acquisition channel, day of
    signing up, contract or not); `left` and `latent_*` on the true state. `latent_hazard` is that of the week after
    the cutoff, null for who has left.
    """
    outlook = make_outlook(world.parameters, MONTHS_AHEAD * STEPS_A_MONTH)
    tables = [
        _at_cutoff(world, lives, orders, bought_on, outlook, belief)
        for belief in beliefs(world, lives)
        if belief.month >= world.timeline.months - CUTOFFS
    ]
    return pl.concat(tables).sort("customer", "cutoff")


def _at_cutoff(
    world: World, lives: Lives, orders: OrderAmounts, bought_on: Ints, outlook: Outlook, belief: Belief
) -> pl.DataFrame:
    day = int(world.timeline.last[(belief.month + 1) * STEPS_A_MONTH - 1])
    rows = np.flatnonzero(bought_on <= day)
    some, left = world.only(rows), lives.left[rows] <= day
    ahead = look_ahead(some, outlook, lives.states[belief.month].only(rows), day)
    believed, known = _believed(some, belief, rows), _known(some, left)
    amounts = forecast_amounts(world, orders, day).only(rows)
    latent = chances(some, ahead, known)
    hazard = ahead.strain[0] / (ahead.ends[0] - day) * 7 * known.frailty[:, 0]
    answers = {"p_left": believed.gone} | chances(some, ahead, believed) | revenue(some, ahead, believed, amounts)
    return pl.DataFrame(
        {
            "customer": rows,
            "cutoff": dates(np.full(len(rows), day)),
            "left": left,
            "latent_hazard": masked(pl.Series(hazard, dtype=pl.Float32), ~left),
            **{name: pl.Series(values, dtype=pl.Float32) for name, values in answers.items()},
            **{
                f"latent_{name}": pl.Series(values, dtype=pl.Float32)
                for name, values in latent.items()
                if "purchase" in name
            },
        }
    )


def _believed(world: World, belief: Belief, rows: Ints) -> Latent:
    latent = world.parameters.latent
    frailty, rate = latent.frailty.astype(np.float32), latent.rates.astype(np.float32)
    return Latent(belief.there[rows], belief.gone[rows], frailty[None, :], rate[None, :])


def _known(world: World, left: Flags) -> Latent:
    latent, people = world.parameters.latent, world.people
    frailty = latent.frailty.astype(np.float32)[people.frailty]
    rate = latent.rates.astype(np.float32)[people.rate]
    gone = left.astype(np.float32)
    return Latent(1 - gone[:, None, None], gone, frailty[:, None], rate[:, None])
