"""The scoring command: files of any size in, one score file out, on all cores, in memory that does not grow with them.

Parts of the work, each a range of customers or a block of lines, are scored as small files are, and joined in order.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from scoring.bundle import locate
from scoring.columns import EPOCH_ORDINAL
from scoring.model import Bundle
from training import bulk
from training.bulk import Stored, Told, Written, joined, load, store_part
from training.config import Config
from training.frame import frame
from training.parts import Part, split
from training.workers import cores, in_order
from training.workplace import workplace

Parts = Generator[tuple[Stored, float | None], None, None]
Block = Sequence[tuple[int, bytes | None]]
Done = Callable[[int, float | None], None]  # so many more rows, and the share of the whole that is done (None: unknown)


@dataclass(frozen=True, slots=True)
class Job:
    """What is scored with which bundle: tables by name, or payloads; `told` makes the columns of scored customers."""

    bundle: Path
    files: Mapping[str, Path]
    payloads: Path | None
    config: Config
    told: Told = frame


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A scoring that is under way: `day` of the scores, and its parts as they come with the share that is done."""

    day: date
    out: Path
    folder: Path
    parts: Parts

    def write(self, done: Done) -> Written:
        """Wait for the parts, and make one file of them."""
        stored = []
        for part, share in self.parts:
            stored.append(part)
            done(part.written.rows, share)
        return joined(stored, self.out, self.folder)


@contextmanager
def begun(job: Job, out: Path, looked: Done, workers: int | None = None) -> Iterator[Run]:
    """A run that writes `out`; what it leaves unfinished is gone afterwards. Raises TrainingError and BundleError.

    `looked` is told of the rows of tables that are split. `workers`: processes, None for one a core.
    """
    job = replace(job, bundle=locate(job.bundle))  # the workers load it too, and the name may be given to another
    bundle = load(job.bundle)
    with workplace(out) as folder:
        day, parts = _parts(job, bundle, folder, looked, workers or cores())
        with closing(parts):
            yield Run(day, out, folder, parts)


def _parts(job: Job, bundle: Bundle, folder: Path, looked: Done, workers: int) -> tuple[date, Parts]:
    """The day, and the parts: made here where the files are small or have to be read as a whole."""
    if job.payloads is not None and not job.files and _is_large(job.payloads):
        day, size = bulk.today_of(job.config, bundle), job.payloads.stat().st_size or None  # a pipe has none
        return day, _made(_Work(job, day, folder), enumerate(bulk.blocks(job.payloads)), size, workers)
    if job.payloads is None and job.files:
        found = split(job.files, job.config, bulk.known_attributes(bundle), folder, looked)
        if found is not None:
            size = sum(part.size for part in found.parts)
            return found.day, _made(_Work(job, found.day, folder), enumerate(found.parts), size, workers)
    day, customers, chunks = bulk.score_chunks(bundle, job.files, job.payloads, job.config, job.told)
    return day, _here(chunks, customers, folder)


def _is_large(path: Path) -> bool:
    return path.exists() and (not path.is_file() or path.stat().st_size > bulk.BLOCK_BYTES)


def _here(chunks: Iterator[pl.DataFrame], customers: int | None, folder: Path) -> Parts:
    done = 0
    for number, chunk in enumerate(chunks):
        done += len(chunk)
        yield store_part(chunk, folder, number), done / customers if customers else None


def _made(work: "_Work", tasks: Iterable[tuple[int, Part | Block]], size: int | None, workers: int) -> Parts:
    done = 0
    results = _one_by_one(work, tasks) if workers == 1 else in_order(work, tasks, workers)
    with closing(results):
        for stored, bytes_read in results:
            done += bytes_read
            yield stored, min(1.0, done / size) if size else None


def _one_by_one(work: "_Work", tasks: Iterable[tuple[int, Part | Block]]) -> Generator[tuple[Stored, int], None, None]:
    yield from map(work, tasks)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker does with a task: score it, write it into `folder`, and say how many bytes it was."""

    job: Job
    day: date
    folder: Path

    def __call__(self, task: tuple[int, Part | Block]) -> tuple[Stored, int]:
        number, what = task
        bundle, told = _loaded(self.job.bundle), self.job.told
        if not isinstance(what, Part):
            scores = bulk.score_lines(what, self.day, bundle, told)
            return store_part(scores, self.folder, number), sum(len(text or b"") + 1 for _, text in what)
        tables = what.tables(self.job.config, bulk.known_attributes(bundle))
        scores = pl.concat(bulk.score_tables(tables, float(self.day.toordinal() - EPOCH_ORDINAL), bundle, told))
        return store_part(scores, self.folder, number), what.size


_loaded = lru_cache(maxsize=1)(load)  # once a process
