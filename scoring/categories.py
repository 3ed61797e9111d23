"""Which category a customer is likeliest to take up next, by what went with what among the training customers.

The evidence of the bought categories is added in logarithms and divided by the square root of their number, since
categories that are bought together say much the same (docs/decisions.md has the figures).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import BoolArray, FloatArray, IntArray, absent, rows_of
from scoring.direct import count_nonzero, filled, where
from scoring.events import Events

CUSTOMERS_AT_ONCE = 1024  # so that what is gathered stays in the cache; no bit depends on it
LEAST_RATE = 1e-12  # the logarithm of a base rate of 0 stays finite


@dataclass(frozen=True, slots=True, eq=False)
class NextCategory:
    """Place among the codes (n,), -1 where none can be told, with its lift (n,) and the customers behind it (n,)."""

    place: IntArray
    lift: FloatArray
    support: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class CategoryLift:
    """c categories: `log_base` (c,) of the rate at which a next purchase holds one that was not bought before.

    `log_lift` (c, c): how much likelier column is taken up by who has bought row; `support` (c, c): the training
    customers who did so.
    """

    codes: tuple[str, ...]
    log_base: FloatArray
    log_lift: FloatArray
    support: FloatArray

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "CategoryLift":
        """Type the content of a bundle; ValueError where the tables do not fit together."""
        codes = tuple(content["codes"])
        base, lift, support = (np.asarray(content[name], np.float64) for name in ("base", "lift", "support"))
        c = len(codes)
        if base.shape != (c,) or lift.shape != (c, c) or support.shape != (c, c) or not (lift > 0).all():
            raise ValueError(f"learned.categories must hold {c} base rates, and {c} x {c} lifts above 0 and supports")
        return cls(codes, np.log(np.maximum(base, LEAST_RATE)), np.log(lift), support)

    def bought(self, lines: Events) -> BoolArray:
        """Which of the categories each customer has bought (n, c)."""
        code = lines.text("category").codes_in(self.codes)
        rows = rows_of(~np.isnan(code) & (lines.number("net") > 0))
        bought = np.zeros((len(lines.known), len(self.codes)), dtype=bool)
        bought[lines.customer[rows], code[rows].astype(np.int64)] = True
        return bought

    def next(self, lines: Events) -> NextCategory:
        """The likeliest category among those that each customer has not bought, for who has bought one of them."""
        bought, n = self.bought(lines), len(lines.known)
        found = NextCategory(filled(n, -1), absent(n), absent(n))
        number = count_nonzero(bought, axis=1)
        who = rows_of((number > 0) & (number < len(self.codes)))
        for rows in _parts(who):
            found.place[rows], found.lift[rows], found.support[rows] = self._likeliest(bought[rows], number[rows])
        return found

    def _likeliest(self, bought: BoolArray, number: IntArray) -> tuple[IntArray, FloatArray, FloatArray]:
        """Of customers who have bought some: the place, lift and support of the likeliest of the others."""
        owner, source = np.nonzero(bought)
        start = number.cumsum() - number
        evidence = np.add.reduceat(self.log_lift[source], start, axis=0) / np.sqrt(number)[:, None]
        place = where(bought, -np.inf, self.log_base + evidence).argmax(axis=1)
        told = place[owner]
        speaks = self.log_lift[source, told]
        most = np.maximum.reduceat(speaks, start)[owner] == speaks  # the bought one that speaks most for it
        support = np.maximum.reduceat(where(most, self.support[source, told], -np.inf), start)
        return place, np.exp(evidence[np.arange(len(place)), place]), support


def _parts(rows: IntArray) -> Iterator[IntArray]:
    for first in range(0, len(rows), CUSTOMERS_AT_ONCE):
        yield rows[first : first + CUSTOMERS_AT_ONCE]
