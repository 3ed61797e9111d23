"""Scores that Spark has still to compute: as a DataFrame for whatever Spark writes, or as Parquet that tasks write."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import polars as pl
import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema

from training.bulk import WRITERS, Written
from training.errors import TrainingError
from training.spark.columns import arrow_batches, arrow_schema
from training.workplace import workplace

FILES = pa.schema({"file": pa.string(), "rows": pa.int64(), "refused": pa.int64()})
KIND = ".parquet"


class Chunks(Protocol):
    """The score columns of what a partition holds, so many customers at a time; `nobody` has the columns alone."""

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pl.DataFrame]: ...  # noqa: D102

    def nobody(self) -> pl.DataFrame: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Scored:
    """`rows`: what is to be scored, `chunks`: how; `day` is that of the scores."""

    rows: DataFrame
    chunks: Chunks
    day: date

    def frame(self) -> DataFrame:
        """One row a customer, the columns of a score file."""
        schema = arrow_schema(self.chunks.nobody())
        return self.rows.mapInArrow(_Batches(self.chunks, schema), from_arrow_schema(schema))

    def write(self, out: Path) -> Written:
        """A folder of Parquet files on storage that driver and executors share; by name they ascend as partitions do.

        Tasks write into a hidden folder beside `out`, which takes its name when all of them have ended well; files of
        tasks that Spark ran twice are left out. Raises TrainingError, and where a task fails what Spark raises.
        """
        check_folder(out)
        with workplace(out.absolute()) as folder:
            staged = folder / out.name
            staged.mkdir()
            files = self.rows.mapInArrow(_Files(self.chunks, staged), from_arrow_schema(FILES)).collect()
            _keep(staged, {file["file"] for file in files})
            staged.rename(out)
        return Written(sum(file["rows"] for file in files), sum(file["refused"] for file in files))


def check_folder(out: Path) -> None:
    """TrainingError where something stands at `out`, which is never replaced."""
    if out.exists():
        raise TrainingError(f"{out} exists; give --out another name, or remove it.")


def _keep(folder: Path, names: set[str]) -> None:
    there = {path.name for path in folder.iterdir()}
    if not names:
        raise TrainingError("there was no customer to score; check the tables")
    if not names <= there:
        raise TrainingError(
            f"{len(names - there)} of {len(names)} files are not in {folder.parent} as the driver sees it; "
            "give --out a folder on storage that all executors share, or a URI for Spark to write to."
        )
    for name in there - names:
        (folder / name).unlink()


@dataclass(frozen=True, slots=True)
class _Batches:
    chunks: Chunks
    schema: pa.Schema

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for chunk in self.chunks(batches):
            yield from arrow_batches(chunk, self.schema)


@dataclass(frozen=True, slots=True)
class _Files:
    chunks: Chunks
    folder: Path

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        scores = list(self.chunks(batches))
        rows = sum(map(len, scores))
        if not rows:
            return
        task = TaskContext.get()
        assert task is not None
        name = f"part-{task.partitionId():06d}-{task.taskAttemptId()}{KIND}"
        WRITERS[KIND](pl.concat(scores).lazy(), self.folder / name)
        refused = sum(int(chunk["problem"].count()) for chunk in scores if "problem" in chunk.columns)
        yield pa.RecordBatch.from_pylist([{"file": name, "rows": rows, "refused": refused}], FILES)
