"""The job of docs/spark.md, run by `spark-submit` as a person types it."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from tests.training.commands import ROOT, training

PAGE = (ROOT / "docs" / "spark.md").read_text(encoding="utf-8")


def submit(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    """The first command of the page, with other words after the name of the job."""
    command = PAGE.split("```sh\n")[1].split("```")[0].replace("\\\n", " ")
    settings, job = shlex.split(command.split("spark-submit")[1].split("deploy/")[0]), "deploy/spark_job.py"
    program = Path(sys.executable).with_name("spark-submit")
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [program, *settings, job, *map(str, words)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def test_what_it_writes_is_what_training_score_writes(bundle, tables, tmp_path):
    given = ["--bundle", bundle, "--orders", tables["orders"], "--customers", tables["customers"]]
    alone = training("score", *given, "--out", tmp_path / "alone.parquet")
    ended = submit("score", *given, "--rows-a-part", "10000", "--out", tmp_path / "scores")

    assert (alone.returncode, ended.returncode) == (0, 0), ended.stderr
    assert f"scored as of 2026-10-31: 2000 customers in {tmp_path / 'scores'}" in ended.stdout.splitlines()
    found = pl.read_parquet(tmp_path / "scores" / "*.parquet")
    assert_frame_equal(found, pl.read_parquet(tmp_path / "alone.parquet"), check_exact=True)
