"""A sample of customers is the one that its note states, whole, and a fit on it says so."""

import zlib

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from training.config import Config
from training.errors import TrainingError
from training.spark import write_sample
from training.tables import read_tables

NOTE = "one customer in 4, whose crc32 of the id leaves no remainder"


@pytest.fixture
def sampled(spark, demo_files, tmp_path):
    few = {name: demo_files[name] for name in ("orders", "customers", "feedback")}
    frames = {"feedback": spark.read.parquet(str(few["feedback"]))}
    rows = write_sample(spark, {**few, **frames}, Config(), 4, tmp_path / "sample")
    return rows, {name: tmp_path / "sample" / f"{name}.parquet" for name in few}


def test_all_rows_of_the_customers_it_names_are_in_it_and_no_others(sampled, demo_files):
    rows, files = sampled

    for name, file in files.items():
        whole, found = pl.read_parquet(demo_files[name]), pl.read_parquet(file)
        mine = whole.filter(pl.col("customer_id").map_elements(lambda text: zlib.crc32(text.encode()) % 4 == 0))
        assert_frame_equal(found, mine, check_row_order=False, check_exact=True)
        assert rows[name] == len(found)
    assert 400 < rows["customers"] < 600


def test_a_fit_learns_what_it_is_and_that_it_was_made_up(sampled):
    tables = read_tables(sampled[1], Config())

    assert tables.sample == (f"fitted on a sample: {NOTE}",) and tables.demo


def test_a_sample_and_a_whole_table_do_not_go_together(sampled, demo_files):
    with pytest.raises(TrainingError, match="sample all tables in one go"):
        read_tables({**sampled[1], "orders": demo_files["orders"]}, Config())


def test_an_id_that_is_computed_is_told(spark, demo_files, toml, tmp_path):
    config = toml("[orders]\ncustomer_id = \"'x' || customer_id\"\n")

    with pytest.raises(TrainingError, match="is an expression; make it a column"):
        write_sample(spark, {"orders": demo_files["orders"]}, config, 4, tmp_path / "sample")
    assert not (tmp_path / "sample").exists()
