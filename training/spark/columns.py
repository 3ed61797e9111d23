"""Score columns as Spark holds them."""

from collections.abc import Iterator

import polars as pl
import pyarrow as pa


def arrow_schema(frame: pl.DataFrame) -> pa.Schema:
    """The columns of a frame in types that Spark knows: it has no large texts and no large lists."""
    found = frame.clear().to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    return pa.schema([pa.field(field.name, _plain(field.type)) for field in found])


def arrow_batches(frame: pl.DataFrame, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows of a frame in these types."""
    yield from frame.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema).combine_chunks().to_batches()


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_large_list(kind):
        return pa.list_(_plain(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _plain(field.type)) for field in kind])
    return kind
