"""Rows of a table as a task gets them: a slice of a Parquet file that it reads itself, or batches from Spark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa

from training.reading import Source, open_table

ROWS, BYTES = 250_000, 128 << 20  # at most so many at once in a task, or as many as a row group has


@dataclass(frozen=True, slots=True)
class Some(Source):
    """Some rows of a table, which has `before` others before them."""

    before: int = 0

    @property
    def _first(self) -> int:
        return 1 + self.before

    @property
    def is_demo(self) -> bool:
        """Whole tables say so."""
        return False

    @property
    def sample(self) -> str | None:
        """As `is_demo`."""
        return None

    def sha256(self) -> str:
        """Whole files have one."""
        return ""


@dataclass(frozen=True, slots=True)
class Slice:
    """`rows` rows of one of a table's files from `first` on; the files before it have `before` rows."""

    table: str
    file: Path
    first: int
    rows: int
    before: int

    def opened(self) -> Source:
        """Its rows, numbered as if all files of the table were one. Raises TrainingError."""
        file = open_table(self.table, self.file)
        scan = file.scan.slice(self.first, self.rows)
        return Some(self.table, self.file, scan, file.columns, is_text=False, before=self.before + self.first)


@dataclass(frozen=True, slots=True)
class Sliced:
    """Sources from the numbers of slices, which is all that Spark hands over."""

    slices: Sequence[Slice]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Source]:
        """One source a slice."""
        for batch in batches:
            for number in batch.column(0).to_pylist():
                yield self.slices[number].opened()


@dataclass(frozen=True, slots=True)
class Batched:
    """Sources from the rows of a DataFrame, which Spark hands over as Arrow."""

    table: str

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Source]:
        """One source for as many batches as fit; rows are counted within it."""
        together: list[pa.RecordBatch] = []
        rows = size = 0
        for batch in batches:
            together.append(batch)
            rows, size = rows + batch.num_rows, size + batch.nbytes
            if rows >= ROWS or size >= BYTES:
                yield held(self.table, frame_of(together))
                together, rows, size = [], 0, 0
        if together:
            yield held(self.table, frame_of(together))


def held(table: str, rows: pl.DataFrame, path: Path | None = None) -> Source:
    """Rows in memory as a source, of the file or folder where they stood."""
    return Some(table, path or Path(table), rows.lazy(), tuple(rows.columns), is_text=False)


def frame_of(batches: Sequence[pa.RecordBatch], schema: pa.Schema | None = None) -> pl.DataFrame:
    """Batches as a data frame; `schema` is for none."""
    found = pl.from_arrow(pa.Table.from_batches(batches, schema))
    assert isinstance(found, pl.DataFrame)
    return found
