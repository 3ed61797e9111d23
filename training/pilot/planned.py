"""Who a campaign was for, by the two lists of a plan (`training plan --assigned FILE --held-out FILE`)."""

from pathlib import Path

import numpy as np
import polars as pl

from scoring.columns import category
from scoring.holdout import held_out
from scoring.vocabulary import Kind
from training.bulk import load
from training.casting import cast
from training.errors import TrainingError, rows
from training.pilot.assigned import Assigned, check_campaign, otherwise
from training.plan.guard import unguarded
from training.reading import ROW, open_table

COLUMNS = ("customer_id", "action")
SEGMENT = "segment"


def is_plan(path: Path) -> bool:
    """Whether a file is a plan's list and no score file."""
    return path.suffix != ".ndjson" and "action" in open_table("plan", path).columns


def read_planned(assigned: Path, held: Path | None, campaign: str, bundle: Path) -> Assigned:
    """The customers of a campaign in a plan: who got it and who was held out, as the hash of their ids says.

    A plan's lists do not tell the day or the bundle of their scores, so the bundle is the one given. Raises
    TrainingError where a list is missing or no list of a plan, or a customer is in both.
    """
    if held is None:
        raise TrainingError(f"{assigned.name} is a plan's list of who gets what; give the other with --held-out FILE.")
    made = load(bundle)
    check_campaign(campaign, made.policy)
    lists = [_list(path, campaign) for path in (assigned, held)]
    both = pl.concat(lists)
    if not len(both):
        raise TrainingError(f'the plan gave "{campaign}" to nobody and held nobody out of it.')
    if not both["customer_id"].is_first_distinct().all():
        raise TrainingError(
            f'{assigned.name} and {held.name} name customers twice for "{campaign}"; give both lists of one plan.'
        )
    ids = both["customer_id"].to_list()
    recomputed = held_out(ids, made.policy)[:, [action.code for action in made.policy.actions].index(campaign)]
    return Assigned(
        tuple(ids),
        recomputed,
        {},
        {"segment_code": category(both[SEGMENT].to_list())} if both[SEGMENT].count() else {},
        -np.inf,
        made.policy.holdout_share,
        otherwise(recomputed, np.repeat([False, True], [len(one) for one in lists])),
        made,
    )


def _list(path: Path, campaign: str) -> pl.DataFrame:
    """Customer and segment of those whose action it is."""
    source = open_table("plan", path)
    for name in COLUMNS:
        if name not in source.columns:
            raise TrainingError(f'{path.name} has no column "{name}"; give a list that `training plan` wrote.')
    table = source.read([name for name in (*COLUMNS, SEGMENT) if name in source.columns], lines=False)
    texts = {name: _texts(table[name], path) for name in table.columns if name != ROW}
    if texts["customer_id"].null_count():
        missing = rows(table[ROW].filter(texts["customer_id"].is_null()).to_list())
        raise TrainingError(f"{path.name}, {missing}: customer_id must be given.")
    segment = texts.get(SEGMENT, pl.repeat(None, len(table), dtype=pl.String, eager=True))
    found = pl.DataFrame({"customer_id": texts["customer_id"], SEGMENT: segment, "action": texts["action"]})
    return found.filter(pl.col("action") == campaign).drop("action")


def _texts(column: pl.Series, path: Path) -> pl.Series:
    """A column as texts, without the apostrophe that a plan puts before formulas in CSV."""
    texts = cast(column, Kind.TEXT).values.cast(pl.String).alias("text")
    return texts.to_frame().select(unguarded(pl.col("text")))["text"] if path.suffix == ".csv" else texts
