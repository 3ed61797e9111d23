"""The figures that the README quotes: fit, start, size, scoring of files and of one customer."""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.processes import run, start_service
from schema.answer import answer
from schema.limits import Limits
from schema.payload import parse
from schema.written import plain_json
from scoring.bundle import locate
from scoring.scorer import measure, score
from training.bulk import CHUNK, load
from training.config import Config
from training.tables import Tables, read_tables

CUSTOMERS, MANY_CUSTOMERS, SEED = 20_000, 100_000, 1
DATA, MANY = Path("build/bench"), Path("build/bench/many")
TABLES = ("orders", "customers", "usage", "inquiries", "feedback", "contacts")
Row = tuple[str, str, str, str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one row a promise: what was measured, and the limit it is held to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="interleaved runs of what is timed in process")
    parser.add_argument("--json", action="store_true", help="one JSON line a row")
    options = parser.parse_args(arguments)
    rows = [*_fit(), *_service(), *_files(), *_one(options.runs)]
    _print(rows, as_json=options.json)
    return 0


def _fit() -> list[Row]:
    if not (DATA / "orders.parquet").exists():
        run(["-m", "training", "demo-data", "--customers", str(CUSTOMERS), "--seed", str(SEED), "--out", str(DATA)])
    cost = run(["-m", "training", "fit", *_options(), "--out", "build/bench/models"], cores=2)
    return [(f"fit of {CUSTOMERS:,} customers, all patterns", f"{cost.wall:.1f} s", "<= 90 s", f"CPU {cost.cpu:.1f} s")]


def _service() -> list[Row]:
    body = Path("docs/sample.json").read_bytes()
    started = [start_service(body) for _ in range(3)]
    ready = statistics.median(s.seconds for s in started)
    cpu = statistics.median(s.cpu for s in started)
    size = statistics.median(s.resident_mib for s in started)
    return [
        ("process start to ready", f"{ready:.2f} s", "<= 2 s", f"CPU {cpu:.2f} s"),
        ("resident size after a request", f"{size:.0f} MiB", "<= 120 MiB", ""),
    ]


def _files() -> list[Row]:
    """Whole processes with start and reading; `many` customers, so that the start counts as in real use."""
    if not (MANY / "orders.parquet").exists():
        run(
            ["-m", "training", "demo-data", "--customers", str(MANY_CUSTOMERS), "--seed", str(SEED), "--out", str(MANY)]
        )
    return [
        _scored("orders alone", ("orders",)),
        _scored("orders and customers", ("orders", "customers")),
        _scored(f"all {len(TABLES)} tables", TABLES),
    ]


def _scored(what: str, tables: Sequence[str]) -> Row:
    words = ["-m", "training", "score", "--bundle", "build/bench/models", *_options(MANY, tables)]
    cost = run([*words, "--out", str(DATA / "scores.parquet")], cores=1)
    rows = sum(pl.scan_parquet(MANY / f"{name}.parquet").select(pl.len()).collect().item() for name in tables)
    return (
        f"training score, {MANY_CUSTOMERS:,} customers, {what}, one core",
        f"{MANY_CUSTOMERS / cost.cpu:,.0f} customers a CPU second",
        ">= 40,000",
        f"CPU {cost.cpu:.2f} s in all, {rows / MANY_CUSTOMERS:.0f} rows a customer, {rows / cost.cpu:,.0f} a second",
    )


def _one(runs: int) -> list[Row]:
    """In process, interleaved: scoring with everything, against scikit-learn's own prediction of the same models."""
    bundle = load(DATA / "models")
    tables = read_tables({name: DATA / f"{name}.parquet" for name in TABLES}, Config())
    estimator = joblib.load(locate(DATA / "models") / "estimators.joblib")["full.churn"]
    x = _matrix(tables, bundle)
    customers = tables.customers(float(tables.last_day or 0))
    chunk = customers.take(np.arange(CHUNK))
    record = parse(Path("docs/sample.json").read_bytes(), Limits(), currency=bundle.currency)
    today = date.fromisoformat(bundle.as_of)
    ours, theirs, one, alone = _interleaved(
        runs,
        lambda: score(chunk, bundle).complete(),
        lambda: estimator.predict_proba(x[:CHUNK]),
        lambda: plain_json(answer([record], bundle, "en", today)[0]),
        lambda: estimator.predict_proba(x[:1]),
    )
    return [
        ("scoring from tables, in process, one core", f"{CHUNK / ours:,.0f} customers a CPU second", ">= 60,000",
         f"{ours / theirs:.2f} x predict_proba of one churn model alone"),
        ("one answer, JSON to JSON", f"{one * 1e3:.2f} ms CPU", "",
         f"{one / alone:.2f} x predict_proba of one churn model alone"),
    ]  # fmt: skip


def _matrix(tables: Tables, bundle: Any) -> Any:
    facts, _ = measure(tables.customers(float(tables.last_day or 0)), bundle)
    return facts.features.matrix(bundle.patterns[0].features, bundle.levels)


def _interleaved(runs: int, *calls: Callable[[], object]) -> list[float]:
    """Median CPU seconds of each call, the calls taking turns; a quick one is repeated within its turn."""
    times: list[list[float]] = [[] for _ in calls]
    for call in calls:
        call()
    for _ in range(runs):
        for i, call in enumerate(calls):
            begun, repeats = time.process_time(), 0
            while repeats < 1 or time.process_time() - begun < 0.1:
                call()
                repeats += 1
            times[i].append((time.process_time() - begun) / repeats)
    return [statistics.median(found) for found in times]


def _options(folder: Path = DATA, tables: Sequence[str] = TABLES) -> list[str]:
    return [word for name in tables for word in (f"--{name}", str(folder / f"{name}.parquet"))]


def _print(rows: Sequence[Row], *, as_json: bool) -> None:
    names = ("what", "measured", "promised", "beside it")
    if as_json:
        for row in rows:
            print(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False))
        return
    table = Table(*names)
    for row in rows:
        table.add_row(*row)
    Console(width=160).print(table)
