"""Made-up companies, smaller and plainer than the demo: where a test must know the truth, or need little time."""

from datetime import date, timedelta

import numpy as np
import polars as pl

LAST = date(2024, 12, 31)


def shop(customers: int, *, days: int = 700, seed: int = 0, leaving: float = 1 / 400) -> pl.DataFrame:
    """Orders of customers who buy at rates of their own until they stop; the last day is bought on, so it is known.

    Gaps are exponential with a mean of 10 to 90 days, `leaving` is the daily hazard of stopping.
    """
    rng = np.random.default_rng(seed)
    first = rng.integers(0, int(days * 0.8), customers)
    mean_gap, level = rng.uniform(10, 90, customers), rng.normal(4, 0.6, customers)
    end = np.minimum(first + rng.exponential(1 / leaving, customers), days)
    rows = []
    for i in range(customers):
        day = float(first[i])
        while day <= end[i]:
            rows.append((f"c{i:05}", int(day), round(float(np.exp(level[i] + rng.normal(0, 0.4))), 2)))
            day += 1 + rng.exponential(mean_gap[i])
    rows.append(("c00000", days, 20.0))
    table = pl.DataFrame(rows, schema=["customer_id", "day", "amount"], orient="row")
    start = LAST - timedelta(days=days)
    return table.select("customer_id", date=pl.lit(start) + pl.duration(days="day"), amount="amount")


def subscribers(customers: int, *, days: int = 1_400, seed: int = 0) -> pl.DataFrame:
    """Customers under contract: who has the basic plan leaves four times as often as who has the pro plan."""
    rng = np.random.default_rng(seed)
    signed_up = rng.integers(0, days, customers)
    pro, kind = rng.random(customers) < 0.5, rng.random(customers) < 0.3
    left = signed_up + rng.exponential(np.where(pro, 1_600, 400)).astype(np.int64) + 1
    start = LAST - timedelta(days=days)
    return pl.DataFrame(
        {
            "customer_id": [f"s{i:05}" for i in range(customers)],
            "account_signed_up_on": [start + timedelta(days=int(day)) for day in signed_up],
            "account_left_on": [start + timedelta(days=int(day)) if day <= days else None for day in left],
            "account_plan": np.where(pro, "pro", "basic"),
            "profile_kind": np.where(kind, "company", "person"),
            "profile_age": rng.integers(18, 80, customers),
        }
    )


def labelled(customers: int, *, seed: int = 0) -> pl.DataFrame:
    """A table with a label: `tenure` and `plan` decide, `noise` does not."""
    rng = np.random.default_rng(seed)
    tenure, basic = rng.integers(1, 72, customers), rng.random(customers) < 0.5
    p = 1 / (1 + np.exp(-(1.0 - tenure / 20 + 1.5 * basic)))
    return pl.DataFrame(
        {
            "customer_id": [f"l{i:05}" for i in range(customers)],
            "churned": (rng.random(customers) < p).astype(int),
            "tenure": tenure,
            "plan": np.where(basic, "basic", "pro"),
            "noise": rng.normal(size=customers).round(3),
        }
    )
