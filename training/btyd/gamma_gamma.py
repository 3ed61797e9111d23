"""The value of a purchase day: gamma around a customer's own mean, whose rate is gamma over the population."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np
from scipy.special import digamma, gammaln

from scoring.columns import FloatArray
from training.btyd.likelihood import FIT_CUSTOMERS, PRIOR_SD, Gradient, mode
from training.btyd.spend import Spend

START = np.array([3.0, 2.0, 1.0])  # p, q - 1, and v in units of the mean value of a day


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Gamma-Gamma (Fader, Hardie and Lee 2005): values are gamma(`p`, ν), and ν is gamma(`q`, `v_amount`).

    The published γ is `v_amount`, in the currency. `q` > 1, without which the population has no mean.
    """

    p: float
    q: float
    v_amount: float

    @classmethod
    def fit(cls, spend: Spend, *, prior_sd: float = PRIOR_SD) -> Self:
        """Maximum likelihood with a weak prior; ValueError where no purchase day has a value."""
        known = spend.count > 0
        count, mean = spend.count[known], spend.mean[known]
        if not len(count):
            raise ValueError("no purchase has a value above zero; leave the model of order values out")
        order = np.lexsort((mean, count))
        order = order[:: -(-len(order) // FIT_CUSTOMERS)]
        unit = float(np.sum(mean[order] * count[order]) / count[order].sum())
        rows = Spend(count[order], mean[order] / unit)

        def gradient(values: FloatArray) -> Gradient:
            return cls(float(values[0]), 1 + float(values[1]), float(values[2]))._gradient(rows)

        p, above, v = (float(value) for value in mode(gradient, START, len(order), prior_sd))
        return cls(p, 1 + above, v * unit)

    @classmethod
    def from_content(cls, content: Mapping[str, float]) -> Self:
        """The model that `to_content` gave."""
        return cls(**content)

    def to_content(self) -> dict[str, float]:
        """The parameters by name."""
        return asdict(self)

    def expected_average(self, spend: Spend) -> FloatArray:
        """Expected value (n,) of a customer's purchase day: p (v + count mean) / (p count + q - 1)."""
        total = np.where(spend.count > 0, spend.count * spend.mean, 0.0)
        return self.p * (self.v_amount + total) / (self.p * spend.count + self.q - 1)

    def log_likelihood(self, spend: Spend) -> FloatArray:
        """Log density (n,) of a customer's mean, given the count; 0 where there is none."""
        known = spend.count > 0
        x, m = np.where(known, spend.count, 1.0), np.where(known, spend.mean, 1.0)
        shape = self.p * x
        value = gammaln(shape + self.q) - gammaln(shape) - gammaln(self.q) + self.q * np.log(self.v_amount)
        value = value + shape * np.log(x * m) - np.log(m) - (shape + self.q) * np.log(self.v_amount + x * m)
        return np.where(known, value, 0.0)

    def _gradient(self, spend: Spend) -> Gradient:
        """The sum of the log-likelihood and its gradient by the logarithms of p, q - 1 and v."""
        x, total, shape = spend.count, spend.count * spend.mean, self.p * spend.count
        log_sum, of_both = np.log(self.v_amount + total), digamma(shape + self.q)
        by_p = x * (of_both - digamma(shape) + np.log(total) - log_sum)
        by_q = of_both - digamma(self.q) + np.log(self.v_amount) - log_sum
        by_v = self.q / self.v_amount - (shape + self.q) / (self.v_amount + total)
        gradient = np.array([self.p * by_p.sum(), (self.q - 1) * by_q.sum(), self.v_amount * by_v.sum()])
        return float(self.log_likelihood(spend).sum()), gradient
