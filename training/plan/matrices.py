"""A program as HiGHS takes it: sparse rows, upper bounds; rows that cannot bind are left out."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from scoring.columns import FloatArray, IntArray
from training.plan.program import Program

CUTS = 100  # of a pair, which ten candidates beside it and three places do not need; beyond them it goes without
NODES = 20_000  # of the search for whole numbers: a bound that, unlike a time, is the same on every machine
INFEASIBLE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The optimum with fractions: shares (m,), prices of the shared limits (d,) and the value in currency."""

    share: FloatArray
    prices: FloatArray
    value: float


def solved(program: Program) -> Relaxed | None:
    """The linear program by HiGHS, a vertex, so few shares are fractions; None where the limits cannot be held."""
    if (program.limits < 0).any():
        return None
    if not len(program):
        return Relaxed(np.zeros(0), np.zeros(len(program.limits)), 0.0)
    matrix, most = _rows(program)
    found = linprog(-program.net, A_ub=matrix, b_ub=most, bounds=(0, 1), method="highs-ipm")
    if found.x is None:
        raise ArithmeticError(f"the plan's linear program has no solution: {found.message}")
    prices = np.maximum(-found.ineqlin.marginals[: len(program.limits)], 0.0)
    return Relaxed(np.clip(found.x, 0.0, 1.0), prices, -float(found.fun))


def whole(program: Program, gap: float) -> FloatArray:
    """The program in whole numbers (m,), at most a relative `gap` under its optimum or the best of `NODES` nodes."""
    if not len(program):
        return np.zeros(0)
    matrix, most = _rows(program)
    found = milp(
        -program.net,
        integrality=np.ones(len(program)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, ub=most),
        options={"mip_rel_gap": gap, "node_limit": NODES, "presolve": False},  # it prints of its own accord
    )
    return np.zeros(len(program)) if found.x is None else np.round(found.x)


def _rows(program: Program) -> tuple[csr_array, FloatArray]:
    """The matrix (rows, m) and the upper bounds (rows,); the shared limits come first."""
    m, d = len(program), len(program.limits)
    everyone = np.arange(m)
    limited = everyone[program.row > 0]
    at = np.concatenate([np.zeros(m, dtype=np.int64), program.row[limited]])
    weights = np.concatenate([program.cost, np.ones(len(limited))])
    shared = csr_array((weights, (at, np.concatenate([everyone, limited]))), shape=(d, m))
    customers, most = _sums(program.customer, program.slots[program.customer])
    q = len(program.pairs)
    signs = np.concatenate([-np.ones(q), np.ones(q)])
    needs = csr_array((signs, (np.tile(np.arange(q), 2), program.pairs.T.ravel())), shape=(q, m))
    cuts, room = _cuts(program)
    bounds = np.concatenate([program.limits, most, np.zeros(q), room])
    return vstack([shared, customers, needs, cuts]).tocsr(), bounds


def _cuts(program: Program) -> tuple[csr_array, FloatArray]:
    """Rows that whole choices never break and fractions do, and their bounds.

    Who does `then` does `first` too, and has places left for `slots - 2` others: of `then` and any `slots - 1` others
    one stays undone. Without them half of a pair may fill the last place, and the bound is higher than any choice.
    """
    found = [cut for pair in program.pairs for cut in _of_pair(program, *pair)]
    rows = np.repeat(np.arange(len(found)), [len(cut) for cut in found])
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *found])
    room = np.array([len(cut) - 1 for cut in found], dtype=np.float64)
    return csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(found), len(program))), room


def _of_pair(program: Program, first: int, then: int) -> Iterator[IntArray]:
    whose = program.customer[then]
    start, end = np.searchsorted(program.customer, [whose, whose + 1])
    others = np.array([i for i in range(start, end) if i not in (first, then)], dtype=np.int64)
    for chosen in _sets(len(others), max(int(program.slots[whose]) - 1, 0)):
        yield np.append(others[list(chosen)], then)


@lru_cache(maxsize=256)
def _sets(n: int, size: int) -> tuple[tuple[int, ...], ...]:
    """Every set of `size` among n; none where they are too many to be worth it."""
    return () if math.comb(n, size) > CUTS else tuple(combinations(range(n), size))


def _sums(which: IntArray, most: FloatArray | IntArray) -> tuple[csr_array, FloatArray]:
    """A row for each of `which` (m,) that has more candidates than `most` (m,) allows, and what it allows."""
    _, first, place, size = np.unique(which, return_index=True, return_inverse=True, return_counts=True)
    binds = size > most[first]
    row = np.where(binds, np.cumsum(binds) - 1, -1)[place]
    columns = np.flatnonzero(row >= 0)
    shape = (int(binds.sum()), len(which))
    return csr_array((np.ones(len(columns)), (row[columns], columns)), shape=shape), most[first][binds].astype(float)
