"""Poisson purchases at gamma rates; after a purchase a customer drops out with a beta probability."""

from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1, log_expit

from scoring.columns import FloatArray
from training.btyd.likelihood import Gradient
from training.btyd.repeats import Repeats
from training.btyd.rhythm import Rhythm, chunks

NEAR = 1e-6  # to a removable singularity of the expectation
NODES = np.linspace(-1.0, 1.0, 301)  # of the trapezoidal rule, over the sinh of log-odds


@dataclass(frozen=True, slots=True)
class BetaGeometric(Rhythm):
    """Rates are gamma (shape `r`, rate `alpha_days`), probabilities of dropping out beta (`a`, `b`).

    With y the chances to drop out that a customer who is alive has passed, the likelihood is
    Γ(r+x) α^r / Γ(r) [B(a, b+y)/B(a, b) (α+T)^-(r+x) + B(a+1, b+y-1)/B(a, b) (α+t_x)^-(r+x)], the latter if y > 0.
    """

    START: ClassVar = {"r": 0.5, "alpha_days": 0.3, "a": 0.7, "b": 2.0}
    FIRST_CHANCES: ClassVar[int]  # to drop out, at the first purchase

    r: float
    alpha_days: float
    a: float
    b: float

    def log_likelihood(self, repeats: Repeats) -> FloatArray:
        """Log of the likelihood above (n,), weight left out."""
        x, passed = repeats.repeat_purchases, repeats.repeat_purchases + self.FIRST_CHANCES
        rhythm = gammaln(self.r + x) - gammaln(self.r) + self.r * np.log(self.alpha_days)
        alive = betaln(self.a, self.b + passed) - betaln(self.a, self.b)
        alive = alive - (self.r + x) * np.log(self.alpha_days + repeats.observed_days)
        return cast("FloatArray", rhythm + alive - log_expit(-self._log_odds_gone(repeats)))

    def p_alive(self, repeats: Repeats) -> FloatArray:
        """The first part of the likelihood over both (n,)."""
        return cast("FloatArray", expit(-self._log_odds_gone(repeats)))

    def expected_purchases(self, repeats: Repeats, horizon_days: float) -> FloatArray:
        """P(alive) C/(a-1) [1 - 2F1(r+x, a-1; C; -w)], C = a+b+y-1, w = horizon / (α+T).

        2F1 in the form of both Euler's and Pfaff's transformations: one parameter alone grows with x, which speeds it
        up, and its argument is in [0, 1). The published form fails for x of hundreds or a long horizon.
        """
        x, passed = repeats.repeat_purchases, repeats.repeat_purchases + self.FIRST_CHANCES
        a = 1 + float(_apart_from_zero(np.array(self.a - 1)))
        c = _apart_from_zero(a + self.b + passed - 1)
        w = horizon_days / (self.alpha_days + repeats.observed_days)
        with np.errstate(invalid="ignore"):
            bought = c / (a - 1) * (1 - (1 + w) ** (1 - a) * hyp2f1(a - 1, c - (self.r + x), c, w / (1 + w)))
        failed = ~np.isfinite(bought) & ~np.isnan(x)  # gamma functions overflow where `a` is in the hundreds
        for rows in chunks(failed):
            bought[rows] = _quadrature(self.a, self.b + passed[rows], self.r + x[rows], w[rows])
        return np.maximum(cast("FloatArray", bought), 0.0) * self.p_alive(repeats)

    def _log_odds_gone(self, repeats: Repeats) -> FloatArray:
        """Log-odds (n,) of having dropped out after the last purchase: a/(b+y-1) ((α+T)/(α+t_x))^(r+x)."""
        x, passed = repeats.repeat_purchases, repeats.repeat_purchases + self.FIRST_CHANCES
        silent = np.log1p((repeats.observed_days - repeats.last_day) / (self.alpha_days + repeats.last_day))
        chance = np.log(self.a) - np.log(np.where(passed > 0, self.b + passed - 1, 1.0))
        return np.where(passed > 0, chance + (self.r + x) * silent, np.where(np.isnan(x), np.nan, -np.inf))

    def _gradient(self, repeats: Repeats) -> Gradient:
        x, passed = repeats.repeat_purchases, repeats.repeat_purchases + self.FIRST_CHANCES
        a, b, shape = self.a, self.b, self.r + x
        end, last = self.alpha_days + repeats.observed_days, self.alpha_days + repeats.last_day
        gone = 1 - self.p_alive(repeats)
        both = digamma(a + b) - digamma(a + b + passed)
        by = (
            digamma(shape) - digamma(self.r) - np.log(end / self.alpha_days) + gone * np.log(end / last),
            self.r / self.alpha_days - shape / end + gone * shape * (1 / end - 1 / last),
            both + gone / a,
            both + digamma(b + passed) - digamma(b) - gone / np.where(passed > 0, b + passed - 1, 1.0),
        )
        parameters = (self.r, self.alpha_days, a, b)
        gradient = [value * float(np.sum(part * repeats.weight)) for value, part in zip(parameters, by, strict=True)]
        return float(np.sum(self.log_likelihood(repeats) * repeats.weight)), np.array(gradient)


@dataclass(frozen=True, slots=True)
class BgNbd(BetaGeometric):
    """BG/NBD (Fader, Hardie and Lee 2005): nobody drops out before a first repeat purchase, so P(alive) is 1 there."""

    FIRST_CHANCES = 0


@dataclass(frozen=True, slots=True)
class MbgNbd(BetaGeometric):
    """MBG/NBD (Batislam, Denizel and Filiztekin 2007; Wagner and Hoppe 2008): the first purchase may be the last."""

    FIRST_CHANCES = 1


def _apart_from_zero(values: FloatArray) -> FloatArray:
    """The values, at least `NEAR` away from zero, which costs a relative error of that size there."""
    return np.where(np.abs(values) < NEAR, NEAR, values)


def _quadrature(a: float, b: FloatArray, shape: FloatArray, w: FloatArray) -> FloatArray:
    """The mean of [1 - (1 + p w)^-k] / p over p ~ beta(a, b), k = `shape` (n,): expected purchases while alive."""
    spread = np.sqrt(1 / a + 1 / b)
    width, reach = np.minimum(spread, 1.0), 12 * spread + 40 / a + 40 / b  # a scale to resolve, and how far tails go
    steps = np.arcsinh(reach / width)[:, None] * NODES
    log_odds = np.log(a / b)[:, None] + width[:, None] * np.sinh(steps)
    log_p, log_rest = log_expit(log_odds), log_expit(-log_odds)
    density = np.exp(a * log_p + b[:, None] * log_rest - betaln(a, b)[:, None]) * np.cosh(steps)
    p = np.exp(np.maximum(log_p, -600.0))
    bought = -np.expm1(-shape[:, None] * np.log1p(p * w[:, None])) / p
    step = (steps[:, 1] - steps[:, 0]) * width
    return cast("FloatArray", np.sum(density * bought, axis=-1) * step)
