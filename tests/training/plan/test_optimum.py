"""The optimum: equal to trying everything on small bases, within 0.1 % of a bound that HiGHS confirms on large ones."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from benchmarks.plan import synthetic
from tests.training.planned import candidate, planned
from training.plan import relaxation as sifting
from training.plan.matrices import solved
from training.plan.program import Program
from training.plan.relaxation import relaxation
from training.plan.rounding import rounded

PLACES = 4


def feasible(program: Program, chosen: np.ndarray) -> bool:
    """Whether every limit is held."""
    of_customer = np.bincount(program.customer[chosen], minlength=len(program.slots))
    torn = chosen[program.pairs[:, 1]] & ~chosen[program.pairs[:, 0]]
    within = (program.used(chosen) <= program.limits + 1e-9).all()
    return bool(within and (of_customer <= program.slots).all()) and not torn.any()


def by_trying(program: Program) -> float:
    choices = (np.array(bits, dtype=bool) for bits in product((0, 1), repeat=len(program)))
    return max(float(program.net @ chosen) for chosen in choices if feasible(program, chosen))


def small(seed: int) -> Program:
    rng = np.random.default_rng(seed)
    m = 3 * PLACES
    customer = np.repeat(np.arange(3), PLACES)
    row = np.tile([0, 1, 1, 2], 3)
    pairs = np.array([[1, 0], [6, 7]]) if seed % 3 else np.zeros((0, 2), dtype=np.int64)
    limits = np.array([rng.integers(0, 25), rng.integers(0, 4), rng.integers(0, 4)], dtype=float)
    net, cost = rng.integers(-5, 30, m).astype(float), rng.integers(0, 9, m).astype(float)
    return Program(net, cost, row, limits, customer, rng.integers(0, 4, 3), pairs)


@pytest.mark.parametrize("seed", range(25))
def test_it_is_what_trying_everything_finds(seed):
    program = small(seed)
    relaxed = relaxation(program)
    chosen = rounded(program, relaxed)
    best = by_trying(program)

    assert feasible(program, chosen)
    assert float(program.net @ chosen) == pytest.approx(best)
    assert relaxed.bound >= best - 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_best_at_prices_is_what_trying_everything_finds(seed):
    nobody = np.zeros((0, 2), dtype=np.int64)
    free = replace(small(seed), limits=np.full(3, np.inf), pairs=nobody)
    prices = np.random.default_rng(seed).uniform(0, 3, 3)
    left = free.reduced(prices)
    assert left[free.best(prices)].sum() == pytest.approx(by_trying(replace(free, net=left)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_large_base_is_within_a_thousandth_and_within_its_limits(seed):
    program = synthetic(4_000, seed)
    relaxed = relaxation(program)
    chosen = rounded(program, relaxed)
    value = float(program.net @ chosen)

    assert feasible(program, chosen)
    assert relaxed.bound * 0.999 <= value <= relaxed.bound * (1 + 1e-9)


def test_sifting_finds_the_optimum_of_the_whole_program(monkeypatch):
    program = synthetic(3_000, 4)
    direct = solved(program)
    monkeypatch.setattr(sifting, "SAMPLE", 200)  # prices that are far off at first
    sifted = relaxation(program)

    assert sifted.bound == pytest.approx(direct.value, rel=1e-6)
    assert sifted.share @ program.net == pytest.approx(direct.value, rel=1e-6)
    assert sifted.prices == pytest.approx(direct.prices, rel=1e-3)


def test_limits_of_nothing_are_held():
    program = synthetic(3_000)
    none = replace(program, limits=np.zeros(2))
    assert not rounded(none, relaxation(none)).any()


def test_the_same_base_gives_the_same_plan():
    program = synthetic(3_000)
    once, again = (rounded(program, relaxation(program)) for _ in range(2))
    assert np.array_equal(once, again)


def test_a_limit_that_sums_of_decimals_pass_by_a_hair_is_held():
    rows = [candidate(f"{i:03d}", 0, 1 + i, 0.1) for i in range(300)]
    found = planned(*rows, budget=7.3)
    assert len(found.assigned) == 73
    assert found.assigned["cost"].sum() <= 7.3 * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(30))
def test_half_a_pair_does_not_raise_the_bound(seed):
    """A customer whose places do not reach for everything: the bound is what whole actions bring."""
    rng = np.random.default_rng([9, seed])
    m, slots = 6, np.array([1 + seed % 3])
    net, cost = rng.integers(1, 30, m).astype(float), np.ones(m)
    net[0] = rng.integers(-5, 3)
    pairs, nothing = np.array([[0, 3]]), np.zeros(m, dtype=np.int64)
    program = Program(net, cost, nothing, np.array([100.0]), nothing, slots, pairs)
    assert relaxation(program).bound == pytest.approx(by_trying(program))
