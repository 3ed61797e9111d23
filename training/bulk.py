"""Files in, score files out: chunks of customers on the same path as one request, nothing half under a final name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BufferedReader
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from polars.io.plugins import register_io_source

from schema.limits import Limits
from schema.ndjson import Line, Lines, parse_line
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
from training.workplace import workplace

CHUNK = 16_384  # customers at once
BLOCK_BYTES = 4 * 1024 * 1024  # and of their payloads about so many bytes, ten times as many as Python objects
READ_BYTES = 1024 * 1024
Told = Callable[[Scores], pl.DataFrame]

FAST = 1  # of zstd; its default of 3 takes a third longer for a file that is 5 % smaller
GROUP = 32_768  # rows of a row group: what is held until they are written
WRITERS: dict[str, Callable[[pl.LazyFrame, Path], object]] = {
    ".parquet": lambda scores, path: scores.sink_parquet(
        path, maintain_order=True, compression_level=FAST, row_group_size=GROUP
    ),
    ".ndjson": lambda scores, path: scores.sink_ndjson(path, maintain_order=True),
}


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows a score file has, and in how many a `problem` stands instead of scores."""

    rows: int
    refused: int


@dataclass(frozen=True, slots=True)
class Stored:
    """Some of the rows of a score file, in a file of their own."""

    path: Path
    written: Written


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
        today = today_of(config, bundle)
        return today, None, score_payloads(payloads, today, bundle, told)
    tables = read_tables(paths, config, known_attributes(bundle))
    last = last_known_day(tables, config)
    return date.fromordinal(int(last) + EPOCH_ORDINAL), len(tables), score_tables(tables, last, bundle, told)


def today_of(config: Config, bundle: Bundle) -> date:
    """The day of payloads that name none."""
    return config.as_of or datetime.now(ZoneInfo(bundle.timezone)).date()


def known_attributes(bundle: Bundle) -> dict[str, Kind]:
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
    for block in blocks(path):
        yield score_lines(block, today, bundle, told)


def blocks(path: Path) -> Iterator[list[tuple[int, bytes | None]]]:
    """The lines of a file by number, so many at a time; None for one that is too long to be a request."""
    lines, block, size = Lines(Limits().body_bytes), list[tuple[int, bytes | None]](), 0
    with _opened(path) as file:
        while data := file.read1(READ_BYTES):
            for line in lines.feed(data):
                block.append((line.number, line.text))
                size += line.size
                if len(block) >= CHUNK or size >= BLOCK_BYTES:
                    yield block
                    block, size = [], 0
    block += [(line.number, line.text) for line in lines.rest()]
    if block:
        yield block


def score_lines(
    chunk: Sequence[tuple[int, bytes | None]], today: date, bundle: Bundle, told: Told = frame
) -> pl.DataFrame:
    """The score columns of numbered payloads."""
    limits, as_of = Limits(), float(today.toordinal() - EPOCH_ORDINAL)
    good: list[Record] = []
    problems: list[tuple[int, str]] = []
    order: list[int] = []
    for number, text in chunk:
        found = parse_line(Line(number, text), limits, currency=bundle.currency, today=today)
        if isinstance(found, Refused | NotJson):
            problems.append((number, str(found)))
        else:
            good.append(found)
            order.append(number)
    return _with_problems(told(score(from_records(good, as_of), bundle)), order, problems)


def _opened(path: Path) -> BufferedReader:
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


def write_scores(chunks: Iterable[pl.DataFrame], out: Path, done: Callable[[int], None]) -> Written:
    """Write the chunks as one file, in order. Nothing appears at `out` before all is there."""
    check_out(out, ())
    with workplace(out) as folder:
        stored = []
        for number, chunk in enumerate(chunks):
            stored.append(store_part(chunk, folder, number))
            done(len(chunk))
        return joined(stored, out, folder)


def store_part(scores: pl.DataFrame, folder: Path, number: int) -> Stored:
    """Write some of the rows."""
    path = folder / f"{number:08d}.arrow"
    scores.write_ipc(path, compression="lz4")
    refused = int(scores["problem"].count()) if "problem" in scores.columns else 0
    return Stored(path, Written(len(scores), refused))


def joined(parts: Sequence[Stored], out: Path, folder: Path) -> Written:
    """Make one file of the parts, in their order, and give it its name. TrainingError where there is no row."""
    rows = sum(part.written.rows for part in parts)
    if not rows:
        raise TrainingError("there was no customer to score; check the files")
    whole = folder / f"whole{out.suffix}"
    WRITERS[out.suffix](_one_after_the_other([part.path for part in parts]), whole)
    whole.replace(out)
    return Written(rows, sum(part.written.refused for part in parts))


def _one_after_the_other(parts: Sequence[Path]) -> pl.LazyFrame:
    """The rows of all parts, one of them in memory at a time: a scan of many reads ahead."""

    def read(columns: list[str] | None, *_: object) -> Iterator[pl.DataFrame]:
        for part in parts:
            yield pl.read_ipc(part, columns=columns)

    return register_io_source(read, schema=pl.read_ipc_schema(parts[0]))


def _with_problems(scores: pl.DataFrame, order: list[int], problems: list[tuple[int, str]]) -> pl.DataFrame:
    """The scored and the refused lines in the order of the file."""
    scored = scores.with_columns(line=pl.Series(order, dtype=pl.Int64), problem=pl.lit(None, dtype=pl.String))
    refused = pl.DataFrame(
        {"line": [n for n, _ in problems], "problem": [text for _, text in problems]},
        {"line": pl.Int64, "problem": pl.String},
    )
    return pl.concat([scored, refused], how="diagonal").sort("line")
