"""A program as HiGHS takes it: sparse rows, upper bounds; rows that cannot bind are left out."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from scoring.columns import FloatArray, IntArray
from training.plan.program import Program

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
    return vstack([shared, customers, needs]).tocsr(), np.concatenate([program.limits, most, np.zeros(q)])


def _sums(which: IntArray, most: FloatArray | IntArray) -> tuple[csr_array, FloatArray]:
    """A row for each of `which` (m,) that has more candidates than `most` (m,) allows, and what it allows."""
    _, first, place, size = np.unique(which, return_index=True, return_inverse=True, return_counts=True)
    binds = size > most[first]
    row = np.where(binds, np.cumsum(binds) - 1, -1)[place]
    columns = np.flatnonzero(row >= 0)
    shape = (int(binds.sum()), len(which))
    return csr_array((np.ones(len(columns)), (row[columns], columns)), shape=shape), most[first][binds].astype(float)
