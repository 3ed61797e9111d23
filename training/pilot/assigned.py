"""Who was eligible for a campaign, by a score file, and who of them was held out, by the hash that decided it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from scoring import bundle as store
from scoring.columns import EPOCH_ORDINAL, BoolArray, Category, FloatArray, category
from scoring.holdout import held_out
from scoring.model import Bundle
from scoring.policy import Policy
from training.bulk import load
from training.errors import TrainingError, or_nearest, rows
from training.pilot.notes import Note, note

NEEDED = ("customer_id", "as_of", "bundle", "actions", "withheld")
GROUPS = ("segment_code", "churn_band")
BEFORE = ("churn_probability", "value_expected_value")


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """The customers that a campaign was for: `offered` or withheld.

    `held` (n,): kept out, recomputed from the id and the campaign. `before` (n,) and `groups` (n,) are of the score
    file; `as_of` is its latest day; `share` is the share that the policy of the `bundle` keeps out.
    """

    ids: tuple[str, ...]
    held: BoolArray
    before: dict[str, FloatArray]
    groups: dict[str, Category]
    as_of: float
    share: float
    notes: tuple[Note, ...]
    bundle: Bundle


def read_assigned(path: Path, campaign: str, bundle: Path, groups: Sequence[str] = ()) -> Assigned:
    """The eligible customers of a score file, as `training score` writes it, of the day before a campaign.

    Raises TrainingError where the file is no score file, the campaign no action that is held out, a customer occurs
    twice, or nobody was eligible.
    """
    scores = read_scores(path)
    made = bundle_of(bundle, scores["bundle"].drop_nulls().unique().to_list(), path)
    check_campaign(campaign, made.policy)
    offered, withheld = _offered(scores, campaign), _listed(scores["withheld"], campaign)
    for first in prerequisites(campaign, made.policy):
        withheld &= ~_listed(scores["withheld"], first)
    eligible = scores.filter(offered | withheld)
    if not len(eligible):
        raise TrainingError(
            f'{path.name}: "{campaign}" was neither offered to nor withheld from any customer; give the score file of '
            "the day on which the campaign was drawn."
        )
    ids = eligible["customer_id"].to_list()
    held = held_out(ids, made.policy)[:, [action.code for action in made.policy.actions].index(campaign)]
    return Assigned(
        tuple(ids),
        held,
        {name: _number(path, eligible[name]) for name in BEFORE if name in eligible.columns},
        {name: category(eligible[name].cast(pl.String).to_list()) for name in _groups(path, eligible, groups)},
        float(eligible["as_of"].max().toordinal() - EPOCH_ORDINAL),  # type: ignore[union-attr]
        made.policy.holdout_share,
        otherwise(held, withheld.filter(offered | withheld).to_numpy()),
        made,
    )


def bundle_of(path: Path, versions: Sequence[str], scores: Path) -> Bundle:
    """The bundle that wrote the scores: the one given, or its neighbour of that version."""
    if len(versions) != 1:
        raise TrainingError(f"{scores.name} holds scores of {len(versions)} bundles; give the file of one scoring.")
    there = store.locate(path)
    folder = there if there.name == versions[0] else there.parent / versions[0]
    if not folder.is_dir():
        raise TrainingError(
            f"{scores.name} was written by bundle {versions[0]}, which is not in {there.parent}; its policy holds the "
            "salt that decided the holdout, so give --bundle its folder."
        )
    return load(folder)


def read_scores(path: Path) -> pl.DataFrame:
    """The rows of a score file that hold a customer; TrainingError where it is none, or has a customer twice."""
    try:
        read = pl.read_ndjson if path.suffix == ".ndjson" else pl.read_parquet
        scores = read(path)
    except OSError as error:
        raise TrainingError(f"{path}: cannot be read ({error.strerror}); give a file of `training score`.") from None
    except pl.exceptions.PolarsError:
        raise TrainingError(f"{path.name} is no score file; give one that `training score` wrote.") from None
    for name in NEEDED:
        if name not in scores.columns:
            raise TrainingError(f'{path.name} has no column "{name}"; give a file that `training score` wrote.')
        if not _is_of_a_score_file(scores.schema[name], name):
            raise TrainingError(
                f"{path.name}: {name} is not what `training score` writes there; give its file as it was."
            )
    scores = scores.with_row_index("#row", offset=1).filter(pl.col("customer_id").is_not_null())
    if not len(scores):
        raise TrainingError(f"{path.name} holds no customer; give a file that `training score` wrote.")
    scores = scores.with_columns(pl.col("as_of").cast(pl.String).str.to_date(strict=False))
    if scores["as_of"].null_count():
        numbers = rows(scores["#row"].filter(scores["as_of"].is_null()).to_list())
        raise TrainingError(f"{path.name}, {numbers}: as_of must be a day such as 2026-11-01; score again.")
    again = ~scores["customer_id"].is_first_distinct()
    if again.any():
        numbers = rows(scores["#row"].filter(again).to_list())
        raise TrainingError(f"{path.name}: each customer must have one row, but some come again in {numbers}.")
    return scores


def _is_of_a_score_file(kind: pl.DataType, name: str) -> bool:
    """Whether the type of a column of `NEEDED` is that of a score file; an empty list has no type in NDJSON."""
    if name in ("actions", "withheld"):
        inner = kind.inner if isinstance(kind, pl.List) else None
        if inner == pl.Null:
            return True
        if name == "withheld":
            return inner == pl.String
        return isinstance(inner, pl.Struct) and "code" in {field.name for field in inner.fields}
    return not kind.is_nested()


def check_campaign(campaign: str, policy: Policy) -> None:
    """TrainingError where a campaign is no action of a policy, or one from which nobody is held out."""
    codes = [action.code for action in policy.actions]
    if campaign not in codes:
        raise TrainingError(f'--campaign: the policy has no action "{campaign}"{or_nearest(campaign, codes)}.')
    action = policy.actions[codes.index(campaign)]
    if action.exempt or action.family == "none":
        raise TrainingError(
            f'--campaign: "{campaign}" is owed to the customer or is none, so it is never held out and its effect '
            "cannot be measured."
        )
    if not policy.holdout_share:
        raise TrainingError("the policy holds nobody out (settings.holdout_share = 0), so there is nothing to compare.")


def prerequisites(campaign: str, policy: Policy) -> list[str]:
    """What must come before a campaign.

    Who is held out of it is not offered the campaign either, so who is held out of both has no match among the offered.
    """
    codes = [action.code for action in policy.actions]
    found, waiting = set[int](), {codes.index(campaign)}
    while waiting:
        waiting = {first for first, then in policy.before if then in waiting} - found
        found |= waiting
    return [codes[i] for i in sorted(found)]


def _offered(scores: pl.DataFrame, campaign: str) -> pl.Series:
    if scores.schema["actions"] == pl.List(pl.Null):
        return _listed(scores["actions"], campaign)
    codes = scores.select(pl.col("actions").list.eval(pl.element().struct.field("code")))["actions"]
    return _listed(codes, campaign)


def _listed(lists: pl.Series, text: str) -> pl.Series:
    if lists.dtype.is_nested() and lists.dtype == pl.List(pl.Null):
        return pl.repeat(value=False, n=len(lists), eager=True)
    return lists.list.contains(text).fill_null(value=False)


def _groups(path: Path, scores: pl.DataFrame, wanted: Sequence[str]) -> list[str]:
    for name in wanted:
        if name not in scores.columns or scores[name].dtype.is_nested():
            near = or_nearest(name, [one for one, kind in scores.schema.items() if not kind.is_nested()])
            raise TrainingError(f'--group: {path.name} has no text column "{name}"{near}.')
    return [*(name for name in GROUPS if name in scores.columns and name not in wanted), *wanted]


def _number(path: Path, values: pl.Series) -> FloatArray:
    if not (values.dtype.is_numeric() or values.dtype == pl.Null):
        raise TrainingError(
            f"{path.name}: {values.name} must hold numbers; give the file as `training score` wrote it."
        )
    return np.array(values.cast(pl.Float64).fill_null(np.nan).to_numpy(), dtype=np.float64)


def otherwise(held: BoolArray, withheld: BoolArray) -> tuple[Note, ...]:
    """A note where a file says otherwise of who is withheld (n,) than the hash does."""
    count = int(np.count_nonzero(held != withheld))
    return (note("otherwise", count=f"{count:,}"),) if count else ()
