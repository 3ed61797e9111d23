"""How far a difference between two models can be trusted: customers are drawn anew, with all their cutoffs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray, IntArray

DRAWS, SEED = 400, 0
TAILS = (0.025, 0.975)


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """One cutoff: what came (n,), what two models said (n,), and whose row it is, `customer` (n,) from 0 on."""

    actual: FloatArray
    ours: FloatArray
    peer: FloatArray
    customer: IntArray


Measure = Callable[[FloatArray, FloatArray, FloatArray], float]  # said, actual, weight -> figure


def difference(cutoffs: Sequence[Paired], measure: Measure, *, relative: bool = False) -> tuple[float, float, float]:
    """Ours minus the peer's, the mean over cutoffs, with its 95 % interval; `relative` to the peer's own mean."""
    number = 1 + max(int(one.customer.max()) for one in cutoffs)
    rng = np.random.default_rng(SEED)
    draws = [_difference(cutoffs, measure, _drawn(rng, number), relative) for _ in range(DRAWS)]
    low, high = np.quantile(draws, TAILS)
    return _difference(cutoffs, measure, np.ones(number), relative), float(low), float(high)


def _drawn(rng: np.random.Generator, number: int) -> FloatArray:
    """How often each customer was drawn (number,)."""
    return np.bincount(rng.integers(0, number, number), minlength=number).astype(np.float64)


def _difference(cutoffs: Sequence[Paired], measure: Measure, drawn: FloatArray, relative: bool) -> float:
    ours = np.mean([measure(one.ours, one.actual, drawn[one.customer]) for one in cutoffs])
    peer = np.mean([measure(one.peer, one.actual, drawn[one.customer]) for one in cutoffs])
    return float((ours - peer) / peer if relative else ours - peer)


def weighted_auc(said: FloatArray, actual: FloatArray, weight: FloatArray) -> float:
    """AUC of rows that count `weight` times; ties count half."""
    _, place = np.unique(said, return_inverse=True)
    left = np.bincount(place, weights=weight * actual)
    stayed = np.bincount(place, weights=weight * (1 - actual))
    below = np.cumsum(stayed) - stayed
    return float(np.sum(left * (below + stayed / 2)) / (left.sum() * stayed.sum()))


def weighted_brier(said: FloatArray, actual: FloatArray, weight: FloatArray) -> float:
    """Mean squared gap of rows that count `weight` times."""
    return float(np.sum(weight * (said - actual) ** 2) / weight.sum())


def weighted_gini(said: FloatArray, actual: FloatArray, weight: FloatArray) -> float:
    """Normalised Gini of rows that count `weight` times."""
    return _gini(said, actual, weight) / _gini(actual, actual, weight)


def _gini(rank_by: FloatArray, amount: FloatArray, weight: FloatArray) -> float:
    """Twice the area between the diagonal and the Lorenz curve, whose points are the rows in the order of `rank_by`."""
    order = np.argsort(rank_by, kind="stable")
    people = np.cumsum(weight[order]) / weight.sum()
    share = np.cumsum((weight * amount)[order]) / np.sum(weight * amount)
    before, below = np.append(0.0, people[:-1]), np.append(0.0, share[:-1])
    return float(1 - np.sum((people - before) * (share + below)))
