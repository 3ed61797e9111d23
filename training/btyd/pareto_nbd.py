"""Poisson purchases at gamma rates until a customer drops out, at an exponential time with a gamma rate."""

from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
from scipy.special import expit, exprel, gammaln, hyp2f1, log_expit

from scoring.columns import FloatArray
from training.btyd.likelihood import Gradient, differentiated
from training.btyd.repeats import Repeats
from training.btyd.rhythm import Rhythm, chunks

NODES = np.linspace(-5.0, 5.0, 161)  # of the double-exponential rule


@dataclass(frozen=True, slots=True)
class ParetoNbd(Rhythm):
    """Pareto/NBD (Schmittlein, Morrison and Colombo 1987).

    Rates of buying are gamma (shape `r`, rate `alpha_days`), rates of dropping out gamma (`s`, `beta_days`). The
    likelihood is Γ(r+x) α^r β^s / Γ(r) [(α+T)^-(r+x) (β+T)^-s + s ∫ (α+u)^-(r+x) (β+u)^-(s+1) du over t_x < u < T].
    """

    START: ClassVar = {"r": 0.5, "alpha_days": 0.3, "s": 0.5, "beta_days": 0.3}

    r: float
    alpha_days: float
    s: float
    beta_days: float

    def log_likelihood(self, repeats: Repeats) -> FloatArray:
        """Log of the likelihood above (n,), weight left out."""
        rhythm = gammaln(self.r + repeats.repeat_purchases) - gammaln(self.r)
        alive = self._log_alive(repeats)
        rhythm = rhythm + self.r * np.log(self.alpha_days) + self.s * np.log(self.beta_days)
        return cast("FloatArray", rhythm + alive - log_expit(alive - self._log_gone(repeats)))

    def p_alive(self, repeats: Repeats) -> FloatArray:
        """The first part of the likelihood over both (n,)."""
        return cast("FloatArray", expit(self._log_alive(repeats) - self._log_gone(repeats)))

    def expected_purchases(self, repeats: Repeats, horizon_days: float) -> FloatArray:
        """P(alive) (r+x)/(α+T) (β+T)/(s-1) [1 - ((β+T)/(β+T+horizon))^(s-1)], which has a limit at s = 1."""
        rate = (self.r + repeats.repeat_purchases) / (self.alpha_days + repeats.observed_days)
        life = self.beta_days + repeats.observed_days
        longer = np.log1p(horizon_days / life)
        return cast("FloatArray", rate * life * longer * exprel((1 - self.s) * longer)) * self.p_alive(repeats)

    def _log_alive(self, repeats: Repeats) -> FloatArray:
        shape, observed = self.r + repeats.repeat_purchases, repeats.observed_days
        return -shape * np.log(self.alpha_days + observed) - self.s * np.log(self.beta_days + observed)

    def _log_gone(self, repeats: Repeats) -> FloatArray:
        """Log of s times the integral (n,) over the days since the last purchase: -inf where there are none."""
        shape = self.r + repeats.repeat_purchases
        last, end = self._log_tail(shape, repeats.last_day), self._log_tail(shape, repeats.observed_days)
        part = -np.expm1(np.minimum(end - last, 0.0))
        with np.errstate(divide="ignore"):
            return last + np.log(part)

    def _log_tail(self, shape: FloatArray, day: FloatArray) -> FloatArray:
        """Log of s ∫ (α+u)^-k (β+u)^-(s+1) du from `day` (n,) on, k = `shape` (n,).

        That is s/(k+s) (α+day)^-k (β+day)^-s F, where F is the mean of a falling power, written with a hypergeometric
        function whose argument is in [0, 1) whichever of α and β is larger (Fader and Hardie's two cases, transformed).
        """
        alpha, beta = self.alpha_days + day, self.beta_days + day
        if self.alpha_days >= self.beta_days:
            series = hyp2f1(1.0, shape, shape + self.s + 1, (self.alpha_days - self.beta_days) / alpha)
        else:
            series = hyp2f1(1.0, self.s + 1, shape + self.s + 1, (self.beta_days - self.alpha_days) / beta)
            series = series * alpha / beta
        failed = ~np.isfinite(series) & ~np.isnan(shape)  # gamma functions overflow for hundreds of purchases
        for rows in chunks(failed):
            series[rows] = _quadrature(shape[rows], self.s, beta[rows] / alpha[rows])
        scale = np.log(self.s / (shape + self.s))
        return cast("FloatArray", scale - shape * np.log(alpha) - self.s * np.log(beta) + np.log(series))

    def _gradient(self, repeats: Repeats) -> Gradient:
        def total(parameters: FloatArray) -> float:
            return float(np.sum(self._of(parameters).log_likelihood(repeats) * repeats.weight))

        return differentiated(total)(np.array([self.r, self.alpha_days, self.s, self.beta_days]))


def _quadrature(shape: FloatArray, s: float, ratio: FloatArray) -> FloatArray:
    """(k+s) ∫ (1 + ratio (e^v - 1))^-k e^(-s v) dv over v > 0 (n,), which is F, by the double-exponential rule."""
    width = 1 / (shape * ratio + s)
    v = width[:, None] * np.exp(NODES - np.exp(-NODES))
    integrand = np.exp(-shape[:, None] * np.log1p(ratio[:, None] * np.expm1(np.minimum(v, 700.0))) - s * v)
    summed = np.sum(integrand * v * (1 + np.exp(-NODES)), axis=-1) * (NODES[1] - NODES[0])
    return cast("FloatArray", (shape + s) * summed)
