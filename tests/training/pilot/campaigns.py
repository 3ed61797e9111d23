"""A campaign of this program: the scores it was drawn by, and orders in which its effect is planted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from scoring.columns import BoolArray
from scoring.holdout import held_out
from training.bulk import load

ACTION, STARTED_ON, DAYS = "win_back_offer", date(2026, 9, 1), 30
AS_OF = STARTED_ON - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Campaign:
    """Its files, and who of the eligible is held out (n,)."""

    scores: Path
    orders: Path
    bundle: Path
    held: BoolArray

    def options(self, **others: str | Path | int) -> list[str]:
        """As a person types them."""
        given: dict[str, object] = {
            "assigned": self.scores,
            "orders": self.orders,
            "campaign": ACTION,
            "started-on": STARTED_ON,
            "days": DAYS,
            "bundle": self.bundle,
            **{name.replace("_", "-"): value for name, value in others.items()},
        }
        return [word for name, value in given.items() for word in (f"--{name}", str(value))]


def campaign(folder: Path, bundle: Path, n: int, *, lift: float, offered_to_all: bool = False) -> Campaign:
    """n customers who were eligible and as many who were not; 20 of 100 buy, `lift` more of those who are offered it.

    With `offered_to_all` the file says that nobody was held out, as receipts might.
    """
    policy = load(bundle)
    ids = [f"c{i:05d}" for i in range(2 * n)]
    code = [action.code for action in policy.policy.actions].index(ACTION)
    eligible = np.arange(2 * n) < n
    held = held_out(ids, policy.policy)[:, code] & eligible
    rng = np.random.default_rng(7)
    bought = rng.random(2 * n) < np.where(eligible & ~held, 0.2 + lift, 0.2)
    kept = np.zeros(2 * n, dtype=bool) if offered_to_all else held
    scores = _scores(ids, eligible & ~kept, kept, policy.version)
    scores.write_parquet(folder / "scores.parquet")
    _orders(ids, bought, rng).write_parquet(folder / "orders.parquet")
    return Campaign(folder / "scores.parquet", folder / "orders.parquet", bundle, held[:n])


def _scores(ids: Sequence[str], offered: BoolArray, held: BoolArray, version: str) -> pl.DataFrame:
    """The columns of a score file that a pilot reads."""
    return pl.DataFrame(
        {
            "customer_id": ids,
            "as_of": [AS_OF] * len(ids),
            "bundle": [version] * len(ids),
            "segment_code": ["long_gaps", "many_orders"] * (len(ids) // 2),
            "churn_probability": [0.5] * len(ids),
            "actions": [[{"code": ACTION if yes else "do_nothing", "channel": "sms"}] for yes in offered],
            "withheld": pl.Series([[ACTION] if yes else [] for yes in held], dtype=pl.List(pl.String)),
        }
    )


def _orders(ids: Sequence[str], bought: BoolArray, rng: np.random.Generator) -> pl.DataFrame:
    """One order before for every tenth, one in the window for who bought, one on the day after the last."""
    before = [(one, AS_OF - timedelta(days=40), 50.0, 30.0) for one in ids[::10]]
    during = [
        (one, STARTED_ON + timedelta(days=int(day)), 100.0, 60.0)
        for one, yes, day in zip(ids, bought, rng.integers(0, DAYS, len(ids)), strict=True)
        if yes
    ]
    after = [(one, STARTED_ON + timedelta(days=DAYS), 1_000.0, 1.0) for one in ids[::3]]
    return pl.DataFrame([*before, *during, *after], ["customer_id", "date", "amount", "cost"], orient="row")
