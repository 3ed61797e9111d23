"""What is measured of a number of customers, each in a process of its own, on one core."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.watch import watched

TEN, DEMO = Path("build/bench/ten"), Path("build/bench")
TABLES = ("orders", "customers", "usage", "inquiries", "feedback", "contacts")
DEMO_CUSTOMERS = 20_000
HELD = 100_000  # customers whose orders are held in memory, and gone through again and again


@dataclass(frozen=True, slots=True)
class Measured:
    """One case with so many customers.

    customers_per_core_second  of CPU time
    ratio_to_predict_proba     CPU time / that of scikit-learn's prediction of the same two models, in the same process
    peak_mib                   of the process, reading of the tables included
    exponent                   of growth in CPU time since the size before: log(CPU / CPU) / log(customers / customers)
    """

    case: str
    customers: int
    cpu_seconds: float
    wall_seconds: float
    customers_per_core_second: float
    ratio_to_predict_proba: float | None
    peak_mib: float
    exponent: float | None = None
    peak_ratio: float | None = None

    def to_line(self) -> dict[str, object]:
        """The fields, figures to four digits."""
        return {name: float(f"{v:.4g}") if isinstance(v, float) else v for name, v in asdict(self).items()}


def orders_of(customers: int) -> Path:
    """The file of ten orders a customer, made where it is missing."""
    path = TEN / str(customers) / "orders.parquet"
    if not path.exists():
        watched(["-m", "benchmarks.orders", "--customers", str(customers), "--out", str(path)], cores=2)
    return path


def demo_tables() -> list[Path]:
    """All tables of the demo company, made where they are missing."""
    if not (DEMO / "orders.parquet").exists():
        words = ["--customers", str(DEMO_CUSTOMERS), "--seed", "1", "--out", str(DEMO)]
        watched(["-m", "training", "demo-data", *words], cores=2)
    return [DEMO / f"{name}.parquet" for name in TABLES]


def from_features(customers: int, bundle: Path) -> Measured:
    """From features that were measured before (of the demo's customers, again and again), all tables known."""
    return _in_process("features", "features", customers, bundle, demo_tables())


def from_features_of_orders(customers: int, bundle: Path) -> Measured:
    """From features that were measured before, of the customers of `from_orders`."""
    return _in_process("features of orders", "features", customers, bundle, [orders_of(min(customers, HELD))])


def from_orders(customers: int, bundle: Path) -> Measured:
    """From ten orders each, read before (of so many customers, again and again)."""
    return _in_process("orders", "orders", customers, bundle, [orders_of(min(customers, HELD))])


def of_file(customers: int, bundle: Path) -> Measured:
    """`python -m training score`: start, reading and writing included."""
    with TemporaryDirectory(prefix="bulk-") as folder:
        words = ["--orders", str(orders_of(customers)), "--bundle", str(bundle), "--out", f"{folder}/scores.parquet"]
        cost = watched(["-m", "training", "score", *words], cores=1)
    rate = customers / cost.cpu
    return Measured("file", customers, cost.cpu, cost.wall, rate, None, cost.peak_mib)


CASES: Mapping[str, Callable[[int, Path], Measured]] = {
    "features": from_features,
    "features of orders": from_features_of_orders,
    "orders": from_orders,
    "file": of_file,
}


def with_growth(found: Sequence[Measured]) -> list[Measured]:
    """Beside each size of a case how it grew since the size before."""
    told: list[Measured] = []
    for one in found:
        before = next((other for other in reversed(told) if other.case == one.case), None)
        if before is None or one.customers == before.customers:
            told.append(one)
            continue
        exponent = log(one.cpu_seconds / before.cpu_seconds) / log(one.customers / before.customers)
        told.append(Measured(**(asdict(one) | {"exponent": exponent, "peak_ratio": one.peak_mib / before.peak_mib})))
    return told


def _in_process(case: str, what: str, customers: int, bundle: Path, tables: Sequence[Path]) -> Measured:
    words = [what, "--customers", str(customers), "--bundle", str(bundle)]
    files = [word for table in tables for word in ("--table", str(table))]
    cost = watched(["-m", "benchmarks.bulk.in_process", *words, *files], cores=1)
    said = json.loads(cost.output)
    ours, theirs = said["ours"], said["predict_proba"]
    return Measured(case, customers, ours, cost.wall, customers / ours, ours / theirs, cost.peak_mib)
