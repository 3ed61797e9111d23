"""Customers scored by Spark from their payloads, the very requests that the service takes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

import polars as pl
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from schema.limits import Limits
from training.bulk import BLOCK_BYTES, CHUNK, Told, score_lines, today_of
from training.config import Config
from training.errors import TrainingError
from training.frame import frame
from training.spark.scored import Scored
from training.spark.shipped import Shipped

LINE, PAYLOAD = "line", "payload"
ROW_OF_PARTITION = (1 << 33) - 1  # the bits in which monotonically_increasing_id counts within a partition
Block = list[tuple[int, bytes | None]]


def by_payloads(bundle: Path, payloads: DataFrame, as_of: date | None = None, *, told: Told = frame) -> Scored:
    """The customers of a table whose column `payload` holds a request in each row, and `line` the row's number.

    Requests that are refused have their `problem` and `line` alone. Raises TrainingError, BundleError.
    """
    missing = [name for name in (LINE, PAYLOAD) if name not in payloads.columns]
    if missing:
        raise TrainingError(
            f'the table of payloads has no column "{missing[0]}"; it needs {PAYLOAD}, a request as JSON, and {LINE}, '
            "the number by which a refused one is told."
        )
    shipped = Shipped.of(bundle)
    today = today_of(Config(as_of=as_of), shipped.bundle())
    return Scored(payloads.select(F.col(LINE).cast("long"), PAYLOAD), _Payloads(shipped, today, told), today)


def lines_of(spark: SparkSession, path: str) -> DataFrame:
    """The lines of an NDJSON file by number, as `by_payloads` wants them; of a folder in the order that Spark reads."""
    lines = (
        spark.read.option("lineSep", "\n")
        .text(path)
        .select(F.spark_partition_id().alias("partition"), F.monotonically_increasing_id().alias("row"), F.col("value"))
    )
    counts = {row["partition"]: row["count"] for row in lines.groupBy("partition").count().collect()}
    before = list(accumulate((counts.get(i, 0) for i in range(max(counts, default=0) + 1)), initial=0))
    number = F.element_at(F.lit(before), F.col("partition") + 1) + F.col("row").bitwiseAND(ROW_OF_PARTITION) + 1
    return lines.select(number.alias(LINE), F.col("value").alias(PAYLOAD))


@dataclass(frozen=True, slots=True)
class _Payloads:
    shipped: Shipped
    today: date
    told: Told

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pl.DataFrame]:
        bundle = self.shipped.bundle()
        for block in _blocks(batches):
            yield score_lines(block, self.today, bundle, self.told)

    def nobody(self) -> pl.DataFrame:
        """The columns of the scores."""
        return score_lines([], self.today, self.shipped.bundle(), self.told)


def _blocks(batches: Iterable[pa.RecordBatch]) -> Iterator[Block]:
    """Payloads by number as `bulk.blocks` has those of a file: None for one that is too long, none for a blank."""
    most, block, size = Limits().body_bytes, Block(), 0
    for batch in batches:
        for number, payload in zip(batch[LINE].to_pylist(), batch[PAYLOAD].cast(pa.binary()).to_pylist(), strict=True):
            if payload and payload.strip():
                block.append((number, payload if len(payload) <= most else None))
                size += len(payload)
            if len(block) >= CHUNK or size >= BLOCK_BYTES:
                yield block
                block, size = [], 0
    if block:
        yield block
