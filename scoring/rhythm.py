"""The rhythm of purchase without a contract, in closed forms of a few numbers that a population has taught."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray
from scoring.direct import NAN, where
from scoring.purchases import History

DAYS_A_YEAR = 365.0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """MBG/NBD with Gamma-Gamma (Batislam, Denizel and Filiztekin 2007; Fader, Hardie and Lee 2005).

    While a customer is there, purchase days come at a Poisson rate; rates are gamma (shape `r`, rate `alpha_days`).
    After each, the first too, the customer is gone with a probability that is beta (`a`, `b`). Amounts are gamma
    (shape `p`) around a mean whose inverse is gamma (`q`, `v_amount`). `horizon_days` is that of the churn event.
    """

    r: float
    alpha_days: float
    a: float
    b: float
    p: float
    q: float
    v_amount: float
    horizon_days: int

    def measure(self, past: History, as_of: FloatArray) -> dict[str, FloatArray]:
        """Columns (n,): chance of no purchase in the horizon, purchase days a year now, mean amount of such a day.

        NaN where the number of purchases or the day of the first or last is unknown. A summary whose last day is before
        its first tells of no time between them.
        """
        now = self._now(past, as_of)
        buys = -np.expm1(-now.shape * np.log1p(self.horizon_days / now.observed_days))
        days, spent = where(past.count > 0, now.repeats + 1, 0.0), np.maximum(past.revenue, 0.0)
        amount = self.p * (self.v_amount + spent) / (self.p * days + self.q - 1)
        return {
            "no_purchase_by_rhythm": 1 - now.there * buys,
            "purchases_a_year_by_rhythm": DAYS_A_YEAR * now.there * now.shape / now.observed_days,
            "purchase_by_rhythm": where(past.count > 0, amount, NAN),
        }

    def expected_purchases(self, past: History, as_of: FloatArray) -> FloatArray:
        """Purchase days (n,) to be expected in the horizon; NaN as in `measure`.

        The chance of leaving at each is held at its mean, q = a / (a + b + x + 1); a Poisson rate then brings
        (1 - exp(-q rate horizon)) / q, and the gamma of the rates (1 - (1 + q horizon / (alpha + T))^-(r + x)) / q.
        The mean over the beta itself takes a hypergeometric function; it is a few per cent higher, and up to a fifth
        for customers who are new where the horizon is long.
        """
        now = self._now(past, as_of)
        leaves = self.a / (self.a + self.b + now.repeats + 1)
        bought: FloatArray = -np.expm1(-now.shape * np.log1p(leaves * self.horizon_days / now.observed_days)) / leaves
        return now.there * bought

    def _now(self, past: History, as_of: FloatArray) -> "_Now":
        repeats = np.maximum(where(np.isneginf(past.since), past.gap_count, past.count - 1), 0.0)
        shape = self.r + repeats
        until_last = self.alpha_days + np.maximum(past.last_day - past.first_day, 0.0)
        until_now = np.maximum(self.alpha_days + as_of - past.first_day, until_last)
        silent = np.log(until_now) - np.log(until_last)
        there = 1 / (1 + self.a / (self.b + repeats) * np.exp(np.minimum(shape * silent, 700.0)))
        return _Now(repeats, shape, until_now, there)


@dataclass(frozen=True, slots=True, eq=False)
class _Now:
    """Of customers (n,): purchase days after the first, the gamma of the rate (r + x, alpha + T), P(there still)."""

    repeats: FloatArray
    shape: FloatArray
    observed_days: FloatArray
    there: FloatArray
