"""Who the customers are: what a CRM knows of them from the first day, and what no table shows."""

from dataclasses import dataclass

import numpy as np

from training.demo.arrays import Flags, Floats, Ints, chance, draw_rows
from training.demo.parameters import Parameters
from training.demo.timeline import Timeline


@dataclass(frozen=True, slots=True)
class People:
    """n customers in the order in which they signed up; every column is (n,) unless it says otherwise."""

    kind: Ints
    """0 person, 1 company."""
    acquisition: Ints
    signed_up: Ints
    portal: Flags
    contract: Flags
    weekly_orders: Floats
    """Orders a week in a usual week, for a customer of the mean rate."""
    weekly_hazard: Floats
    """Hazard of leaving, a week, at frailty 1 and without any effect."""
    frailty_prior: Floats
    """(n, F) chance of each frailty: fewer of the frail are left among those who came long before the history."""
    welcomed: Flags
    """Ordered on the day of signing up, whatever the latent state."""
    rate: Ints
    """Latent class of the purchase rate."""
    frailty: Ints
    """Latent class of the frailty."""
    level: Floats
    """Latent mean of the log of the order amount, at the start of what is known of the customer."""
    slope: Ints
    """Latent class of the yearly change of that mean."""
    late_payer: Flags


def make_people(parameters: Parameters, timeline: Timeline, customers: int, rng: np.random.Generator) -> People:
    """Draw the customers; those who signed up before the history are the ones still there on its first day."""
    latent = parameters.latent
    signed_up = np.sort(_sign_up_days(parameters, timeline, customers, rng))
    kind = chance(rng, parameters.population.company_share, customers).astype(np.int64)
    acquisition = draw_rows(rng, np.stack([parameters.acquisition.person, parameters.acquisition.company])[kind])
    weekly_hazard = parameters.kinds.weekly_hazard[kind] * parameters.acquisition.hazard[acquisition]
    weeks_before = np.maximum(timeline.start - signed_up, 0) / 7
    survived = np.exp(-(weekly_hazard * weeks_before)[:, None] * latent.frailty)
    prior = latent.frailty_shares * survived
    welcomed = chance(rng, parameters.population.welcome_order_share, customers)
    spread = parameters.kinds.order_log_sd_between[kind]
    return People(
        kind=kind,
        acquisition=acquisition,
        signed_up=signed_up,
        portal=chance(rng, parameters.population.portal_share, customers),
        contract=chance(rng, parameters.population.contract_share, customers) & (kind == 1),
        weekly_orders=parameters.kinds.weekly_orders[kind] * parameters.acquisition.orders[acquisition],
        weekly_hazard=weekly_hazard,
        frailty_prior=prior / prior.sum(1, keepdims=True),
        welcomed=welcomed & (signed_up >= timeline.start),
        rate=rng.choice(latent.rate_classes, customers, p=latent.rate_shares),
        frailty=draw_rows(rng, prior),
        level=parameters.kinds.order_log_mean[kind] + spread * rng.standard_normal(customers),
        slope=rng.choice(len(latent.yearly_slopes), customers, p=latent.yearly_slope_shares),
        late_payer=chance(rng, latent.late_payer_share, customers),
    )


def _sign_up_days(parameters: Parameters, timeline: Timeline, customers: int, rng: np.random.Generator) -> Ints:
    """Uniform before the history, then with a density that rises linearly by `growth`."""
    population = parameters.population
    growth = population.growth
    before = timeline.start - rng.integers(1, population.oldest_days + 1, customers)
    part = (np.sqrt(1 + rng.random(customers) * (growth**2 + 2 * growth)) - 1) / growth
    during = timeline.start + (part * (timeline.end - timeline.start + 1)).astype(np.int64)
    return np.where(chance(rng, population.before_share, customers), before, during)
