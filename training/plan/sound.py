"""What a score file must hold for a plan to be made of it: a file that was edited on the way is told, not planned."""

import math
from pathlib import Path

import polars as pl

from scoring.model import Bundle
from scoring.traits import ACTION_CHANNELS
from training.errors import TrainingError, rows

MOST = 1e15  # of a net value; the digits of a linear program end there, and no customer is worth more
AMOUNTS = {"cost": (0.0, 1e12), "expected_net_value": (-MOST, MOST), "effect": (-MOST, MOST)}
Entries = pl.DataFrame


def check_customers(path: Path, scored: pl.DataFrame) -> None:
    """TrainingError where a customer's id, day or segment is none, or a customer comes again."""
    for name in ("customer_id", "bundle", "segment_code"):
        if scored.schema[name].is_nested():
            raise TrainingError(f"{path.name}: {name} must be a text; give the file as `training score` wrote it.")
    if scored["as_of"].null_count():
        numbers = rows((scored["as_of"].is_null().arg_true() + 1).to_list())
        raise TrainingError(
            f"{path.name}: as_of must be a day such as 2026-11-01; it is none in {numbers}. Score again."
        )
    again = scored["customer_id"].is_first_distinct().not_()
    if again.any():
        numbers = rows((again.arg_true() + 1).to_list())
        raise TrainingError(f"{path.name}: each customer must have one row; again in {numbers}. Score each once.")


def check_entries(path: Path, entries: Entries, bundle: Bundle) -> None:
    """TrainingError where an action is none of the bundle's, stands twice for a customer, or has an odd amount."""
    codes = [action.code for action in bundle.policy.actions]
    rules = {
        "an action's code must be one of the bundle's policy": ~pl.col("code").is_in(codes) | pl.col("code").is_null(),
        f"an action's channel must be one of {', '.join(ACTION_CHANNELS)}": ~pl.col("channel").is_in(ACTION_CHANNELS),
        **{
            f"an action's {name} must be from {low:g} to {high:g}": _odd(name, low, high)
            for name, (low, high) in AMOUNTS.items()
        },
        "a customer must have each action once": ~pl.struct("customer_id", "code").is_first_distinct(),
    }
    for rule, broken in rules.items():
        if count := entries.filter(broken).height:
            raise TrainingError(
                f"{path.name}: {rule}, and of {len(entries):,} actions {count:,} are otherwise; give the file as "
                "`training score` wrote it."
            )


def _odd(name: str, low: float, high: float) -> pl.Expr:
    """Whether a number that is given is out of bounds; a net value of NaN is none that is given."""
    value = pl.col(name).fill_nan(None) if name == "expected_net_value" else pl.col(name).fill_nan(math.inf)
    return ~value.is_between(low, high)
