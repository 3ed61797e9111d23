"""Every action that pays for a customer as a column of a score file, not only the few that an answer names."""

import numpy as np
import polars as pl

from scoring.actions import Weighed, weigh
from scoring.columns import IntArray
from scoring.holdout import held_out
from scoring.policy import Action
from scoring.scorer import Scores
from training.frame import frame

FIELDS: dict[str, type[pl.DataType]] = {
    "code": pl.String,
    "channel": pl.String,
    "due_on": pl.Date,
    "cost": pl.Float64,
    "effect": pl.Float64,
    "basis": pl.String,
    "expected_net_value": pl.Float64,
    "withheld": pl.Boolean,
}


def frame_with_candidates(scores: Scores) -> pl.DataFrame:
    """The score columns of n customers, and their `candidates`."""
    return frame(scores).with_columns(candidates=candidates(scores))


def candidates(scores: Scores) -> pl.Series:
    """Structs of `FIELDS` (n lists), in the policy's order: all that apply, are allowed and pay or are owed.

    `expected_net_value` is null where no margin is known; `withheld` marks what a holdout keeps from a customer.
    """
    facts = scores.facts
    policy, weighed = facts.bundle.policy, weigh(facts, scores.columns)
    rows, which = np.nonzero(weighed.worth)
    held = held_out(facts.customers.ids, policy) & ~np.array([action.exempt for action in policy.actions])
    due = facts.customers.as_of[rows] + np.array([action.due_days for action in policy.actions])[which]
    effect, basis = _effects(weighed, policy.actions)
    entries = pl.DataFrame([{"code": a.code, "channel": a.channel, "cost": a.cost} for a in policy.actions])[which]
    entries = entries.with_columns(
        due_on=pl.Series(due).cast(pl.Int32).cast(pl.Date),
        effect=pl.Series(effect[rows, which]),
        basis=pl.Series(basis[rows, which]),
        expected_net_value=pl.Series(weighed.net[rows, which], nan_to_null=True),
        withheld=pl.Series(held[rows, which]),
    )
    structs = entries.select([pl.col(name).cast(kind) for name, kind in FIELDS.items()]).to_struct()
    return _listed(rows, structs, len(scores))


def _effects(weighed: Weighed, actions: "tuple[Action, ...]") -> tuple[np.ndarray, np.ndarray]:
    """Value and basis of the effect that counts for each customer (n, a)."""
    effect = np.empty(weighed.case.shape)
    basis = np.empty(weighed.case.shape, dtype=np.str_("measured").dtype)
    for i, action in enumerate(actions):
        effect[:, i] = action.expected.values(weighed.case[:, i])
        for case in np.unique(weighed.case[:, i]):
            basis[weighed.case[:, i] == case, i] = action.expected.of(int(case)).basis
    return effect, basis


def _listed(rows: IntArray, values: pl.Series, n: int) -> pl.Series:
    """Values (m,) as one list for each of n customers; `rows` (m,) ascends and says whose each value is."""
    lists = pl.DataFrame({"row": rows, "value": values}).group_by("row", maintain_order=True).agg("value")
    everyone = pl.DataFrame({"row": np.arange(n)}).join(lists, on="row", how="left", maintain_order="left")
    return everyone["value"].fill_null(pl.Series([[]], dtype=pl.List(values.dtype)))
