"""Training rows: a customer at a cutoff, with an outcome."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray

FOLDS = 2
TEST_SHARE = 5  # with a label and no cutoffs, every fifth customer is kept for testing


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """The rows of one cutoff: `x` (N, P), `y` (N,), `customer` (N,); `of` is how many there were before a sample."""

    x: FloatArray
    y: FloatArray
    customer: IntArray
    of: int

    def __len__(self) -> int:
        return len(self.y)

    def at_most(self, number: int) -> "Period":
        """The rows, or those of the customers whom `Rows.at_most` takes of these and of any longer rows."""
        if len(self) <= number:
            return self
        kept = sampled(self.customer, number, len(self))
        return Period(self.x[kept], self.y[kept], self.customer[kept], self.of)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """N rows: `x` (N, P) the features `names`, `y` (N,) the outcome, `customer` (N,) and `period` (N,) whose and when.

    Periods ascend; the last is the test's. `level` are the periods whose level the judged model takes and the served
    one; without it they take that of all rows they learn from. `of` says of how many rows each period has a sample;
    without it these are all.
    """

    names: tuple[str, ...]
    x: FloatArray
    y: FloatArray
    customer: IntArray
    period: IntArray
    test_period: int
    level: tuple[int, int] | None = None
    of: tuple[int, ...] | None = None

    def __len__(self) -> int:
        return len(self.y)

    def where(self, mask: BoolArray) -> "Rows":
        """Rows of a mask."""
        return replace(self, x=self.x[mask], y=self.y[mask], customer=self.customer[mask], period=self.period[mask])

    def columns(self, names: Sequence[str]) -> "Rows":
        """The same rows with some of the features."""
        positions = [self.names.index(name) for name in names]
        return replace(self, names=tuple(names), x=np.ascontiguousarray(self.x[:, positions]))

    @property
    def training(self) -> "Rows":
        """Without the test period."""
        return self.where(self.period != self.test_period)

    @property
    def test(self) -> "Rows":
        """The test period alone."""
        return self.where(self.period == self.test_period)

    def at_level(self, *, served: bool) -> "Rows":
        """The rows whose level a forecast takes; all of these where they do not vary."""
        if self.level is None:
            return self
        there = self.where(self.period == self.level[served])
        return there if there.varied else self

    @property
    def varied(self) -> bool:
        """Whether there are two outcomes to tell apart."""
        return bool(len(self)) and bool(self.y.min() < self.y.max())

    def fold(self, folds: int = FOLDS) -> IntArray:
        """The fold (N,) of each row: a customer's rows stay together."""
        return hashed(self.customer) % folds

    def at_most(self, number: int) -> "Rows":
        """All rows, or those of so many customers that about `number` rows remain, chosen by hash."""
        of = int(self._of()[np.unique(self.period)].sum())
        return self if of <= number else self.where(sampled(self.customer, number, of))

    def beside_test(self, number: int) -> "Rows":
        """The rows of the test, and of the others those of `training.at_most(number)`."""
        test, each = self.period == self.test_period, self._of()
        of = int(each[np.unique(self.period[~test])].sum())
        kept = self if of <= number else self.where(test | sampled(self.customer, number, of))
        return replace(kept, of=tuple(each.tolist()))

    def _of(self) -> IntArray:
        """How many rows each period has, or had before a sample was drawn."""
        return np.bincount(self.period) if self.of is None else np.array(self.of)


def sampled(customer: IntArray, number: int, of: int) -> BoolArray:
    """Whose rows (N,) are taken where about `number` of so many are; who is in a sample is in every larger one."""
    kept: BoolArray = hashed(customer + 1_000_003) % 10_000 < number / of * 10_000
    return kept


def hashed(customer: IntArray) -> IntArray:
    """A number for each customer, spread evenly and the same every time (Fibonacci hashing, Knuth 1973)."""
    return (customer.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(33)).astype(np.int64)


def stack(periods: Sequence[Period], names: Sequence[str], level: tuple[int, int]) -> Rows:
    """The rows of the cutoffs, the last one being the test's; `level` are two of them."""
    columns = ([getattr(one, name) for one in periods] for name in ("x", "y", "customer"))
    x, y, customer = (np.concatenate(parts) for parts in columns)
    when = np.repeat(np.arange(len(periods)), [len(one) for one in periods])
    of = tuple(one.of for one in periods) if any(one.of > len(one) for one in periods) else None
    return Rows(tuple(names), x, y, customer, when, len(periods) - 1, level, of)


def cross_section(x: FloatArray, y: FloatArray, names: Sequence[str]) -> Rows:
    """The rows of a labelled table without dates; every fifth customer is the test."""
    known = np.flatnonzero(~np.isnan(y))
    period = (hashed(known) % TEST_SHARE == 0).astype(np.int64)
    return Rows(tuple(names), x[known], y[known], known, period, 1)
