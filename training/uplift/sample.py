"""The customers of two arms of an experiment, and how they are parted into folds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scoring.columns import BoolArray, FloatArray, IntArray
from training.errors import TrainingError

LEAST_AN_ARM = 200  # under that a tenth of the ranking holds too few of an arm to say anything
MOST_LEVELS = 60  # of a text feature; the trees tell no more than 63 apart


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """n customers, one row each, with the features `names` as they were before the arm was drawn.

    x (n, p) numbers, and codes 0..L-1 of the texts, NaN missing; `levels` the number L of each text feature;
    treated (n,) the arm by assignment, True the action and False none; y (n,) the outcome, of one unit for all.
    """

    names: tuple[str, ...]
    levels: Mapping[str, int]
    x: FloatArray
    treated: BoolArray
    y: FloatArray

    def __len__(self) -> int:
        return len(self.y)

    def where(self, rows: BoolArray | IntArray | slice) -> "Sample":
        """Some of the customers."""
        return replace(self, x=self.x[rows], treated=self.treated[rows], y=self.y[rows])


def check(sample: Sample, key: IntArray) -> None:
    """TrainingError where the experiment cannot be read as one; `key` (n,) whose row it is."""
    n = len(sample)
    if sample.x.shape != (n, len(sample.names)) or sample.treated.shape != (n,) or key.shape != (n,):
        raise TrainingError("uplift: features, arm, outcome and customer must have one row for each customer")
    if len(np.unique(key)) < n:
        raise TrainingError("uplift: a customer has several rows; sum the outcomes so that each customer has one")
    if not np.isfinite(sample.y).all():
        raise TrainingError("uplift: an outcome is missing or infinite; write 0 where nothing came")
    fewest = min(int(sample.treated.sum()), int((~sample.treated).sum()))
    if fewest < LEAST_AN_ARM:
        raise TrainingError(f"uplift: an arm has {fewest} customers; {LEAST_AN_ARM} in each are the least to rank by")
    for name, count in sample.levels.items():
        if count > MOST_LEVELS:
            raise TrainingError(f'uplift: "{name}" has {count} levels; leave it out, or group it into {MOST_LEVELS}')


def mixed(key: IntArray, seed: int) -> NDArray[np.uint64]:
    """A number (n,) for each customer, as good as drawn anew for each seed (SplitMix64: Steele, Lea, Flood 2014)."""
    z = key.astype(np.uint64) + np.uint64((seed + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        z = (z ^ (z >> np.uint64(shift))) * np.uint64(factor)
    return z ^ (z >> np.uint64(31))


def folds(key: IntArray, treated: BoolArray, number: int, seed: int) -> IntArray:
    """The fold (n,) of each customer by hash, with the same shares of both arms in each, to a customer."""
    hashed, fold = mixed(key, seed), np.empty(len(key), dtype=np.int64)
    for arm in (treated, ~treated):
        rows = np.flatnonzero(arm)
        fold[rows[np.argsort(hashed[rows])]] = np.arange(len(rows)) % number
    return fold
