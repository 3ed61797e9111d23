"""Spark in this process on two cores, a bundle made by hand, and the scores that the file command gives."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from scoring import bundle as store
from tests.scoring.fitted import fitted_content
from tests.training.commands import ROOT
from training.bulk import load, score_chunks
from training.config import Config

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

collect_ignore_glob = [] if find_spec("pyspark") else ["test_*.py"]  # `python -m tools.spark` runs them where it is

QUICK = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"  # a JVM that lives for a minute
DAY = date(2026, 11, 21)
File = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def spark() -> Iterator["SparkSession"]:
    from pyspark.sql import SparkSession  # noqa: PLC0415

    from training.spark.command import SETTINGS  # noqa: PLC0415

    os.environ |= {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
    builder = SparkSession.builder.master("local[2]").config("spark.driver.extraJavaOptions", QUICK)
    builder = builder.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    for key, value in SETTINGS.items():
        session.conf.set(key, value)
    yield session
    session.stop()


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With every pattern, and two fields of the company's own: `contract` (text) and `score` (number)."""
    models = tmp_path_factory.mktemp("models")
    return store.write(models, fitted_content(), as_of=DAY.isoformat(), documents={})


@pytest.fixture(scope="session")
def tables(demo_files: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The demo's tables, the customers with the two fields too."""
    customers = tmp_path_factory.mktemp("tables") / "customers.parquet"
    row = pl.int_range(pl.len())
    own = {"contract": pl.when(row % 3 > 0).then(pl.lit("monthly")).otherwise(pl.lit("yearly")), "score": row % 7 - 3.5}
    pl.read_parquet(demo_files["customers"]).with_columns(**own).write_parquet(customers)
    return {**demo_files, "customers": customers}


@pytest.fixture(scope="session")
def by_file(bundle: Path) -> File:
    """What the file command scores: the tables by name, or `payloads`."""

    def scored(tables: Mapping[str, Path], config: Config = Config(), payloads: Path | None = None) -> pl.DataFrame:  # noqa: B008
        _, _, chunks = score_chunks(load(bundle), tables, payloads, config)
        return pl.concat(chunks)

    return scored
