"""Until when each action of a plan is due: as in an answer, after what it needs and alone on its channel that day."""

import numpy as np
import polars as pl

from scoring.actions import due_days
from scoring.columns import FloatArray
from scoring.policy import Policy
from training.plan.base import Base

DUTY = 1e30  # above every net value


def spread(assigned: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The same rows and order with `due_on`, as scoring says it of a customer's actions in their order.

    Duties come before others, then what brings more; an action that another needs goes before it.
    """
    if not len(assigned):
        return assigned.with_columns(due_on=pl.lit(None, pl.Date))
    table = assigned.with_row_index("place").with_columns(
        whose=pl.col("customer_id").rle_id().cast(pl.Int64),
        weight=pl.Series(_weights(Base.of(assigned, policy.before))),
    )
    order = table.sort("whose", "weight", "action", descending=[False, True, False])
    whose = order["whose"].to_numpy()
    rank = np.arange(len(order)) - np.searchsorted(whose, whose)
    chosen = np.full((int(whose[-1]) + 1, int(rank.max()) + 1), -1)
    chosen[whose, rank] = order["action"].to_numpy()
    days = pl.Series(due_days(chosen, policy)[whose, rank])
    dated = order.with_columns(due_on=(pl.col("as_of").cast(pl.Int32) + days).cast(pl.Int32).cast(pl.Date))
    return dated.sort("place").drop("place", "whose", "weight")


def _weights(base: Base) -> FloatArray:
    """The higher, the earlier (m,): duties, then by net value; what another needs weighs just more than that."""
    weights = np.where(base.duty, DUTY, np.nan_to_num(base.net, nan=-DUTY))
    pairs = base.pairs()
    for _ in base.needs:
        np.maximum.at(weights, pairs[:, 0], np.nextafter(weights[pairs[:, 1]], np.inf))
    return weights
