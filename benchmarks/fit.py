"""`python -m benchmarks.fit`: `training fit` on ten orders a customer, two cores: wall time, CPU time, peak memory."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from tempfile import TemporaryDirectory

from benchmarks import results
from benchmarks.bulk.cases import orders_of
from benchmarks.watch import Failed, watched

USUAL, QUICK = (100_000, 1_000_000), (10_000,)
CORES = 2
SHOWN = {"customers": "customers", "wall_seconds": "wall s", "cpu_seconds": "CPU s", "peak_mib": "peak MiB"}
HOW = """`python -m training fit --orders` on ten made-up orders a customer (`benchmarks.orders`), two cores, from
process start to the published bundle; the peak is of the whole process tree."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One fit."""

    customers: int
    wall_seconds: float
    cpu_seconds: float
    peak_mib: float

    def to_line(self) -> dict[str, object]:
        """The fields, figures to four digits."""
        return {name: float(f"{v:.4g}") if isinstance(v, float) else v for name, v in asdict(self).items()}


def main(arguments: Sequence[str]) -> int:
    """A table, or with --json a line a size."""
    asked = _parser().parse_args(arguments)
    found: list[Measured] = []
    try:
        for customers in sorted(asked.sizes or (QUICK if asked.quick else USUAL)):
            results.say(f"fit of {customers:,} customers")
            found.append(fit(customers))
    except Failed as failure:
        results.say(str(failure))
        return 1
    if asked.json:
        for one in found:
            print(json.dumps(one.to_line()), flush=True)
    else:
        results.show(list(SHOWN.values()), _rows(found))
    if asked.results:
        versions = results.versions_of("numpy", "polars", "scikit-learn")
        parts = [HOW, results.markdown(list(SHOWN.values()), _rows(found))]
        command = results.command_of("benchmarks.fit", arguments)
        results.publish("fit", results.section("A fit", command, versions, parts))
    return 0


def fit(customers: int) -> Measured:
    """One fit, into a folder that is thrown away. Failed where it fails."""
    orders = orders_of(customers)
    with TemporaryDirectory(prefix="fit-") as folder:
        words = ["--orders", str(orders), "--out", f"{folder}/models", "--force"]
        cost = watched(["-m", "training", "fit", *words], cores=CORES)
    return Measured(customers, cost.wall, cost.cpu, cost.peak_mib)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", help="customers; default: 100000 1000000")
    parser.add_argument("--quick", action="store_true", help="10,000 customers")
    parser.add_argument("--json", action="store_true", help="one JSON line a size")
    parser.add_argument("--results", action="store_true", help="write the section of benchmarks/RESULTS.md")
    return parser


def _rows(found: Sequence[Measured]) -> list[list[str]]:
    return [[results.figure(getattr(one, name)) for name in SHOWN] for one in found]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
