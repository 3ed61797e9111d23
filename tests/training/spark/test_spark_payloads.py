"""Payloads on Spark give what the file command gives: same bits, same refusals, same line numbers."""

import json

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.training.records import payloads
from tests.training.spark.conftest import DAY
from training.config import Config
from training.errors import TrainingError
from training.spark import by_payloads, lines_of


@pytest.fixture
def sent(demo_files, tmp_path):
    """Requests one a line, among them blank, damaged and foreign ones."""
    good = [json.dumps(payload) for payload in payloads(demo_files, DAY, 120)]
    lines = [*good[:50], "", "{not json", "  ", '{"customer_id": "x", "oders": []}', *good[50:], "[]"]
    path = tmp_path / "requests.ndjson"
    path.write_bytes("\n".join(lines).encode() + b"\n\xff\xfe\r\n")
    return path


def test_a_file_in_many_partitions_gives_the_file_commands_scores(spark, bundle, sent, by_file, tmp_path):
    spark.conf.set("spark.sql.files.maxPartitionBytes", str(sent.stat().st_size // 7))
    spark.conf.set("spark.sql.files.openCostInBytes", "1")
    lines = lines_of(spark, str(sent))
    written = by_payloads(bundle, lines, DAY).write(tmp_path / "scores")
    found = pl.read_parquet(tmp_path / "scores" / "*.parquet")

    assert lines.rdd.getNumPartitions() > 4
    assert (written.rows, written.refused) == (124, 4)
    assert_frame_equal(found, by_file({}, Config(as_of=DAY), sent), check_exact=True)


def test_a_table_of_payloads_gives_the_same_as_a_dataframe(spark, bundle, sent, by_file):
    frame = by_payloads(bundle, lines_of(spark, str(sent)), DAY).frame()
    expected = by_file({}, Config(as_of=DAY), sent)
    found = pl.from_arrow(frame.toArrow()).sort("line")

    assert_frame_equal(found, expected.cast(found.schema), check_exact=True)


def test_a_table_without_payloads_is_told(spark, bundle):
    with pytest.raises(TrainingError, match='has no column "payload"; it needs payload'):
        by_payloads(bundle, spark.range(3).withColumnRenamed("id", "line"), DAY)
