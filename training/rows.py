"""Training rows: a customer at a cutoff, with an outcome."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray
from training.snapshots import Snapshot

FOLDS = 2
TEST_SHARE = 5  # with a label and no cutoffs, every fifth customer is kept for testing


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """N rows: `x` (N, P) the features `names`, `y` (N,) the outcome, `customer` (N,) and `period` (N,) whose and when.

    Periods ascend; the last is the test's. `level` are the periods whose level the judged model takes and the served
    one; without it they take that of all rows they learn from.
    """

    names: tuple[str, ...]
    x: FloatArray
    y: FloatArray
    customer: IntArray
    period: IntArray
    test_period: int
    level: tuple[int, int] | None = None

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
        if len(self) <= number:
            return self
        return self.where(hashed(self.customer + 1_000_003) % 10_000 < number / len(self) * 10_000)


def hashed(customer: IntArray) -> IntArray:
    """A number for each customer, spread evenly and the same every time (Fibonacci hashing, Knuth 1973)."""
    return (customer.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(33)).astype(np.int64)


def stack(
    snapshots: Sequence[Snapshot],
    names: Sequence[str],
    levels: dict[str, list[str]],
    outcome: Callable[[Snapshot], FloatArray],
    level: tuple[int, int],
) -> Rows:
    """The rows of snapshots whose outcome is known, the last snapshot being the test's; `level` are two of them."""
    parts = []
    for period, taken in enumerate(snapshots):
        y = outcome(taken)
        known = np.flatnonzero(~np.isnan(y))
        x = taken.facts.features.matrix(names, levels)[known]
        parts.append((x, y[known], known, np.full(len(known), period)))
    x, y, customer, when = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Rows(tuple(names), x, y, customer, when, len(snapshots) - 1, level)


def cross_section(x: FloatArray, y: FloatArray, names: Sequence[str]) -> Rows:
    """The rows of a labelled table without dates; every fifth customer is the test."""
    known = np.flatnonzero(~np.isnan(y))
    period = (hashed(known) % TEST_SHARE == 0).astype(np.int64)
    return Rows(tuple(names), x[known], y[known], known, period, 1)
