"""One demo company for all tests of this folder."""

import polars as pl
import pytest

from tests.training.demo.company import Tables, written


@pytest.fixture(scope="package")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return written(tmp_path_factory.mktemp("demo"), 4000, 7)


@pytest.fixture(scope="package")
def purchases(tables: Tables) -> pl.DataFrame:
    """Customer and day of every order that is paid and above zero."""
    orders = tables["orders"].filter(pl.col("status") == "paid").group_by("id", "customer_id", "date")
    return orders.agg(pl.col("amount").sum()).filter(pl.col("amount") > 0)
