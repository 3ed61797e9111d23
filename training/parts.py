"""Tables past memory: Parquet files are split by customer into parts of about as many rows, each read as a file is.

A first look finds where to split, by a sample of ids, and the last day that is known; a second one writes the rows into
the parts. A part is a range of ids, so the scores of the parts follow each other as those of the whole would.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl

from scoring.columns import EPOCH_ORDINAL
from scoring.vocabulary import Kind
from training.config import Config
from training.loading import CUSTOMER, WHERE, Loaded, expressions_of
from training.question import UNDATED
from training.reading import ROW, Source, open_table
from training.survey import Expressions, Survey, reads_alike, rows_of, runs, survey
from training.tables import Tables, tables_of

ROWS = 125_000  # of a part, all tables together: some 150 MiB while they are scored
HELD = 64 * 1024 * 1024  # bytes of rows that wait to be written with others of their part
SAMPLED = 200_000  # ids, of all tables together
PART = "#part"

Looked = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """The rows of one file in one part: `spans` are where in `stored` its runs lie, each an Arrow stream."""

    source: Source
    stored: Path
    spans: tuple[tuple[int, int], ...]

    def opened(self) -> Source:
        """Its rows in memory, `source` giving the columns where there are none."""
        found = [self.source.scan.collect(), *self._runs()]
        return replace(self.source, scan=pl.concat(found).lazy())

    def _runs(self) -> Iterator[pl.DataFrame]:
        if not self.spans:
            return  # nothing was ever stored
        with self.stored.open("rb") as file:
            for start, length in self.spans:
                file.seek(start)
                yield pl.read_ipc_stream(BytesIO(file.read(length)))


@dataclass(frozen=True, slots=True)
class Part:
    """The customers of one range of ids."""

    pieces: Mapping[str, Piece]

    @property
    def size(self) -> int:
        """Bytes of its rows."""
        return sum(length for piece in self.pieces.values() for _, length in piece.spans)

    def tables(self, config: Config, attributes: Mapping[str, Kind]) -> Tables:
        """What `read_tables` gives for whole files. Raises TrainingError."""
        return tables_of({name: piece.opened() for name, piece in self.pieces.items()}, config, attributes)


@dataclass(frozen=True, slots=True)
class Split:
    """The parts, ascending by id, and the last day that is known in all of them."""

    parts: tuple[Part, ...]
    day: date


class _Way:
    """How far it is, of so many rows."""

    def __init__(self, total: int, looked: Looked) -> None:
        self._total, self._looked, self._done = total, looked, 0

    def __call__(self, rows: int) -> None:
        self._done += rows
        self._looked(rows, self._done / self._total)


def split(
    paths: Mapping[str, Path], config: Config, attributes: Mapping[str, Kind], folder: Path, looked: Looked
) -> Split | None:
    """The files as parts in `folder`; None where they are one part, or what they hold is to be read as a whole.

    `looked` is told how many more rows have been gone through, and the share of all that is. Raises TrainingError.
    """
    sources = {name: open_table(name, paths[name]) for name in sorted(paths)}
    asked = {name: expressions_of(source, config.table(name), label=False) for name, source in sources.items()}
    total = sum(rows_of(source) for source in sources.values() if not source.is_text)
    own = {name: attributes if name == "customers" else {} for name in sources}
    if total <= ROWS or not all(reads_alike(source, asked[name], own[name]) for name, source in sources.items()):
        return None
    files = [(sources[name], asked[name]) for name in sources]
    went = _Way(2 * total, looked)
    found = {source.table: survey(source, what, max(1, total // SAMPLED), went) for source, what in files}
    ids = pl.concat([one.ids for one in found.values()])
    if not len(ids):
        return None  # nobody is in them, and the whole is told so
    bounds = bounds_of(ids, total // ROWS + 1)
    pieces = {source.table: _stored(source, what, own[source.table], bounds, folder, went) for source, what in files}
    parts = [Part({name: pieces[name][i] for name in pieces}) for i in range(len(bounds) + 1)]
    return Split(tuple(part for part in parts if part.size), last_day(found, config))


def bounds_of(ids: pl.Series, parts: int) -> pl.Series:
    """The least ids of all parts but the first, so that each has about as many rows."""
    ascending = ids.sort()
    return ascending.gather([len(ids) * i // parts for i in range(1, parts)]).unique().sort()


def _stored(
    source: Source,
    expressions: Expressions,
    attributes: Mapping[str, Kind],
    bounds: pl.Series,
    folder: Path,
    went: Callable[[int], None],
) -> list[Piece]:
    """The rows that are used of a file, a piece a part."""
    columns = {column for what in expressions.values() for column in what.columns}
    others = sorted(columns.union(name for name in attributes if name in source.columns))
    picked = {name: what for name, what in expressions.items() if name in (CUSTOMER, WHERE)}
    spans: list[list[tuple[int, int]]] = [[] for _ in range(len(bounds) + 1)]
    files = [folder / f"{source.table}-{i:06d}" for i in range(len(spans))]
    for i, rows in _gathered(parted(run, bounds) for run in runs(source, picked, others, went)):
        with files[i].open("ab") as file:
            start = file.tell()
            rows.write_ipc_stream(file)
            spans[i].append((start, file.tell() - start))
    nothing = source.some(0, 0).scan.select(ROW, *others).collect().lazy()
    empty = replace(source, scan=nothing, columns=(ROW, *others))
    return [Piece(empty, file, tuple(at)) for file, at in zip(files, spans, strict=True)]


def _gathered(runs_by_part: Iterable[Iterable[tuple[int, pl.DataFrame]]]) -> Iterator[tuple[int, pl.DataFrame]]:
    """The rows of each part from as many runs as may be held, from one at least.

    A hundred million rows are 400 runs of 800 parts, and each piece that is written costs time and memory of its own.
    """
    held: dict[int, list[pl.DataFrame]] = {}
    size = 0
    for run in map(list, runs_by_part):
        come = int(sum(rows.estimated_size() for _, rows in run))
        if size + come > HELD:
            yield from _let_go(held)
            size = 0
        for i, rows in run:
            held.setdefault(i, []).append(rows)
        size += come
    yield from _let_go(held)


def _let_go(held: dict[int, list[pl.DataFrame]]) -> Iterator[tuple[int, pl.DataFrame]]:
    while held:
        i, several = held.popitem()
        yield i, pl.concat(several)


def parted(run: Loaded, bounds: pl.Series) -> Iterator[tuple[int, pl.DataFrame]]:
    """The rows of each part, by its number."""
    part = bounds.search_sorted(run.customer, side="right")
    parted = run.rows.raw.with_columns(part.alias(PART)).partition_by(PART, as_dict=True, include_key=False)
    for (i,), rows in parted.items():
        yield int(i), rows


def last_day(found: Mapping[str, Survey], config: Config) -> date:
    """As `question.last_known_day` of the whole."""
    if config.as_of is not None:
        return config.as_of
    events = [one.last_day for name, one in found.items() if name != "customers" and one.last_day is not None]
    come = found["customers"].last_day if "customers" in found else None
    last = max(events) if events else max(UNDATED, UNDATED if come is None else come)
    return date.fromordinal(int(last) + EPOCH_ORDINAL)
