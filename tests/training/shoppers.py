"""What models of the rhythm of purchase are checked against: shoppers drawn one by one, and integrals over them."""

from dataclasses import dataclass

import numpy as np

from training.btyd import BgNbd, MbgNbd, ParetoNbd, Repeats

Model = BgNbd | MbgNbd | ParetoNbd
LOG_RATE = np.linspace(-70.0, 8.0, 900)  # of buying and of dropping out, a day
LOG_ODDS = np.linspace(-80.0, 80.0, 1_000)  # of dropping out after a purchase


@dataclass(frozen=True)
class Shop:
    """Purchases (m,) of n shoppers in days since each one's first, and the days until each drops out (n,)."""

    customer: np.ndarray
    day: np.ndarray
    life: np.ndarray

    def repeats(self, observed: np.ndarray) -> Repeats:
        seen = self.day <= observed[self.customer]
        return Repeats.of_purchases(self.customer[seen], self.day[seen], observed, len(self.life))

    def bought(self, since: np.ndarray, days: float) -> np.ndarray:
        later = (self.day > since[self.customer]) & (self.day <= since[self.customer] + days)
        return np.bincount(self.customer[later], minlength=len(self.life))


def open_shop(model: Model, shoppers: int, days: float, seed: int) -> Shop:
    """Draw what `shoppers` do in the first `days` days after their first purchase, as the model's story goes."""
    rng = np.random.default_rng(seed)
    gap = 1 / rng.gamma(model.r, 1 / model.alpha_days, shoppers)
    life, chance = np.full(shoppers, np.inf), np.zeros(shoppers)
    if isinstance(model, ParetoNbd):
        life = rng.exponential(1 / rng.gamma(model.s, 1 / model.beta_days, shoppers))
    else:
        chance = rng.beta(model.a, model.b, shoppers)
    left = (rng.random(shoppers) < chance) & isinstance(model, MbgNbd)
    life[left] = 0
    customer, day = [np.arange(shoppers)], [np.zeros(shoppers)]
    going, now = np.flatnonzero(~left), np.zeros(shoppers)
    while len(going):
        now[going] += rng.exponential(gap[going])
        going = going[now[going] < np.minimum(life[going], days)]
        customer.append(going)
        day.append(now[going])
        gone = rng.random(len(going)) < chance[going]
        life[going[gone]] = now[going[gone]]
        going = going[~gone]
    return Shop(np.concatenate(customer), np.concatenate(day), life)


def integrated(model: Model, x: float, last: float, observed: float, horizon: float) -> tuple[float, ...]:
    """Log-likelihood, P(alive), P(no purchase) and expected purchases of one customer, by sums over a grid.

    Nothing of the closed forms is used: what one shopper of given rates does, times how many shoppers have them.
    """
    rate = np.exp(LOG_RATE)[:, None]
    shoppers = _share(model.r * LOG_RATE - model.alpha_days * np.exp(LOG_RATE))[:, None]
    if isinstance(model, ParetoNbd):
        drop = np.exp(LOG_RATE)[None, :]
        shoppers = shoppers * _share(model.s * LOG_RATE - model.beta_days * np.exp(LOG_RATE))
        both = rate + drop
        alive = rate**x * np.exp(-both * observed)
        gone = rate**x * drop / both * np.exp(-both * last) * -np.expm1(-both * (observed - last))
        none = (drop + rate * np.exp(-both * horizon)) / both
        bought = rate * -np.expm1(-drop * horizon) / drop
    else:
        p, stay = 1 / (1 + np.exp(-LOG_ODDS)), 1 / (1 + np.exp(LOG_ODDS))
        shoppers = shoppers * _share(model.a * np.log(p) + model.b * np.log(stay))
        passed = x + isinstance(model, MbgNbd)
        alive = rate**x * stay**passed * np.exp(-rate * observed)
        gone = rate**x * p * stay ** (passed - 1) * np.exp(-rate * last) if passed else np.zeros_like(alive)
        none = np.exp(-rate * horizon)
        bought = -np.expm1(-rate * p * horizon) / p
    alive, gone = alive * shoppers, gone * shoppers
    total = float(np.sum(alive + gone))
    parts = (alive, alive * none + gone, alive * bought)
    return (float(np.log(total)), *(float(np.sum(part)) / total for part in parts))


def _share(log_density: np.ndarray) -> np.ndarray:
    """How many shoppers stand at each point of a grid over a logarithm or log-odds, all of them together 1."""
    density = np.exp(log_density - log_density.max())
    return np.asarray(density / density.sum())
