"""The choice as a program: columns of candidates, the limits they share, and what prices make of it.

Maximise the sum of net values, x in {0, 1}, under
- shared limits: cost within the budget, actions of a channel within its capacity;
- each customer: at most so many actions, and none without the one that it needs.

Given a price for each shared limit a customer's best actions depend on nobody else. That is what makes a base of a
million candidates small: see `relaxation`.
"""

from dataclasses import dataclass

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray

ANYTHING = 1e-9  # a price-corrected value under this share of the net value is no gain


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """m candidates of n customers, ordered by customer.

    `net` (m,) currency; `cost` (m,) currency; `row` (m,) the shared limit of the candidate's channel, 0 where
    it has none; `limits` (d,) budget first; `customer` (m,) ascends; `slots` (n,) the most actions of each; `pairs`
    (q, 2) candidates of one customer: the second needs the first.
    """

    net: FloatArray
    cost: FloatArray
    row: IntArray
    limits: FloatArray
    customer: IntArray
    slots: IntArray
    pairs: IntArray

    def __len__(self) -> int:
        return len(self.net)

    def used(self, share: "FloatArray | BoolArray") -> FloatArray:
        """What shares (m,) of the candidates take of each limit (d,)."""
        weights = share.astype(np.float64)
        taken: FloatArray = np.bincount(self.row, weights=weights, minlength=len(self.limits)).astype(np.float64)
        taken[0] = float(np.sum(self.cost * share))
        return taken

    def reduced(self, prices: FloatArray) -> FloatArray:
        """Net value less what the candidate takes of the limits at their prices (d,), in currency (m,)."""
        by_row = np.concatenate([[0.0], prices[1:]])
        left: FloatArray = self.net - self.cost * prices[0] - by_row[self.row]
        return left

    def best(self, prices: FloatArray) -> BoolArray:
        """Each customer's best candidates at these prices (m,), `pairs` left aside."""
        reduced = self.reduced(prices)
        live = np.flatnonzero(reduced > ANYTHING * np.abs(self.net))
        order = live[np.lexsort((-reduced[live], self.customer[live]))]
        whose = self.customer[order]
        rank = np.arange(len(order)) - np.searchsorted(whose, whose)
        chosen = np.zeros(len(self), dtype=bool)
        chosen[order[rank < self.slots[whose]]] = True
        return chosen

    def torn(self, chosen: BoolArray) -> BoolArray:
        """The customers (n,) for whom a choice has an action without the one that it needs."""
        torn = np.zeros(len(self.slots), dtype=bool)
        torn[self.customer[self.pairs[chosen[self.pairs[:, 1]] & ~chosen[self.pairs[:, 0]], 0]]] = True
        return torn

    def of(self, customers: BoolArray, limits: FloatArray) -> tuple["Program", IntArray]:
        """The program of some customers (n,) under other limits, and where its candidates stand in this one."""
        kept = np.flatnonzero(customers[self.customer])
        place = np.full(len(self), -1)
        place[kept] = np.arange(len(kept))
        pairs = place[self.pairs]
        part = Program(
            self.net[kept],
            self.cost[kept],
            self.row[kept],
            limits,
            self.customer[kept],
            self.slots,
            pairs[(pairs >= 0).all(axis=1)],
        )
        return part, kept
