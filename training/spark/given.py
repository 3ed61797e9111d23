"""Tables as a job is given them: paths that every executor sees, or what Spark itself reads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from training.errors import TrainingError
from training.reading import Source, open_table
from training.spark.sources import ROWS, Batched, Slice, Sliced, frame_of, held

Table: TypeAlias = Path | DataFrame
Work = Callable[[Source], Iterator[pa.RecordBatch]]
URI = "://"


@dataclass(frozen=True, slots=True)
class Input:
    """A DataFrame, and what makes sources of its rows in a task."""

    frame: DataFrame
    sources: Sliced | Batched


@dataclass(frozen=True, slots=True)
class Inputs:
    """All tables of a job; `empty` has a source without rows for each, ascending by name, to know its columns."""

    parts: tuple[Input, ...]
    empty: Mapping[str, Source]

    def each(self, work: Work, schema: pa.Schema) -> DataFrame:
        """What the work yields over all sources of all tables."""
        kind = from_arrow_schema(schema)
        done = [part.frame.mapInArrow(_Over(part.sources, work), kind) for part in self.parts]
        return reduce(DataFrame.unionAll, done)


@dataclass(frozen=True, slots=True)
class _Over:
    sources: Sliced | Batched
    work: Work

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for source in self.sources(batches):
            yield from self.work(source)


def table_of(spark: SparkSession, text: str) -> Table:
    """A path as it is; of a URI, the table that Spark reads there as Parquet."""
    return spark.read.parquet(text) if URI in text else Path(text)


def inputs_of(spark: SparkSession, tables: Mapping[str, Table]) -> Inputs:
    """The tables of a job. Raises TrainingError where a path holds no Parquet."""
    if not tables:
        raise TrainingError("no table is given; give --orders PATH, or --customers PATH.")
    found: list[Input] = []
    slices: list[Slice] = []
    empty: dict[str, Source] = {}
    for name, table in sorted(tables.items()):
        if isinstance(table, Path):
            files = [file.absolute() for file in files_of(table)]
            slices += slices_of(name, files)
            first = open_table(name, files[0])
            empty[name] = replace(first, path=table, scan=first.scan.head(0))
        else:
            found.append(Input(table, Batched(name)))
            schema = to_arrow_schema(table.schema, timezone="UTC")
            empty[name] = held(name, frame_of(schema.empty_table().to_batches(), schema))
    if len(found) < len(tables):
        found.append(Input(spark.range(0, len(slices), 1, max(1, len(slices))), Sliced(tuple(slices))))
    return Inputs(tuple(found), empty)


def files_of(path: Path) -> list[Path]:
    """The Parquet files of a table: the one, or all of a folder by name; not what others hide in it (`_SUCCESS`)."""
    files = sorted(path.glob("[!._]*")) if path.is_dir() else [path]
    if not files or not all(file.is_file() and _is_parquet(file) for file in files):
        raise TrainingError(
            f"{path}: must be a Parquet file or a folder of such; write the table as Parquet, or give a URI "
            "(file:///..., hdfs://...) for Spark to read."
        )
    return files


def slices_of(table: str, files: Sequence[Path]) -> list[Slice]:
    """Slices of some `ROWS` rows, cut where row groups end. Raises TrainingError where files differ in columns."""
    found: list[Slice] = []
    schema: pa.Schema | None = None
    before = 0
    for file in files:
        with pq.ParquetFile(file) as opened:
            about, own = opened.metadata, opened.schema_arrow
        if schema is not None and not own.equals(schema):
            raise TrainingError(f"{file}: its columns are not those of {files[0].name}; write all files alike.")
        schema = own
        first = rows = 0
        for group in range(about.num_row_groups):
            rows += about.row_group(group).num_rows
            if rows >= ROWS or group == about.num_row_groups - 1:
                found.append(Slice(table, file, first, rows, before))
                first, rows = first + rows, 0
        before += about.num_rows
    return found


def _is_parquet(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"PAR1"
