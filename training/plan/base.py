"""Candidates as columns: who, on which channel and day, what they cost and bring, and what needs what."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from scoring.columns import BoolArray, FloatArray, IntArray
from training.plan.limits import Limits
from training.plan.program import Program

# Places in the policy: the second is done only with the first, wherever that is a candidate too.
Needs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """The candidates as columns (m,), ordered by customer and action.

    `net` is NaN where it is not known; `duty` are duties that are not withheld.
    """

    customer: IntArray
    action: IntArray
    channel: "np.ndarray[tuple[int], np.dtype[np.object_]]"
    net: FloatArray
    cost: FloatArray
    duty: BoolArray
    withheld: BoolArray
    customers: int
    needs: Needs

    @classmethod
    def of(cls, table: pl.DataFrame, needs: Needs) -> Self:
        """From the table of `Candidates`."""
        customer = table["customer_id"].rle_id().cast(pl.Int64).to_numpy()
        return cls(
            customer,
            table["action"].to_numpy(),
            table["channel"].to_numpy(),
            table["net"].fill_null(np.nan).to_numpy(),
            table["cost"].to_numpy(),
            (table["duty"] & ~table["withheld"]).to_numpy(),
            table["withheld"].to_numpy(),
            int(customer[-1]) + 1,
            needs,
        )

    @property
    def pays(self) -> BoolArray:
        """What may be chosen because it pays (m,), by itself or with what needs it."""
        first = np.zeros(len(self.net), dtype=bool)
        first[self.pairs()[:, 0]] = True
        pays: BoolArray = ((self.net > 0) | (first & ~np.isnan(self.net))) & ~self.duty
        return pays

    def pairs(self) -> IntArray:
        """Candidates of the same customer (q, 2), of which the second needs the first."""
        width = int(self.action.max()) + 2
        keys = self.customer * width + self.action
        found = [np.zeros((0, 2), dtype=np.int64)]
        for before, after in self.needs:
            later = np.flatnonzero(self.action == after)
            at = np.searchsorted(keys, self.customer[later] * width + before)
            there = keys[np.minimum(at, len(keys) - 1)] == self.customer[later] * width + before
            found.append(np.stack([at[there], later[there]], axis=1))
        return np.concatenate(found)


def with_what_it_needs(base: Base, free: BoolArray) -> BoolArray:
    """Without the candidates (m,) whose prerequisite stands beside them, but cannot be chosen and is no duty."""
    free, pairs = free.copy(), base.pairs()
    for _ in range(len(base.needs)):
        lost = pairs[free[pairs[:, 1]] & ~free[pairs[:, 0]] & ~base.duty[pairs[:, 0]], 1]
        if not len(lost):
            break
        free[lost] = False
    return free


def program(base: Base, kept: BoolArray, slots: IntArray, limits: Limits) -> Program:
    """The program of some candidates (m,), under what the duties leave of the limits."""
    place = np.full(len(kept), -1)
    place[kept] = np.arange(int(kept.sum()))
    pairs = place[base.pairs()]
    return Program(
        base.net[kept],
        base.cost[kept],
        _row(base, limits)[kept],
        np.maximum(most_of(limits) - spent_of(base, limits), 0.0),
        base.customer[kept],
        slots,
        pairs[(pairs >= 0).all(axis=1)],
    )


def _row(base: Base, limits: Limits) -> IntArray:
    """The limit of each candidate's channel (m,), 0 for none."""
    row = np.zeros(len(base.channel), dtype=np.int64)
    for i, channel in enumerate(limits.capacity, 1):
        row[base.channel == channel] = i
    return row


def most_of(limits: Limits) -> FloatArray:
    """The limits (d,): budget in currency, then actions by channel."""
    return np.array([limits.budget, *limits.capacity.values()], dtype=np.float64)


def spent_of(base: Base, limits: Limits) -> FloatArray:
    """What the duties take of each limit (d,)."""
    spent = np.bincount(_row(base, limits)[base.duty], minlength=len(limits.rows)).astype(np.float64)
    spent[0] = base.cost[base.duty].sum()
    return spent
