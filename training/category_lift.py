"""Which category follows which: what the training customers took up next, given what they had bought before.

A category counts once a customer, in the purchase that first holds it; purchases are those of one day. The lift of b
given a is the number of customers who took b up after a, over the number to expect if a told nothing: the purchases of
those who had a and lacked b, times the rate at which such purchases hold b. Both get the same number added, so that
few cases say little (the posterior mean of a Poisson rate under a gamma prior of mean 1).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import BoolArray, IntArray
from scoring.events import run_starts
from scoring.facts import Facts

DAYS_AT_ONCE = 50_000  # purchase days counted together; sums of so few are exact in float32


@dataclass(frozen=True, slots=True, eq=False)
class Baskets:
    """Days of purchase: `customer` (d,) of each, ascending; `day` (m,) and category `code` (m,) of the lines."""

    customer: IntArray
    day: IntArray
    code: IntArray


def category_lift(facts: Facts, rules: Mapping[str, Any]) -> dict[str, Any] | None:
    """The content of `CategoryLift` from all purchases up to the day of `facts`; None under two frequent categories.

    `rules` are those of `[next_purchase]`: how many categories at most, of how many customers at least, and the prior.
    """
    codes, baskets = _frequent(facts, rules["most_categories"], rules["category_customers"])
    if len(codes) < 2:
        return None
    followed, at_risk = np.zeros((2, len(codes), len(codes)))
    taken_up, lacking = np.zeros((2, len(codes)))
    for before, new in _purchases(baskets, len(codes)):
        had, lacks, first = (table.astype(np.float32) for table in (before, ~before, new))
        followed += had.T @ first
        at_risk += had.T @ lacks
        taken_up += first.sum(axis=0)
        lacking += lacks.sum(axis=0)
    base = taken_up / np.maximum(lacking, 1.0)
    prior = float(rules["category_prior"])
    lift = (followed + prior) / (at_risk * base + prior)
    return {"codes": codes, "base": base, "lift": lift, "support": followed}


def _frequent(facts: Facts, most: int, fewest_customers: int) -> tuple[list[str], Baskets]:
    """The categories that most customers have bought, in the order of their names, and the baskets in these terms."""
    lines = facts.features.past.lines
    lines = lines.where(lines.number("net") > 0)
    new_day = run_starts(lines.customer, lines.number("date"))
    category = lines.text("category")
    width = len(category.levels) + 1
    pairs = np.unique(lines.customer * width + category.codes + 1)
    customers = np.bincount(pairs % width, minlength=width)[1:]
    ranked = np.argsort(-customers, kind="stable")[:most]
    chosen = np.sort(ranked[customers[ranked] >= fewest_customers])
    place = np.full(width, -1)
    place[chosen] = np.arange(len(chosen))
    baskets = Baskets(lines.customer[new_day], np.cumsum(new_day) - 1, place[category.codes])
    return [category.levels[i] for i in chosen], baskets


def _purchases(baskets: Baskets, width: int) -> Iterator[tuple[BoolArray, BoolArray]]:
    """Every purchase but each customer's first: what had been bought before (d, c), and what was taken up (d, c)."""
    named = baskets.code >= 0
    day, code = baskets.day[named], baskets.code[named]
    for first, last in _blocks(baskets.customer):
        low, high = np.searchsorted(day, (first, last)).tolist()
        taken = np.zeros((last - first, width), dtype=bool)
        taken[day[low:high] - first, code[low:high]] = True
        begins = run_starts(baskets.customer[first:last], np.zeros(last - first))
        start = np.maximum.accumulate(np.where(begins, np.arange(last - first), 0))
        upto = np.cumsum(taken, axis=0, dtype=np.int32) - taken  # of all customers of the block, before each day
        before = upto > upto[start]
        yield before[~begins], (taken & ~before)[~begins]


def _blocks(customer: IntArray) -> Iterator[tuple[int, int]]:
    """Ranges of days that hold customers whole."""
    starts = np.append(np.flatnonzero(run_starts(customer, np.zeros(len(customer)))), len(customer))
    first = 0
    while first < len(customer):
        fits = int(np.searchsorted(starts, first + DAYS_AT_ONCE, side="right")) - 1
        following = int(np.searchsorted(starts, first, side="right"))
        last = int(starts[max(fits, following)])  # one customer may have more days than that
        yield first, last
        first = last
