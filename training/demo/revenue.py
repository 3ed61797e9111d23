"""What the order amounts seen so far say of the amounts to come.

log amount = level + slope x years + noise, level normal, slope one of a few classes, so each slope has a closed form:
the posterior of the level given the slope is normal, and the weight of the slope is its marginal likelihood.
Amounts say nothing of the purchase rate or of leaving, so the forecast of revenue is a product.
"""

from dataclasses import dataclass

import numpy as np

from training.demo.arrays import Floats, Ints
from training.demo.world import World


@dataclass(frozen=True, slots=True)
class OrderAmounts:
    """Columns of m orders: the index of the customer, the day and the order's amount."""

    customer: Ints
    day: Ints
    amount: Floats


@dataclass(frozen=True, slots=True)
class AmountForecast:
    """The expected amount of an order of each of n customers is a sum of exponentials, one a slope."""

    weight: Floats
    """(n, slopes) expected amount of an order at year 0, times the posterior of the slope."""
    slopes: Floats
    since: Ints
    """(n,) the day that is year 0."""

    def only(self, rows: Ints) -> "AmountForecast":
        """The forecast for some of the customers."""
        return AmountForecast(self.weight[rows], self.slopes, self.since[rows])

    def at(self, day: float) -> Floats:
        """(n,) expected amount of an order on that day."""
        years = (day - self.since) / 365.25
        return np.asarray((self.weight * np.exp(years[:, None] * self.slopes)).sum(1))


def forecast_amounts(world: World, orders: OrderAmounts, day: int) -> AmountForecast:
    """Learn from the orders up to and including `day`."""
    parameters, people = world.parameters, world.people
    slopes, since = parameters.latent.yearly_slopes, world.known_since()
    seen = orders.day <= day
    customer, n = orders.customer[seen], len(world)
    years = (orders.day[seen] - since[customer]) / 365.25
    within = parameters.kinds.order_log_sd_within[people.kind] ** 2
    between = parameters.kinds.order_log_sd_between[people.kind] ** 2
    surprise = np.log(orders.amount[seen]) - parameters.kinds.order_log_mean[people.kind[customer]]
    count = np.bincount(customer, minlength=n)
    variance = 1 / (1 / between + count / within)
    weight = np.empty((n, len(slopes)))
    for k, slope in enumerate(slopes):
        rest = surprise - slope * years
        mean = variance * np.bincount(customer, rest, n) / within
        fit = (mean**2 / variance - np.bincount(customer, rest**2, n) / within) / 2
        weight[:, k] = np.log(parameters.latent.yearly_slope_shares[k]) + fit
        if k == 0:
            means = np.empty_like(weight)
        means[:, k] = mean
    weight = np.exp(weight - weight.max(1, keepdims=True))
    weight /= weight.sum(1, keepdims=True)
    usual = parameters.kinds.order_log_mean[people.kind] + (variance + within) / 2
    return AmountForecast(weight * np.exp(means + usual[:, None]), slopes, since)
