"""`python -m benchmarks.spark`: the same tables scored by Spark on two cores and by the file command, taking turns.

Runs in the environment of Spark (`.venv-spark/bin/python -m benchmarks.spark`; docs/spark.md says how to make it).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from benchmarks import results
from benchmarks.bulk.cases import TABLES, orders_of
from benchmarks.tree import PROC, Tree
from benchmarks.watch import Failed, watched

MANY, MANY_CUSTOMERS = Path("build/bench/many"), 100_000
USUAL, QUICK, RUNS = (100_000, 1_000_000), (100_000,), 3
LOOK_SECONDS, LAST = 0.5, 2_000
PARTS = (250_000, 1_000_000, 4_000_000)  # rows; the demo's 100,000 customers have 3.1 million
JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"  # it schedules and shuffles; compiling more costs more than it saves
SHOWN = ("customers", "file CPU s", "Spark CPU s", "ratio", "customers a CPU s", "file wall s", "Spark wall s", "MiB")
HOW = """`training score --workers 2` and `spark-submit --master 'local[2]'` of the same orders, ten a customer, on two
cores, taking turns; medians. CPU seconds are of the whole process tree, start included: that of Spark (JVM, driver,
Python) is paid once a job. `ratio`: CPU of the file command / CPU of Spark; `MiB`: peak of all of Spark. `without
start`: what the larger size takes more than the smaller one."""
PART = """What a Python worker of Spark holds at its peak, libraries included, while it scores the demo's 100,000
customers (3.1 million rows in six tables) in parts of so many rows."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU and wall seconds, the peak MiB of the tree, and that of the largest Python worker of Spark."""

    cpu: float
    wall: float
    peak_mib: float
    worker_mib: float = 0.0


@dataclass(frozen=True, slots=True)
class Compared:
    """Medians for so many customers."""

    customers: int
    file_cpu_seconds: float
    spark_cpu_seconds: float
    ratio: float
    customers_per_cpu_second: float
    file_wall_seconds: float
    spark_wall_seconds: float
    spark_peak_mib: float


def main(arguments: Sequence[str]) -> int:
    """Tables, or with --json a line a size and a part."""
    asked = _parser().parse_args(arguments)
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(Path.cwd()), "POLARS_MAX_THREADS": "1"}
    try:
        found = [compared(customers, asked.bundle, asked.runs) for customers in (QUICK if asked.quick else asked.sizes)]
        parts = {} if asked.quick else {rows: of_a_part(rows, asked.bundle) for rows in PARTS}
    except Failed as failure:
        results.say(str(failure))
        return 1
    if asked.json:
        for line in (*map(asdict, found), *({"rows_a_part": rows, "worker_mib": mib} for rows, mib in parts.items())):
            print(json.dumps(line))
    else:
        for headings, rows in _tables(found, parts):
            results.show(headings, rows)
    if asked.results:
        tables = zip((HOW, PART), _tables(found, parts), strict=False)
        told = [part for how, table in tables for part in (how, results.markdown(*table))]
        command = results.command_of("benchmarks.spark", arguments)
        versions = results.versions_of("pyspark", "pyarrow", "polars", "numpy")
        results.publish("spark", results.section("Spark", command, versions, told))
    return 0


def compared(customers: int, bundle: Path, runs: int) -> Compared:
    """Both ways, taking turns. Failed."""
    words = ["--bundle", str(bundle), "--orders", str(orders_of(customers))]
    files, sparks = list[Cost](), list[Cost]()
    for run in range(runs):
        results.say(f"{customers:,} customers, run {run + 1} of {runs}")
        with TemporaryDirectory(prefix="spark-", dir="build") as folder:
            done = watched(
                ["-m", "training", "score", *words, "--workers", "2", "--out", f"{folder}/f.parquet"], cores=2
            )
            files.append(Cost(done.cpu, done.wall, done.peak_mib))
            sparks.append(spark_job(["score", *words, "--out", f"{folder}/s"], cores=2))
    file, spark = _median(files), _median(sparks)
    speeds = (file.cpu / spark.cpu, customers / spark.cpu)
    return Compared(customers, file.cpu, spark.cpu, *speeds, file.wall, spark.wall, spark.peak_mib)


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(*(statistics.median(values) for values in zip(*map(astuple, costs), strict=True)))


