"""A stated sample of customers as files for `training fit`: one in so many, by a hash of the id."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from training.config import Config
from training.errors import TrainingError
from training.loading import CUSTOMER, expressions_of
from training.mapping import Expression
from training.reading import SAMPLE, open_table
from training.spark.given import Table, files_of, inputs_of
from training.spark.scored import check_folder
from training.workplace import workplace


def write_sample(
    spark: SparkSession, tables: Mapping[str, Table], config: Config, one_in: int, out: Path
) -> dict[str, int]:
    """A file a table in the folder `out`, with all rows of one customer in `one_in`; the rows of each.

    The driver holds one table of the sample at a time. Raises TrainingError where a table has no column of ids.
    """
    check_folder(out)
    empty = inputs_of(spark, tables).empty
    ids = {name: expressions_of(source, config.table(name), label=False)[CUSTOMER] for name, source in empty.items()}
    columns = {name: _column(what) for name, what in ids.items()}
    said = {SAMPLE: f"one customer in {one_in:,}, whose crc32 of the id leaves no remainder"}
    files = [open_table(name, files_of(table)[0]) for name, table in tables.items() if isinstance(table, Path)]
    demo = {"demo": "true"} if config.demo or any(file.is_demo for file in files) else {}
    found = {}
    with workplace(out) as folder:
        (folder / out.name).mkdir()
        for name, table in tables.items():
            whole = spark.read.parquet(*map(str, files_of(table))) if isinstance(table, Path) else table
            rows = pl.from_arrow(sampled(whole, columns[name], one_in).toArrow())
            assert isinstance(rows, pl.DataFrame)
            rows.write_parquet(folder / out.name / f"{name}.parquet", metadata=said | demo)
            found[name] = len(rows)
        (folder / out.name).rename(out)
    return found


def sampled(table: DataFrame, column: str, one_in: int) -> DataFrame:
    """All rows of the customers who are in the sample; the hash is CRC-32, as SQL everywhere has it."""
    text = F.trim(F.col(f"`{column}`").cast("string"))
    return table.where(F.crc32(text) % one_in == 0)


def _column(ids: Expression) -> str:
    if ids.sql is not None:
        raise TrainingError(f"{ids.place} is an expression; make it a column, so that Spark can sample by it.")
    return ids.columns[0]
