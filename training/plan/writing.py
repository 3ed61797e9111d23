"""The files of a plan: all are made beside their places first, and none appears before all are whole."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from scoring.policy import Policy
from training.errors import TrainingError
from training.plan.files import check_apart, check_kind
from training.plan.guard import guarded
from training.plan.page import page
from training.plan.telling import Telling
from training.plan.workbook import workbook

TABLES: dict[str, Callable[[Telling], bytes]] = {
    ".csv": lambda telling: csv(telling.table),
    ".xlsx": workbook,
    ".html": lambda telling: page(telling).encode(),
}
LISTS = (".csv", ".parquet")


def csv(table: pl.DataFrame) -> bytes:
    """UTF-8 with a mark, as spreadsheets want it; a text that looks like a formula gets an apostrophe before it."""
    content = BytesIO()
    table.with_columns(guarded(pl.col(pl.String))).write_csv(content, include_bom=True, float_precision=2)
    return content.getvalue()


def parquet(table: pl.DataFrame) -> bytes:
    """The table as it is."""
    content = BytesIO()
    table.write_parquet(content)
    return content.getvalue()


def assignment(assigned: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Who gets what: customer_id, action, due_on, channel, cost, expected_net_value, duty."""
    codes = pl.Series([action.code for action in policy.actions], dtype=pl.String)
    return assigned.select(
        "customer_id",
        action=codes.gather(assigned["action"]),
        due_on="due_on",
        channel="channel",
        cost="cost",
        expected_net_value="net",
        duty="duty",
    )


def check_files(tables: Sequence[Path], lists: Sequence[Path], scores: Path) -> None:
    """TrainingError where a file could not be written, two are the same, or one would replace the scores."""
    for path, kinds, option in (*((p, tuple(TABLES), "--out") for p in tables), *((p, LISTS, "") for p in lists)):
        remedy = f"give {option or '--assigned and --held-out'} such a name"
        check_kind(path, kinds, remedy)
        if path.is_dir():
            raise TrainingError(f"{path} is a folder; give the path of a file.")
        there = next(folder for folder in path.absolute().parents if folder.exists())
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            raise TrainingError(f"{path} cannot be written; give a path in a folder that you may write to.")
    places = [path.resolve() for path in (*tables, *lists)]
    check_apart(places, {"scores": scores})
    if len(set(places)) < len(places):
        raise TrainingError("two files of the plan have the same name; give each its own.")


def write_all(contents: Iterable[tuple[Path, bytes]]) -> None:
    """Write the files; where one cannot be written, none has changed."""
    with ExitStack() as stack:
        made = []
        for path, content in contents:
            path.parent.mkdir(parents=True, exist_ok=True)
            folder = stack.enter_context(TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent))
            made.append((Path(folder) / path.name, path))
            made[-1][0].write_bytes(content)
        for part, path in made:
            part.replace(path)
