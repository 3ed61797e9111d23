"""The linear program of a whole base, exactly, by solving it only for the customers whom the prices leave undecided.

Sifting with a certificate (the duality of Dantzig and Wolfe 1960, doi 10.1287/opre.8.1.101): where a customer's best
actions are the same at all prices that come into question, they are fixed; HiGHS solves the rest and gives the prices.
The bound holds at any prices: what the limits are worth at them, plus what each customer's best actions are worth then.
"""

from dataclasses import dataclass, replace

import numpy as np

from scoring.columns import BoolArray, FloatArray
from training.plan.matrices import Relaxed, solved
from training.plan.program import Program

AT_ONCE = 20_000  # candidates that HiGHS takes in well under a second
SAMPLE = 2_500  # customers whose program tells the prices to some percent
WIDTH = 0.02  # of the prices, within which a customer's choice must not change to be fixed
WIDEST = 100.0  # where nothing else has helped, all are left undecided, so that an end is sure
A_LITTLE = 1e-5  # of a limit, and of a unit
CLOSE = 1e-7  # of the bound: no difference that anybody could see


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """The optimum with fractions allowed.

    Shares (m,); `prices` (d,) that make it one; `gains` (d,) what one more unit of each limit brings, which is less
    than the price where the last unit brought more than the next one; a `bound` (currency) that no plan exceeds.
    """

    share: FloatArray
    prices: FloatArray
    gains: FloatArray
    bound: float


def relaxation(program: Program) -> Relaxation:
    """The optimum of the program without whole numbers, and its bound."""
    if len(program) <= AT_ONCE:
        whole = _all(program)
        return Relaxation(whole.share, whole.prices, _gains(program), whole.value)
    prices, undecided, width = _first_prices(program), np.zeros(len(program.slots), dtype=bool), WIDTH
    while True:
        base = program.best(prices)
        undecided = undecided | _unsteady(program, prices, base, width) | program.torn(base)
        fixed = base & ~undecided[program.customer]
        part, kept = program.of(undecided, program.limits - program.used(fixed))
        width *= 2
        found = solved(part)
        if found is None:
            width *= 2  # the prices are too low, and those who are fixed use more than there is
            undecided = undecided | (width > WIDEST)
            continue
        bound, moved = _bound(program, fixed, undecided, found)
        share = fixed.astype(np.float64)
        share[kept] = found.share
        if bound - float(program.net @ share) <= CLOSE * bound or undecided.all():
            return Relaxation(share, found.prices, _gains(part), bound)
        prices, undecided = found.prices, undecided | moved


def _all(program: Program) -> Relaxed:
    found = solved(program)
    assert found is not None  # doing nothing holds every limit
    return found


def _gains(program: Program) -> FloatArray:
    """The prices just above the limits (d,): at the limits themselves those just below may be prices too."""
    more = program.limits * (1 + A_LITTLE) + A_LITTLE
    return _all(replace(program, limits=more)).prices


def _first_prices(program: Program) -> FloatArray:
    """Those of every so many-th customer by what money brings there, with their share of the limits."""
    chosen = np.zeros(len(program.slots), dtype=bool)
    most = np.zeros(len(chosen))
    np.maximum.at(most, program.customer, program.net / (program.cost + program.cost.mean()))
    chosen[np.argsort(most, kind="stable")[:: max(1, len(chosen) // SAMPLE)]] = True
    part, _ = program.of(chosen, program.limits * (chosen.sum() / len(chosen)))
    return _all(part).prices


def _unsteady(program: Program, prices: FloatArray, base: BoolArray, width: float) -> BoolArray:
    """The customers (n,) whose choice changes when prices move by `width`: all, or one at a time."""
    usual = program.net.sum() / np.maximum(program.used(np.ones(len(program))), 1.0)
    step = width * np.maximum(prices, 0.1 * usual)
    moves = [step, -step, *(sign * one for one in np.diag(step) for sign in (1, -1) if len(step) > 1)]
    unsteady = np.zeros(len(program.slots), dtype=bool)
    for move in moves:
        other = program.best(np.maximum(prices + move, 0.0))
        unsteady[program.customer[other != base]] = True
    return unsteady


def _bound(program: Program, fixed: BoolArray, undecided: BoolArray, found: Relaxed) -> tuple[float, BoolArray]:
    """The bound at the prices found, in currency, and the fixed customers (n,) who would choose otherwise at them.

    By duality the undecided are worth their own optimum less what their part of the limits is worth.
    """
    now = program.best(found.prices) & ~undecided[program.customer]
    moved = np.zeros(len(program.slots), dtype=bool)
    moved[program.customer[now != fixed]] = True
    others = float(program.reduced(found.prices)[now].sum())
    return found.value + float(found.prices @ program.used(fixed)) + others, moved
