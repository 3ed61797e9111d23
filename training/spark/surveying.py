"""A first look at all rows on Spark: until when they go, and whose they are, so that parts can be cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl
import pyarrow as pa

from training.config import Config
from training.loading import expressions_of
from training.parts import bounds_of, last_day
from training.reading import Source
from training.spark.given import Inputs
from training.survey import Survey, rows_of, survey

EVERY = 1_000  # of so many rows the id of one is told
TOLD = pa.schema(
    {"name": pa.string(), "last": pa.float64(), "ids": pa.list_(pa.string()), "rows": pa.int64()},
)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The last day that is known, how many rows there are, and the least ids of all parts but the first."""

    day: date
    rows: int
    bounds: pl.Series


def look(inputs: Inputs, config: Config, rows_a_part: int) -> Look:
    """Read who is in the tables, and until when. Raises what Spark raises."""
    told = inputs.each(_Surveyed(config), TOLD).collect()
    rows = sum(one["rows"] for one in told)
    found: dict[str, Survey] = {}
    for name in inputs.empty:
        own = [one for one in told if one["name"] == name]
        ids = pl.Series([text for one in own for text in one["ids"]], dtype=pl.String)
        days = [one["last"] for one in own if one["last"] is not None]
        found[name] = Survey(ids, max(days, default=None))
    ids = pl.concat([one.ids for one in found.values()])
    return Look(last_day(found, config), rows, bounds_of(ids, rows // rows_a_part + 1))


@dataclass(frozen=True, slots=True)
class _Surveyed:
    """What a task tells of a source, in one row."""

    config: Config

    def __call__(self, source: Source) -> Iterator[pa.RecordBatch]:
        expressions = expressions_of(source, self.config.table(source.table), label=False)
        found = survey(source, expressions, EVERY, _unseen)
        row = {"name": source.table, "last": found.last_day, "ids": found.ids.to_list(), "rows": rows_of(source)}
        yield pa.RecordBatch.from_pylist([row], TOLD)


def _unseen(_: int) -> None:
    """Spark shows how far it is."""
