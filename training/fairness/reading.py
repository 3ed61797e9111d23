"""A score file and the customers' file as one base: what each customer was offered, and in which groups each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from scoring.columns import FloatArray, IntArray
from scoring.model import Bundle
from training.checks import check_customers
from training.config import Config
from training.errors import TrainingError, or_nearest
from training.fairness.groups import Groups, of_numbers, of_texts
from training.fairness.treatment import Measure, treatment
from training.inference import typed
from training.loading import CUSTOMER, WHERE, Loaded, expressions_of, load
from training.pilot.assigned import bundle_of, read_scores
from training.reading import Source, open_table

MOST_GROUPS = 50
SITUATION = ("lifecycle_stage", "churn_band", "value_tier")  # customers of one of each are alike
RULES = {"profile_age": "age_range", "profile_employees": "size_band", "profile_annual_revenue": "revenue_band"}


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """n customers of a score file: their `groups`, what they were offered, and a number for each situation (n,).

    `missing` of them are not in the customers' file.
    """

    bundle: Bundle
    customers: int
    missing: int
    groups: tuple[Groups, ...]
    measures: tuple[Measure, ...]
    alike: IntArray


def read_base(scores: Path, customers: Path, columns: Sequence[str], config: Config, bundle: Path) -> Base:
    """The base; TrainingError for files that are none, columns that are not there, customers that do not meet."""
    scored = read_scores(scores)
    made = bundle_of(bundle, scored["bundle"].drop_nulls().unique().to_list(), scores)
    table, own = _customers(open_table("customers", customers), columns, config)
    place = _places(scored["customer_id"], table)
    if not (place >= 0).any():
        raise TrainingError(
            f"{customers.name} has none of the customers of {scores.name}; see whether ids are written alike."
        )
    groups = tuple(_groups(name, _taken(values, place), made) for name, values in own.items())
    measures = tuple(treatment(scored, made.policy))
    return Base(made, len(scored), int((place < 0).sum()), groups, measures, _situations(scored))


def _customers(source: Source, columns: Sequence[str], config: Config) -> tuple[Loaded, dict[str, pl.Series]]:
    """The customers' file, and the columns by their names, as numbers or texts."""
    known = expressions_of(source, config.table("customers"), label=False)
    fields = {name: known[name] for name in (CUSTOMER, WHERE, *columns) if name in known}
    others = [name for name in dict.fromkeys(columns) if name not in known or name in (CUSTOMER, WHERE)]
    if unknown := [name for name in others if name not in source.columns]:
        near = or_nearest(unknown[0], {*source.columns, *known} - {CUSTOMER, WHERE})
        raise TrainingError(f'--group names "{unknown[0]}", which {source.name} has no column for{near}.')
    table = load(source, fields, others)
    check_customers(table)
    own = {}
    for name in dict.fromkeys(columns):
        raw = table.rows.raw[name] if name in others else None
        values = table.fields.get(name) if raw is None else typed(raw) if source.is_text else raw
        own[name] = _one_value(source, name, values)
    return table, own


def _one_value(source: Source, name: str, values: pl.Series | None) -> pl.Series:
    """Float64 or String; a column of days or of lists is no group."""
    if values is None or values.null_count() == len(values):
        raise TrainingError(f"--group: {name} of {source.name} is missing throughout; leave it out.")
    if values.dtype.is_numeric():
        return values.cast(pl.Float64)
    if values.dtype in (pl.String, pl.Boolean) or isinstance(values.dtype, pl.Enum | pl.Categorical):
        return values.cast(pl.String)
    raise TrainingError(f"--group: {name} of {source.name} holds neither texts nor numbers; give a column that does.")


def _places(ids: pl.Series, table: Loaded) -> IntArray:
    """The row (n,) of each scored customer in the customers' file, -1 where it has none."""
    rows = pl.DataFrame({"id": table.customer, "place": pl.int_range(len(table), eager=True)})
    found = pl.DataFrame({"id": ids}).join(rows, on="id", how="left", maintain_order="left")
    place: IntArray = found["place"].fill_null(-1).to_numpy().astype(np.int64)
    return place


def _taken(values: pl.Series, place: IntArray) -> pl.Series:
    """The values of the scored customers (n,), null where they are not in the file."""
    return values.extend_constant(None, 1).gather(np.where(place < 0, len(values), place).astype(np.uint32))


def _groups(name: str, values: pl.Series, bundle: Bundle) -> Groups:
    if values.dtype == pl.Float64:
        numbers: FloatArray = values.fill_null(np.nan).to_numpy()
        return of_numbers(name, numbers, bundle.definitions["profile"][RULES[name]] if name in RULES else None)
    if values.n_unique() > MOST_GROUPS:
        raise TrainingError(
            f"--group: {name} has {values.n_unique():,} values, and each is a group of its own; give a column with "
            f"{MOST_GROUPS} or fewer, such as bands of it."
        )
    return of_texts(name, values.to_list())


def _situations(scored: pl.DataFrame) -> IntArray:
    """A number (n,) for each combination of `SITUATION` that the score file has."""
    names = [name for name in SITUATION if name in scored.columns]
    if not names:
        return np.zeros(len(scored), dtype=np.int64)
    number = scored.select(pl.struct(pl.col(names).cast(pl.String)).rank("dense"))
    situation: IntArray = number.to_series().to_numpy().astype(np.int64)
    return situation
