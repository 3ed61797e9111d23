"""Files in, score files out: chunks of customers on the same path as one request, nothing half under a final name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from schema.limits import Limits
from schema.payload import parse
from schema.refusal import NotJson, Refused
from scoring import bundle as store
from scoring.columns import EPOCH_ORDINAL
from scoring.customers import Record, from_records
from scoring.model import Bundle
from scoring.scorer import Scores, score
from scoring.vocabulary import Kind
from training.config import Config
from training.errors import TrainingError
from training.frame import frame
from training.question import last_known_day
from training.tables import Tables, read_tables

CHUNK = 16_384
Told = Callable[[Scores], pl.DataFrame]

FAST = 1  # of zstd; its default of 3 takes a third longer for a file that is 5 % smaller
WRITERS: dict[str, Callable[[pl.LazyFrame, Path], object]] = {
    ".parquet": lambda scores, path: scores.sink_parquet(path, maintain_order=True, compression_level=FAST),
    ".ndjson": lambda scores, path: scores.sink_ndjson(path, maintain_order=True),
}


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows a score file has, and in how many a `problem` stands instead of scores."""

    rows: int
    refused: int


def load(path: Path) -> Bundle:
    """The bundle of a folder or pointer, verified. BundleError where it cannot be used."""
    found = store.read(path)
    try:
        return Bundle.from_content(found.content, found.version)
    except (KeyError, TypeError, ValueError) as error:
        raise store.DamagedBundle(found.folder, "was made by another release of this program", store.AGAIN) from error


def score_chunks(
    bundle: Bundle, paths: Mapping[str, Path], payloads: Path | None, config: Config, told: Told = frame
) -> tuple[date, int | None, Iterator[pl.DataFrame]]:
    """The day of the scores, how many customers there are (None: unknown), and the chunks of score columns.

    `told` makes the columns of scored customers.
    """
    if payloads is not None and paths:
        raise TrainingError("--payloads hold whole customers; give them alone, or the tables without them.")
    if payloads is not None:
        today = config.as_of or datetime.now(ZoneInfo(bundle.timezone)).date()
        return today, None, score_payloads(payloads, today, bundle, told)
    tables = read_tables(paths, config, _attributes(bundle))
    last = last_known_day(tables, config)
    return date.fromordinal(int(last) + EPOCH_ORDINAL), len(tables), score_tables(tables, last, bundle, told)


def _attributes(bundle: Bundle) -> dict[str, Kind]:
    """The custom fields that the bundle was trained on, and what they were then."""
    names = [name for name, feature in bundle.features.items() if feature.group == "attributes"]
    return {name.removeprefix("attributes_"): Kind.TEXT if name in bundle.texts else Kind.NUMBER for name in names}


def score_tables(tables: Tables, as_of: float, bundle: Bundle, told: Told = frame) -> Iterator[pl.DataFrame]:
    """The score columns of all customers of the tables, a chunk at a time."""
    customers = tables.customers(as_of)
    for start in range(0, len(customers), CHUNK):
        rows = np.arange(start, min(start + CHUNK, len(customers)))
        yield told(score(customers.take(rows), bundle))


def score_payloads(path: Path, today: date, bundle: Bundle, told: Told = frame) -> Iterator[pl.DataFrame]:
    """The score columns of payloads, one a line; a line that is refused has its `problem` and its number instead."""
    limits, as_of = Limits(), float(today.toordinal() - EPOCH_ORDINAL)
    with _opened(path) as lines:
        numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
        while chunk := list(islice(numbered, CHUNK)):
            good: list[Record] = []
            problems: list[tuple[int, str]] = []
            order: list[int] = []
            for number, line in chunk:
                try:
                    good.append(parse(line, limits, currency=bundle.currency, today=today))
                    order.append(number)
                except (Refused, NotJson) as error:
                    problems.append((number, str(error)))
            yield _with_problems(told(score(from_records(good, as_of), bundle)), order, problems)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        fault = f"{path}: cannot be read ({error.strerror})"
        raise TrainingError(f"{fault}; give the path of an NDJSON file, one request a line.") from None


def check_out(out: Path, files: Iterable[Path]) -> None:
    """TrainingError where scores cannot be written to `out`, or would replace one of the files that are read."""
    if out.suffix not in WRITERS:
        raise TrainingError(f"{out.name}: score files are {' or '.join(WRITERS)}; give --out such a name.")
    if out.is_dir():
        raise TrainingError(f"{out} is a folder; give --out the path of a file.")
    if out.resolve() in {path.resolve() for path in files}:
        raise TrainingError(f"{out} is one of the files to read, and would be replaced; give --out another name.")


def write_scores(chunks: Iterator[pl.DataFrame], out: Path, done: Callable[[int], None]) -> Written:
    """Write the chunks as one file, in order. Nothing appears at `out` before all is there."""
    check_out(out, ())
    total = refused = 0
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder:
        parts = []
        for i, chunk in enumerate(chunks):
            parts.append(Path(folder) / f"{i:08d}.arrow")
            chunk.write_ipc(parts[-1])
            total += len(chunk)
            refused += int(chunk["problem"].count()) if "problem" in chunk.columns else 0
            done(len(chunk))
        if not total:
            raise TrainingError("there was no customer to score; check the files")
        whole = Path(folder) / f"whole{out.suffix}"
        WRITERS[out.suffix](pl.scan_ipc(parts, glob=False), whole)
        whole.replace(out)
    return Written(total, refused)


def _with_problems(scores: pl.DataFrame, order: list[int], problems: list[tuple[int, str]]) -> pl.DataFrame:
    """The scored and the refused lines in the order of the file."""
    scored = scores.with_columns(line=pl.Series(order, dtype=pl.Int64), problem=pl.lit(None, dtype=pl.String))
    refused = pl.DataFrame(
        {"line": [n for n, _ in problems], "problem": [text for _, text in problems]},
        {"line": pl.Int64, "problem": pl.String},
    )
    return pl.concat([scored, refused], how="diagonal").sort("line")
