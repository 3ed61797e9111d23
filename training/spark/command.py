"""What `spark-submit` runs: `score` and `sample`, each one sentence and exit code 1 where something can be mended."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from pyspark.errors import AnalysisException, PythonException
from pyspark.sql import SparkSession

from scoring.bundle import BundleError
from training.config import FILES, Config
from training.errors import TrainingError
from training.frame import frame
from training.plan.candidates import frame_with_candidates
from training.spark.given import URI, table_of
from training.spark.payloads import by_payloads, lines_of
from training.spark.sample import write_sample
from training.spark.scored import Scored, check_folder
from training.spark.scoring import ROWS_A_PART, by_tables

OF_A_TASK = re.compile(r"^training\.errors\.\w+: (.+)$", re.MULTILINE)
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",  # the day of a date-time is that of its own calendar, as in files
    "spark.sql.execution.arrow.maxBytesPerBatch": str(64 << 20),  # a row of the shuffle is large
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    asked = _parser().parse_args(arguments)
    try:
        spark = SparkSession.builder.appName(f"customer scoring: {asked.command}").getOrCreate()
        for key, value in SETTINGS.items():
            spark.conf.set(key, value)
        print({"score": _score, "sample": _sample}[asked.command](spark, asked))
    except (TrainingError, BundleError, AnalysisException, PythonException) as error:
        said = _sentence(error)
        if said is None:
            raise
        print(f"error {said}")  # what Python says on either stream, spark-submit says on its standard output
        return 1
    return 0


def _score(spark: SparkSession, asked: argparse.Namespace) -> str:
    if URI not in asked.out:
        check_folder(Path(asked.out))
    told = frame_with_candidates if asked.candidates else frame
    config = Config.from_toml(asked.config, {"as_of": asked.as_of})
    tables = {name: table_of(spark, text) for name in FILES if (text := getattr(asked, name)) is not None}
    if asked.payloads is not None and tables:
        raise TrainingError("--payloads hold whole customers; give them alone, or the tables without them.")
    if asked.payloads is not None:
        scored = by_payloads(asked.bundle, lines_of(spark, asked.payloads), config.as_of, told=told)
    else:
        scored = by_tables(spark, asked.bundle, tables, config, told=told, rows_a_part=asked.rows_a_part)
    return f"scored as of {scored.day}: {_written(scored, asked.out)}"


def _written(scored: Scored, out: str) -> str:
    if URI in out:
        scored.frame().write.parquet(out)
        return f"customers in {out}"
    written = scored.write(Path(out))
    refused = f", {written.refused} lines are refused (column problem)" if written.refused else ""
    return f"{written.rows - written.refused} customers in {out}{refused}"


def _sample(spark: SparkSession, asked: argparse.Namespace) -> str:
    config = Config.from_toml(asked.config)
    tables = {name: table_of(spark, text) for name in FILES if (text := getattr(asked, name)) is not None}
    rows = write_sample(spark, tables, config, asked.one_in, asked.out)
    return f"{', '.join(f'{count} rows of {name}' for name, count in rows.items())} in {asked.out}"


def _sentence(error: Exception) -> str | None:
    """What a person can mend; None for a fault of this program."""
    if isinstance(error, PythonException):
        found = OF_A_TASK.search(str(error))
        return None if found is None else found[1]
    return str(error).splitlines()[0]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="spark-submit deploy/spark_job.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    score = commands.add_parser("score", help="every customer of some tables, or payloads")
    sample = commands.add_parser("sample", help="the tables of some customers, as files for `training fit`")
    for command in (score, sample):
        for table in FILES:
            command.add_argument(
                f"--{table}", metavar="PATH", help="Parquet file or folder, or a URI for Spark to read"
            )
        command.add_argument("--config", type=Path, metavar="FILE", help="TOML: columns")
    score.add_argument("--bundle", type=Path, default=Path("models/current"), metavar="PATH")
    score.add_argument("--payloads", metavar="PATH", help="NDJSON, one request a line: a path, or a URI")
    score.add_argument("--as-of", metavar="DAY", help="day of the scores; default: the last of the data")
    score.add_argument("--candidates", action="store_true", help="all actions that pay, for a plan")
    score.add_argument("--rows-a-part", type=int, default=ROWS_A_PART, metavar="N", help="what a task holds at once")
    score.add_argument("--out", required=True, metavar="PATH", help="a new folder, or a URI for Spark to write to")
    sample.add_argument("--one-in", type=int, required=True, metavar="N", help="one customer in so many")
    sample.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new folder")
    return parser
