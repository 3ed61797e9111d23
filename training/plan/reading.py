"""A score file as candidates: one row an action that could be done for a customer."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from scoring.model import Bundle
from scoring.policy import Action
from training.errors import TrainingError, or_nearest
from training.plan.candidates import FIELDS
from training.plan.sound import check_customers, check_entries

AGAIN = "score again with `python -m training score --candidates`"
NEEDED = ("customer_id", "as_of", "bundle", "segment_code")
CHOSEN = ("code", "expected_net_value")  # of the actions that an answer names


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What could be done for whom.

    `table` has the columns customer_id, as_of, segment, action (its place in the policy), channel, cost, effect,
    basis, net (null: no margin is known), withheld, duty; ordered by customer id and place, whatever the file's order.
    `whole` is False where the file holds only the few best actions of each customer.
    """

    table: pl.DataFrame
    customers: int
    whole: bool


def read_candidates(path: Path, bundle: Bundle) -> Candidates:
    """The candidates of a score file of this bundle; TrainingError where it is none, or has no action."""
    scored = _scored(path)
    _check_bundle(path, scored, bundle)
    check_customers(path, scored)
    whole = "candidates" in scored.columns
    entries = _candidates(path, scored) if whole else _chosen(path, scored)
    check_entries(path, entries, bundle)
    table = _with_policy(entries, bundle)
    if not len(table):
        raise TrainingError(f"{path.name} has no action for any customer; {AGAIN}, or see what the policy asks for.")
    return Candidates(table, len(scored), whole)


def _scored(path: Path) -> pl.DataFrame:
    """The rows of the file that hold a customer."""
    remedy = f"give --scores the file of `training score`, or {AGAIN}"
    if path.suffix not in (".parquet", ".ndjson"):
        raise TrainingError(f"{path.name} must be a .parquet or .ndjson file; {remedy}.")
    if not path.is_file():
        raise TrainingError(f"{path} is no file; {remedy}.")
    if not path.stat().st_size:
        raise TrainingError(f"{path.name} is empty; {remedy}.")
    try:
        lines = pl.scan_parquet(path) if path.suffix == ".parquet" else pl.scan_ndjson(path, infer_schema_length=None)
        names = lines.collect_schema().names()
        if missing := [name for name in NEEDED if name not in names]:
            raise TrainingError(
                f"{path.name} has no column {missing[0]}{or_nearest(missing[0], names)}: it is no score file; {remedy}."
            )
        if "candidates" not in names and "actions" not in names:
            raise TrainingError(f"{path.name} has neither candidates nor actions; {AGAIN}.")
        wanted = [name for name in (*NEEDED, "candidates", "actions", "withheld") if name in names]
        if "candidates" in wanted:
            wanted = [*NEEDED, "candidates"]
        found = lines.select(wanted).collect()
    except PolarsError:
        raise TrainingError(f"{path.name} cannot be read as {path.suffix[1:]}; {remedy}.") from None
    found = found.filter(pl.col("customer_id").is_not_null())
    if not len(found):
        raise TrainingError(f"{path.name} holds no customer; {remedy}.")
    return found.with_columns(pl.col("as_of").cast(pl.String).str.to_date(strict=False))


def _check_bundle(path: Path, scored: pl.DataFrame, bundle: Bundle) -> None:
    versions = scored["bundle"].unique().to_list()
    if versions != [bundle.version]:
        made = " and ".join(sorted(str(version) for version in versions)[:2])
        raise TrainingError(
            f"{path.name} was scored by bundle {made}, and --bundle is {bundle.version}; give the bundle of the "
            "scores, or score again with this one."
        )


def _candidates(path: Path, scored: pl.DataFrame) -> pl.DataFrame:
    """The column `candidates`, one row an entry."""
    fields = tuple(name for name in FIELDS if name != "due_on")  # which depends on what is chosen beside it
    entries = _exploded(path, scored.rename({"candidates": "entry"}), fields)
    return _typed(path, entries).with_columns(pl.col("withheld").fill_null(value=False))


def _chosen(path: Path, scored: pl.DataFrame) -> pl.DataFrame:
    """The column `actions`, as candidates; what is withheld is in it no longer, and what it costs the policy knows."""
    entries = _exploded(path, scored.rename({"actions": "entry"}), CHOSEN)
    empty = [pl.lit(None, FIELDS[name]).alias(name) for name in ("channel", "cost", "effect", "basis")]
    return _typed(path, entries.with_columns(*empty, withheld=pl.lit(value=False)))


def _typed(path: Path, entries: pl.DataFrame) -> pl.DataFrame:
    """The entries with the types of `FIELDS`; days of NDJSON are texts."""
    try:
        return entries.cast({name: FIELDS[name] for name in entries.columns if name in FIELDS})
    except PolarsError:
        raise TrainingError(f"{path.name}: its actions are not of the types that scoring writes; {AGAIN}.") from None


def _exploded(path: Path, scored: pl.DataFrame, fields: tuple[str, ...]) -> pl.DataFrame:
    kind = scored.schema["entry"]
    inner = kind.inner if isinstance(kind, pl.List) else None
    names = [field.name for field in inner.fields] if isinstance(inner, pl.Struct) else []
    if missing := [name for name in fields if name not in names]:
        raise TrainingError(f"{path.name}: its actions have no {missing[0]}{or_nearest(missing[0], names)}; {AGAIN}.")
    entries = scored.select("customer_id", "as_of", pl.col("segment_code").alias("segment"), "entry").explode("entry")
    return entries.drop_nulls("entry").unnest("entry").select("customer_id", "as_of", "segment", *fields)


def _with_policy(entries: pl.DataFrame, bundle: Bundle) -> pl.DataFrame:
    """With what the policy says of each action, in canonical order; actions of the family none are no work."""
    actions = [(place, action) for place, action in enumerate(bundle.policy.actions) if action.family != "none"]
    known = pl.DataFrame([_row(place, action) for place, action in actions], orient="row")
    joined = entries.join(known, on="code", how="inner")
    filled = {name: pl.coalesce(name, f"{name}_of_policy") for name in ("channel", "cost", "effect", "basis")}
    joined = joined.with_columns(**filled, net=pl.col("expected_net_value").fill_nan(None))
    wanted = ["customer_id", "as_of", "segment", "action", "channel", "cost", "effect", "basis"]
    wanted += ["net", "withheld", "duty"]
    return joined.select(wanted).sort("customer_id", "action")


def _row(place: int, action: Action) -> dict[str, object]:
    return {
        "code": action.code,
        "action": place,
        "duty": action.duty,
        "channel_of_policy": action.channel,
        "cost_of_policy": action.cost,
        "effect_of_policy": action.effect.value,
        "basis_of_policy": action.effect.basis,
    }
