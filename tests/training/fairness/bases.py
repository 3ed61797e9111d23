"""Score files and customers whose treatment is known, on a bundle that decides by rule."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from scoring.columns import FloatArray, IntArray
from training.fairness.groups import Groups
from training.fairness.treatment import SUMS, Measure

DISCOUNT, PLAIN = "win_back_offer", "replenishment_reminder"
ENTRY = {"code": pl.String, "expected_net_value": pl.Float64}


def score_file(path: Path, bundle: str, offers: Sequence[Sequence[str]], **columns: Sequence[str]) -> Path:
    """A score file of customers C0, C1, ... with these actions, each worth 10."""
    entries = [[{"code": code, "expected_net_value": 10.0} for code in codes] for codes in offers]
    n = len(offers)
    pl.DataFrame(
        {
            "customer_id": [f"C{i}" for i in range(n)],
            "as_of": [date(2026, 10, 31)] * n,
            "bundle": [bundle] * n,
            "actions": pl.Series(entries, dtype=pl.List(pl.Struct(ENTRY))),
            "withheld": pl.Series([[]] * n, dtype=pl.List(pl.String)),
            **columns,
        }
    ).write_parquet(path)
    return path


def customers_file(path: Path, **columns: Sequence[object]) -> Path:
    """Customers C0, C1, ... with columns."""
    n = len(next(iter(columns.values())))
    pl.DataFrame({"customer_id": [f"C{i}" for i in range(n)], **columns}).write_csv(path)
    return path


def grouped(code: IntArray, *levels: str) -> Groups:
    """A column of groups."""
    return Groups("profile_gender", levels, code, 0, 0, ())


def measures(discount: FloatArray, money: FloatArray) -> list[Measure]:
    """The sums and one action; whoever has no discount has nothing."""
    values = dict(zip(SUMS, (discount, 1 - discount, np.zeros(len(discount)), money), strict=True))
    sums = [Measure(name, single=False, rate=name != SUMS[-1], values=column) for name, column in values.items()]
    return [*sums, Measure(DISCOUNT, single=True, rate=True, values=discount)]
