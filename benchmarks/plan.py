"""`python -m benchmarks.plan`: the plan of a large base without its files: seconds of CPU, gap, memory."""

import argparse
import resource
import time

import numpy as np

from training.plan.program import Program
from training.plan.relaxation import relaxation
from training.plan.rounding import rounded

ACTIONS = 10
COST = np.array([0.1, 0.2, 0.2, 1, 2, 6, 8, 12, 25, 60.0])
GAIN = np.array([0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.03, 0.04, 0.08, 0.12])  # of a customer's value
CALLS_FROM = 8  # the last two are phone calls
BUDGET, CALLS, PER_CUSTOMER = 3.0, 0.05, 3  # currency and calls a customer


def synthetic(customers: int, seed: int = 1) -> Program:
    """A base whose values are lognormal, as spending is, with about `ACTIONS` paying candidates a customer."""
    rng = np.random.default_rng(seed)
    value = rng.lognormal(6.5, 1.2, (customers, 1)) * rng.uniform(0.2, 1, (customers, 1))
    net = value * GAIN * rng.uniform(0.3, 1.7, (customers, ACTIONS)) - COST
    net = np.where(net > 0, net, rng.uniform(0.01, 1.0, net.shape)).ravel()  # keep the size: all pay a little
    action = np.tile(np.arange(ACTIONS), customers)
    customer = np.repeat(np.arange(customers), ACTIONS)
    row = np.where(action >= CALLS_FROM, 1, 0)
    limits = np.array([BUDGET * customers, CALLS * customers])
    before = np.flatnonzero((action == 8) & (rng.random(len(action)) < 0.1))  # a tenth: the call needs the message
    pairs = np.stack([before - 4, before], axis=1)
    return Program(net, COST[action], row, limits, customer, np.full(customers, PER_CUSTOMER), pairs)


def main() -> None:
    """Plan and print one line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plan", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    program = synthetic(customers := parser.parse_args().customers)
    begun = time.process_time()
    relaxed = relaxation(program)
    solved = time.process_time()
    chosen = rounded(program, relaxed)
    gap = 1 - float(program.net @ chosen) / relaxed.bound
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{customers:,} customers x {ACTIONS} actions: program {solved - begun:.1f} s, whole actions "
        f"{time.process_time() - solved:.1f} s of CPU; gap {gap:.5%} of the bound; peak {peak:,.0f} MiB"
    )


if __name__ == "__main__":
    main()
