"""Rows on their way to their part: thousands of rows of a table, as Arrow, are one row of Spark's shuffle."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl
import pyarrow as pa
from pyspark.sql import DataFrame

from scoring.vocabulary import Kind
from training.config import Config
from training.errors import TrainingError
from training.loading import CUSTOMER, WHERE, Loaded, expressions_of, load
from training.parts import parted
from training.reading import ROW, Source
from training.spark.given import Inputs
from training.spark.sources import held
from training.survey import DECIMAL, Expressions

PACKED = pa.schema({"part": pa.int32(), "name": pa.string(), "rows": pa.binary()})


def parts(inputs: Inputs, config: Config, attributes: Mapping[str, Kind], bounds: pl.Series) -> DataFrame:
    """Every table's rows, those of one part of the customers in one partition."""
    packed = inputs.each(_Packed(config, attributes, bounds), PACKED)
    return packed.repartitionById(len(bounds) + 1, "part")


@dataclass(frozen=True, slots=True)
class _Packed:
    """The rows of a source by part, so far as scoring uses them."""

    config: Config
    attributes: Mapping[str, Kind]
    bounds: pl.Series

    def __call__(self, source: Source) -> Iterator[pa.RecordBatch]:
        expressions = expressions_of(source, self.config.table(source.table), label=False)
        picked = {name: what for name, what in expressions.items() if name in (CUSTOMER, WHERE)}
        loaded = load(source, picked, in_use(source, expressions, self.attributes), repeated=False)
        _must_be_whole(loaded, expressions)
        rows = [{"part": i, "name": source.table, "rows": _stream(rows)} for i, rows in parted(loaded, self.bounds)]
        yield pa.RecordBatch.from_pylist(rows, PACKED)


def in_use(source: Source, expressions: Expressions, attributes: Mapping[str, Kind]) -> list[str]:
    """The columns of a table that scoring reads."""
    own = set(attributes).intersection(source.columns) if source.table == "customers" else set()
    return sorted(own.union(*(what.columns for what in expressions.values())))


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The tables of a part from its rows of the shuffle; `empty` has the place and the columns of each."""

    empty: Mapping[str, tuple[Path, pl.DataFrame]]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> dict[str, Source] | None:
        """None where nothing came."""
        found: dict[str, list[pl.DataFrame]] = {name: [] for name in self.empty}
        for batch in batches:
            for name, rows in zip(batch["name"].to_pylist(), batch["rows"], strict=True):
                found[name].append(pl.read_ipc_stream(BytesIO(rows.as_buffer())))
        if not any(found.values()):
            return None
        rows = {name: pl.concat(frames or [self.empty[name][1]]) for name, frames in found.items()}
        return {name: held(name, rows[name], self.empty[name][0]) for name in rows}


def nothing_of(source: Source, columns: list[str]) -> tuple[Path, pl.DataFrame]:
    """The place of a table, and its columns as `_Packed` would send them."""
    return source.path, source.scan.head(0).collect().select(columns).with_row_index(ROW)


def _must_be_whole(loaded: Loaded, expressions: Expressions) -> None:
    """17850.0 is 17850 where all of a column are so, which a task cannot know."""
    ids = loaded.rows.value(expressions[CUSTOMER])
    if ids.dtype == pl.String and ids.filter(ids.str.contains(".0", literal=True)).str.contains(DECIMAL).any():
        raise TrainingError(
            f"{loaded.source.name}: {CUSTOMER} holds numbers with decimals (.0), of which Spark's parts cannot tell "
            "whether all are whole; write them as whole numbers."
        )


def _stream(rows: pl.DataFrame) -> bytes:
    stream = BytesIO()
    rows.write_ipc_stream(stream, compression="lz4")
    return stream.getvalue()
