"""Customers scored by Spark from their tables: the functions of `training score`, a part of the customers at a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
from pyspark.sql import SparkSession

from scoring.columns import EPOCH_ORDINAL
from scoring.customers import from_records
from scoring.scorer import score
from training.bulk import Told, known_attributes, score_tables
from training.config import Config
from training.frame import frame
from training.spark.given import Table, inputs_of
from training.spark.parting import Unpacked, in_use, nothing_of, parts
from training.spark.readable import must_be_readable
from training.spark.scored import Scored
from training.spark.shipped import Shipped
from training.spark.surveying import look
from training.tables import tables_of

ROWS_A_PART = 1_000_000  # of all tables together; docs/spark.md says what memory that takes


def by_tables(
    spark: SparkSession,
    bundle: Path,
    tables: Mapping[str, Table],
    config: Config,
    *,
    told: Told = frame,
    rows_a_part: int = ROWS_A_PART,
) -> Scored:
    """All customers of some tables, ascending by id from part to part.

    Raises TrainingError, BundleError, and where a task fails what Spark raises.
    """
    shipped = Shipped.of(bundle)
    attributes = known_attributes(shipped.bundle())
    inputs = inputs_of(spark, tables)
    empty = {}
    for name, source in inputs.empty.items():
        expressions = must_be_readable(source, config, attributes)
        empty[name] = nothing_of(source, in_use(source, expressions, attributes))
    seen = look(inputs, config, rows_a_part)
    rows = parts(inputs, config, attributes, seen.bounds)
    as_of = float(seen.day.toordinal() - EPOCH_ORDINAL)
    return Scored(rows, _Parts(shipped, config, Unpacked(empty), as_of, told), seen.day)


@dataclass(frozen=True, slots=True)
class _Parts:
    shipped: Shipped
    config: Config
    unpacked: Unpacked
    as_of: float
    told: Told

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pl.DataFrame]:
        sources = self.unpacked(batches)
        if sources is None:
            return
        bundle = self.shipped.bundle()
        tables = tables_of(sources, self.config, known_attributes(bundle))
        del sources  # the rows are columns now
        yield from score_tables(tables, self.as_of, bundle, self.told)

    def nobody(self) -> pl.DataFrame:
        """The columns of the scores."""
        return self.told(score(from_records([], self.as_of), self.shipped.bundle()))
