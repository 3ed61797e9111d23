"""From fractions to a plan of whole actions: only the few customers at the margin are decided anew."""

import numpy as np

from scoring.columns import BoolArray, FloatArray
from training.plan.matrices import whole
from training.plan.program import Program
from training.plan.relaxation import Relaxation

WHOLE = 1e-6
ENOUGH = 1e-3  # of the bound: the promise
AIM, EXACT = 1e-5, 1e-9  # relative gaps of the search for large and for small bases
SMALL = 500  # candidates that are searched to the end
MARGIN = 200  # customers decided anew beside those with fractions


def rounded(program: Program, relaxed: Relaxation) -> BoolArray:
    """The candidates to do (m,): feasible, and within 0.1 % of the bound where whole actions allow it."""
    margin = MARGIN
    while True:
        chosen = _within(program, _decided(program, relaxed, margin), relaxed.prices)
        near_enough = float(program.net @ chosen) >= (1 - ENOUGH) * relaxed.bound
        if near_enough or margin >= min(len(program.slots), MARGIN * 16):
            return chosen
        margin *= 4


def _decided(program: Program, relaxed: Relaxation, margin: int) -> BoolArray:
    """Fractions and the `margin` customers nearest to another choice in whole numbers, the others as they are."""
    if len(program) <= SMALL:
        return whole(program, EXACT) > 0.5
    open_ = _at_the_margin(program, relaxed, margin)
    settled = (relaxed.share > 0.5) & ~open_[program.customer]
    part, kept = program.of(open_, np.maximum(program.limits - program.used(settled), 0.0))
    allowed = AIM * relaxed.bound / max(float(part.net @ relaxed.share[kept]), AIM * relaxed.bound, 1e-12)
    chosen = settled
    chosen[kept] = whole(part, min(allowed, ENOUGH)) > 0.5
    return chosen


def _at_the_margin(program: Program, relaxed: Relaxation, margin: int) -> BoolArray:
    """Customers (n,) with a fraction, and those with a candidate whose value at the prices is nearest to 0."""
    open_ = np.zeros(len(program.slots), dtype=bool)
    fraction = (relaxed.share > WHOLE) & (relaxed.share < 1 - WHOLE)
    nearest = np.argsort(np.abs(program.reduced(relaxed.prices)), kind="stable")
    whose = program.customer[nearest]
    _, first = np.unique(whose, return_index=True)
    open_[whose[np.sort(first)[:margin]]] = True
    open_[program.customer[fraction]] = True
    return open_


def _within(program: Program, chosen: BoolArray, prices: FloatArray) -> BoolArray:
    """The same without the least valuable where the solver's tolerance let a limit be passed by a hair."""
    order = np.argsort(program.reduced(prices), kind="stable")
    for i in order[chosen[order]]:
        over = program.used(chosen) > program.limits * (1 + 1e-12)
        if not over.any():
            break
        needed = bool(chosen[program.pairs[program.pairs[:, 0] == i, 1]].any())
        takes = over[program.row[i]] if program.row[i] else False
        if not needed and (takes or (over[0] and program.cost[i] > 0)):
            chosen[i] = False
    return chosen
