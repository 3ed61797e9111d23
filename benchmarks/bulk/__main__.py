"""`python -m benchmarks.bulk`: many customers from features, from orders and as files, on one core."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import results
from benchmarks.bulk.cases import CASES, Measured, with_growth
from benchmarks.watch import Failed

USUAL, QUICK = (100_000, 1_000_000, 10_000_000), (10_000, 100_000)
SHOWN = {  # field -> heading
    "customers": "customers",
    "customers_per_core_second": "customers a core second",
    "ratio_to_predict_proba": "CPU / predict_proba",
    "cpu_seconds": "CPU s",
    "wall_seconds": "wall s",
    "exponent": "growth exponent",
    "peak_mib": "peak MiB",
    "peak_ratio": "peak / size before",
}
HOW = """One core, one thread. `features`: measured before, of customers with all six tables (31 rows each);
predictions with exact reasons, all dimensions, actions. `features of orders`: the same of customers with ten orders
and nothing else. `orders`: these with the measuring, read before. All without sentences, in chunks as `training score`
takes them, of customers that come again and again (the demo's 20,000; 100,000). scikit-learn's `predict_proba` and
`predict` of the two estimators behind the tables take turns with them, chunk by chunk, in the same process. `file`:
`python -m training score` of those orders, all different, from process start to the written Parquet file. Wall of the
first three: with reading, measuring and scikit-learn. Exponent: of CPU time since the size before; 1 is proportional,
10.5 times the time for ten times the customers is 1.021."""


def main(arguments: Sequence[str]) -> int:
    """A table, or with --json a line a case and size."""
    asked = _parser().parse_args(arguments)
    found: list[Measured] = []
    try:
        for customers in sorted(asked.sizes or (QUICK if asked.quick else USUAL)):
            for case in asked.cases:
                results.say(f"{case}, {customers:,} customers")
                found.append(CASES[case](customers, asked.bundle))
    except Failed as failure:
        results.say(str(failure))
        return 1
    told = with_growth(sorted(found, key=lambda one: (asked.cases.index(one.case), one.customers)))
    if asked.json:
        for one in told:
            print(json.dumps(one.to_line()), flush=True)
    else:
        results.show(["case", *SHOWN.values()], _rows(told))
    if asked.results:
        _publish(told, results.command_of("benchmarks.bulk", arguments))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", help="customers; default: 1e5, 1e6 and 1e7, half an hour")
    parser.add_argument("--quick", action="store_true", help="10,000 and 100,000 customers")
    parser.add_argument("--cases", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument("--bundle", type=Path, default=Path("models/current"))
    parser.add_argument("--json", action="store_true", help="one JSON line a case and size")
    parser.add_argument("--results", action="store_true", help="write the section of benchmarks/RESULTS.md")
    return parser


def _publish(told: Sequence[Measured], command: str) -> None:
    versions = results.versions_of("numpy", "polars", "scikit-learn")
    table = results.markdown(["case", *SHOWN.values()], _rows(told))
    results.publish("bulk", results.section("Many customers", command, versions, [HOW, table]))


def _rows(told: Sequence[Measured]) -> list[list[str]]:
    return [[one.case, *(results.figure(getattr(one, name)) for name in SHOWN)] for one in told]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
