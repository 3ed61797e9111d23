"""The effect of a treatment: a difference of two means or rates with its 95 % interval."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import stats

from scoring.columns import FloatArray

LEVEL = 0.95
Z = float(stats.norm.ppf(0.5 + LEVEL / 2))


@dataclass(frozen=True, slots=True)
class Sample:
    """An outcome in an arm: customers, mean, and the variance of one customer (n - 1 in the denominator)."""

    n: int
    mean: float
    variance: float

    @classmethod
    def of(cls, values: FloatArray) -> Self:
        """Of the values (n,) of two customers or more."""
        if values.min() == values.max():  # to the last bit, or rounding would count as variance
            return cls(len(values), float(values[0]), 0.0)
        return cls(len(values), float(values.mean()), float(values.var(ddof=1)))

    @property
    def squared_error(self) -> float:
        """The variance of the mean."""
        return self.variance / self.n


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the ends of its 95 % interval, in the unit of the value."""

    value: float
    low: float
    high: float

    @property
    def error(self) -> float:
        """The standard error that an interval of this width stands for; never 0 for a rate, whatever came."""
        return (self.high - self.low) / (2 * Z)

    @property
    def shown(self) -> bool:
        """Whether 0 lies outside."""
        return self.low > 0 or self.high < 0

    def times(self, share: float) -> "Estimate":
        """The value and its interval, each times a share above 0."""
        return Estimate(self.value * share, self.low * share, self.high * share)

    def plain(self) -> dict[str, float]:
        """For JSON."""
        return {"value": self.value, "low": self.low, "high": self.high}


def is_rate(values: FloatArray) -> bool:
    """Whether an outcome says yes or no of each customer (only 0 and 1 occur)."""
    return bool(np.isin(values, (0.0, 1.0)).all())


def difference(control: Sample, treated: Sample, *, rate: bool) -> Estimate:
    """Treated minus control.

    Rates: Newcombe's hybrid of two Wilson intervals (Newcombe 1998, Statistics in Medicine 17, method 10), which keeps
    its coverage where few respond. Means: Welch's t (Welch 1947, Biometrika 34), since arms may vary differently.
    """
    return _newcombe(control, treated) if rate else _welch(control, treated)


def relative(control: Sample, treated: Sample) -> Estimate | None:
    """Treated over control minus 1, with the delta method on the logarithm of the ratio.

    Katz et al. 1978 (Biometrics 34) for rates; Deng, Knoblich and Lu 2018 (KDD) for means. None where a mean is not
    above 0, of which there is no ratio.
    """
    if control.mean <= 0 or treated.mean <= 0:
        return None
    log = np.log(treated.mean / control.mean)
    error = np.hypot(*(np.sqrt(one.squared_error) / one.mean for one in (control, treated)))
    return Estimate(*(float(np.expm1(log + z * error)) for z in (0.0, -Z, Z)))


def p_value(control: Sample, treated: Sample, *, rate: bool) -> float:
    """Of no difference, two-sided: the pooled test of two rates, Welch's t of two means.

    Where nothing varies it is 1, or 0 if the arms differ all the same.
    """
    if rate:
        pooled = (control.mean * control.n + treated.mean * treated.n) / (control.n + treated.n)
        error = np.sqrt(pooled * (1 - pooled) * (1 / control.n + 1 / treated.n))
        return float(2 * stats.norm.sf(abs(treated.mean - control.mean) / error)) if error else 1.0
    error = np.sqrt(control.squared_error + treated.squared_error)
    if not error:
        return float(treated.mean == control.mean)
    return float(2 * stats.t.sf(abs(treated.mean - control.mean) / error, _degrees(control, treated)))


def _welch(control: Sample, treated: Sample) -> Estimate:
    value = treated.mean - control.mean
    error = float(np.sqrt(control.squared_error + treated.squared_error))
    if not error:
        return Estimate(value, value, value)
    half = float(stats.t.ppf(0.5 + LEVEL / 2, _degrees(control, treated))) * error
    return Estimate(value, value - half, value + half)


def _degrees(control: Sample, treated: Sample) -> float:
    """Of freedom (Welch and Satterthwaite)."""
    parts = [sample.squared_error for sample in (control, treated)]
    below = parts[0] ** 2 / (control.n - 1) + parts[1] ** 2 / (treated.n - 1)
    return float(sum(parts) ** 2 / below)


def _newcombe(control: Sample, treated: Sample) -> Estimate:
    value = treated.mean - control.mean
    (low_c, high_c), (low_t, high_t) = wilson(control.mean, control.n), wilson(treated.mean, treated.n)
    down = np.hypot(treated.mean - low_t, high_c - control.mean)
    up = np.hypot(high_t - treated.mean, control.mean - low_c)
    return Estimate(value, float(value - down), float(value + up))


def wilson(rate: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a rate among n (Wilson 1927, Journal of the American Statistical Association 22)."""
    scale = 1 + Z**2 / n
    centre = (rate + Z**2 / (2 * n)) / scale
    half = Z * float(np.sqrt(rate * (1 - rate) / n + Z**2 / (4 * n**2))) / scale
    return max(centre - half, 0.0), min(centre + half, 1.0)