def of_a_part(rows: int, bundle: Path) -> float:
    """Peak MiB of the worker, on one core so that there is one. Failed."""
    if not (MANY / "orders.parquet").exists():
        words = ["--customers", str(MANY_CUSTOMERS), "--seed", "1", "--out", str(MANY)]
        watched(["-m", "training", "demo-data", *words], cores=2)
    given = [word for name in TABLES for word in (f"--{name}", str(MANY / f"{name}.parquet"))]
    with TemporaryDirectory(prefix="spark-", dir="build") as folder:
        out = ["--rows-a-part", str(rows), "--out", f"{folder}/s"]
        return spark_job(["score", "--bundle", str(bundle), *given, *out], cores=1).worker_mib


def spark_job(words: Sequence[str], *, cores: int) -> Cost:
    """`spark-submit` of deploy/spark_job.py to its end. Failed."""
    program = Path(sys.executable).with_name("spark-submit")
    if not program.exists():
        raise Failed("Spark is not in this environment; docs/spark.md says how to make .venv-spark, and run it there")
    options = ["--master", f"local[{cores}]", "--driver-java-options", JAVA, "--conf", "spark.ui.enabled=false"]
    command = [str(program), *options, "deploy/spark_job.py", *words]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    cpu = peak = worker = 0.0
    with TemporaryFile() as output:
        begun = time.monotonic()
        with subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment) as process:
            tree = Tree(process.pid)
            while process.poll() is None:
                cpu, peak = max(cpu, tree.cpu()), max(peak, tree.resident_mib())
                worker = max([worker, *(_worker_mib(pid) for pid in tree.pids())])
                time.sleep(LOOK_SECONDS)
        output.seek(0)
        if process.returncode:
            raise Failed(f"spark-submit failed: {output.read()[-LAST:].decode(errors='replace')}")
    return Cost(cpu, time.monotonic() - begun, peak, worker)


def _worker_mib(pid: int) -> float:
    """The peak of a process so far, if it is a Python worker of Spark."""
    try:
        if b"pyspark.daemon" not in (PROC / str(pid) / "cmdline").read_bytes():
            return 0.0
        return int((PROC / str(pid) / "status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):  # it ended while we looked
        return 0.0


def _tables(found: Sequence[Compared], parts: Mapping[int, float]) -> list[tuple[Sequence[str], list[list[str]]]]:
    rows = [[results.figure(value) for value in asdict(one).values()] for one in found]
    shown: list[tuple[Sequence[str], list[list[str]]]] = [(SHOWN, rows)]
    if len(found) > 1:
        less, more = found[0], found[-1]
        file = more.file_cpu_seconds - less.file_cpu_seconds
        spark = more.spark_cpu_seconds - less.spark_cpu_seconds
        numbers = (
            more.customers - less.customers,
            file,
            spark,
            file / spark,
            (more.customers - less.customers) / spark,
        )
        rows.append(
            [results.figure(numbers[0]) + " more, without start", *map(results.figure, numbers[1:]), "", "", ""]
        )
    if parts:
        shown.append((["rows a part", "worker MiB"], [[f"{n:,}", results.figure(mib)] for n, mib in parts.items()]))
    return shown


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=USUAL, help="customers; default: 100000 1000000")
    parser.add_argument("--quick", action="store_true", help="100,000 customers, no parts")
    parser.add_argument("--runs", type=int, default=RUNS, help="of both ways")
    parser.add_argument("--bundle", type=Path, default=Path("models/current"))
    parser.add_argument("--json", action="store_true", help="one JSON line a size and a part")
    parser.add_argument("--results", action="store_true", help="write the section of benchmarks/RESULTS.md")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
