"""What each customer was offered, as columns that can be compared."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from scoring.columns import FloatArray
from scoring.policy import Policy
from training.errors import TrainingError

REMEDY = "give a file that `training score` wrote"
SUMS = ("discount", "do_nothing", "withheld", "expected_net_value")


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One thing that can happen to a customer.

    `code`: of `SUMS`, or of an action (`single`); `values` (n,) 0 or 1 (`rate`) or currency, NaN where not known.
    """

    code: str
    single: bool
    rate: bool
    values: FloatArray


def treatment(scores: pl.DataFrame, policy: Policy) -> list[Measure]:
    """The measures of a score file: `SUMS`, then each action that was offered to anybody.

    `discount`: any action of the policy that lowers a price; `expected_net_value`: of all that is offered, NaN where
    the value of none of it is known, 0 where nothing is offered.
    """
    who, real = _entries(scores), [action.code for action in policy.actions if action.family != "none"]
    cheaper = [action.code for action in policy.actions if action.discount]
    idle = [action.code for action in policy.actions if action.family == "none"]
    n = len(scores)
    found = [
        Measure("discount", single=False, rate=True, values=_any(who, cheaper, n)),
        Measure("do_nothing", single=False, rate=True, values=_any(who, idle, n)),
        Measure("withheld", single=False, rate=True, values=_withheld(scores)),
        Measure("expected_net_value", single=False, rate=False, values=_net(who, real, n)),
    ]
    offered = set(who["code"].unique())
    return found + [
        Measure(code, single=True, rate=True, values=_any(who, [code], n)) for code in real if code in offered
    ]


def _entries(scores: pl.DataFrame) -> pl.DataFrame:
    """Row, code and expected net value of every action that was offered."""
    kind = scores.schema["actions"]
    inner = kind.inner if isinstance(kind, pl.List) else None
    names = [field.name for field in inner.fields] if isinstance(inner, pl.Struct) else []
    if not {"code", "expected_net_value"} <= set(names):
        raise TrainingError(f"the actions of the score file have no code and expected_net_value; {REMEDY}.")
    rows = scores.select(row=pl.int_range(pl.len()), entry="actions").explode("entry").drop_nulls("entry")
    return rows.unnest("entry").select("row", "code", net=pl.col("expected_net_value").cast(pl.Float64).fill_nan(None))


def _any(who: pl.DataFrame, codes: list[str], n: int) -> FloatArray:
    got = np.zeros(n)
    got[who.filter(pl.col("code").is_in(codes))["row"].to_numpy()] = 1.0
    return got


def _withheld(scores: pl.DataFrame) -> FloatArray:
    counts = scores["withheld"].list.len().fill_null(0).to_numpy()
    return np.asarray(counts > 0, dtype=np.float64)


def _net(who: pl.DataFrame, codes: list[str], n: int) -> FloatArray:
    who = who.filter(pl.col("code").is_in(codes))
    row, net = who["row"].to_numpy(), who["net"].fill_null(np.nan).to_numpy()
    total = np.bincount(row, weights=np.nan_to_num(net), minlength=n).astype(np.float64)
    offered, known = np.bincount(row, minlength=n), np.bincount(row[~np.isnan(net)], minlength=n)
    return np.where((offered > 0) & (known == 0), np.nan, total)
