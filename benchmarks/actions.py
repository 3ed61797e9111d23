"""`python -m benchmarks.actions`: how often each action of the policy is in an answer, and what choosing costs.

Run `make run` once before it: it takes the demo's tables and `models/current`.
"""

import argparse
import time
from pathlib import Path
from statistics import median

import numpy as np

from scoring.actions import choose, weigh
from scoring.gates import any_of
from scoring.scorer import Scores, score
from training.bulk import CHUNK, load
from training.config import Config
from training.question import last_known_day
from training.tables import read_tables

DATA = Path("build/demo")
TABLES = ("orders", "customers", "usage", "inquiries", "feedback", "contacts")
ROUNDS = 7


def shares(scores: Scores) -> dict[str, tuple[float, float, float]]:
    """Of each action the share of customers whom it fits, to whom nothing bars it besides, and who are given it."""
    weighed = weigh(scores.facts, scores.columns)
    free = weighed.holds & ~any_of(weighed.gates)
    actions, chosen = scores.facts.bundle.policy.actions, scores.actions.chosen
    return {
        action.code: (
            float(weighed.holds[:, i].mean()),
            float(free[:, i].mean()),
            float((chosen == i).any(axis=1).mean()),
        )
        for i, action in enumerate(actions)
    }


def microseconds(scores: Scores) -> float:
    """CPU of choosing, a customer: the median of ROUNDS."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        choose(scores.facts, scores.columns)
        taken.append(time.process_time() - begun)
    return median(taken) / len(scores) * 1e6


def main() -> None:
    """A line an action, then the cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.actions", description=__doc__)
    parser.add_argument("--bundle", type=Path, default=Path("models"))
    bundle = load(parser.parse_args().bundle)
    tables = read_tables({name: DATA / f"{name}.parquet" for name in TABLES}, Config(), {})
    customers = tables.customers(last_known_day(tables, Config()))
    for code, (fits, free, given) in shares(score(customers, bundle)).items():
        print(f"{code:28}{fits:8.2%}{free:8.2%}{given:8.2%}")
    rows = np.arange(min(CHUNK, len(customers)))
    print(f"choosing: {microseconds(score(customers.take(rows), bundle)):.2f} us of CPU a customer")


if __name__ == "__main__":
    main()
