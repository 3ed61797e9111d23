"""The commands of the job, in this process: what they say and leave, and URIs that Spark itself reads and writes."""

import json

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.training.spark.conftest import DAY
from training.config import Config
from training.spark.command import main


@pytest.fixture
def run(spark, capsys):
    """Exit code, and the last line of what was said."""

    def command(*words):
        code = main([str(word) for word in words])
        return code, capsys.readouterr().out.splitlines()[-1]

    return command


def test_uris_are_read_and_written_by_spark(run, bundle, tables, by_file, tmp_path):
    out = f"file://{tmp_path / 'scores'}"
    own = {name: tables[name] for name in ("feedback", "customers")}
    given = [word for name, path in own.items() for word in (f"--{name}", f"file://{path}")]
    code, said = run("score", "--bundle", bundle, *given, "--as-of", "2026-06-30", "--out", out)
    found = pl.read_parquet(tmp_path / "scores" / "*.parquet").sort("customer_id")
    expected = by_file(own, Config.from_toml(None, {"as_of": "2026-06-30"}))

    assert (code, said) == (0, f"scored as of 2026-06-30: customers in {out}")
    assert_frame_equal(found, expected.cast(found.schema), check_exact=True)


def test_refused_payloads_are_counted(run, bundle, tmp_path):
    (tmp_path / "r.ndjson").write_text(json.dumps({"customer_id": "x"}) + "\n{}\n")
    given = ["--bundle", bundle, "--payloads", tmp_path / "r.ndjson", "--as-of", DAY.isoformat()]
    code, said = run("score", *given, "--out", tmp_path / "scores")

    assert code == 0
    assert said == f"scored as of {DAY}: 1 customers in {tmp_path / 'scores'}, 1 lines are refused (column problem)"


def test_a_sample_says_how_much_it_is(run, demo_files, tmp_path):
    code, said = run("sample", "--orders", demo_files["orders"], "--one-in", "10", "--out", tmp_path / "sample")
    rows = len(pl.read_parquet(tmp_path / "sample" / "orders.parquet"))

    assert (code, said) == (0, f"{rows} rows of orders in {tmp_path / 'sample'}")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--bundle", "nowhere"], "error "),
        (["--orders", "nowhere.parquet"], "error nowhere.parquet: must be a Parquet file or a folder of such"),
        (["--orders", "file:///nowhere"], "error [PATH_NOT_FOUND]"),
        (["--orders", "o", "--payloads", "p"], "error --payloads hold whole customers; give them alone"),
        ([], "error no table is given; give --orders PATH"),
    ],
)
def test_what_can_be_mended_is_one_sentence(run, bundle, tmp_path, words, sentence):
    code, said = run("score", "--bundle", bundle, "--out", tmp_path / "scores", *words)

    assert code == 1 and said.startswith(sentence)
    assert not (tmp_path / "scores").exists()


def test_a_fault_in_a_task_is_one_sentence_too(run, bundle, tmp_path):
    orders = pl.DataFrame({"customer_id": ["a", "b"], "date": ["2026-01-01", "soon"], "amount": [1, 2]})
    orders.write_parquet(tmp_path / "orders.parquet")
    code, said = run("score", "--bundle", bundle, "--orders", tmp_path / "orders.parquet", "--out", tmp_path / "scores")

    assert code == 1 and said.startswith("error orders.parquet, row 2: date must be a day")
