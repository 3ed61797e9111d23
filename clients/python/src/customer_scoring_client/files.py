"""A file of NDJSON in, a file of answers out, which appears under its name only when it is whole."""

import os
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from customer_scoring_client.async_client import AsyncScoringClient
from customer_scoring_client.blocks import PROBLEM_BEGINS
from customer_scoring_client.errors import ScoringError

LONGEST_LINE = 64 * 1024 * 1024  # no service takes more; a file without line ends is not read into memory


class WrongFile(ScoringError):
    """A file that cannot be scored, or not written."""


@dataclass(slots=True)
class Scored:
    """How far a file is: lines answered, those of them that are refused, and bytes read."""

    lines: int = 0
    refused: int = 0
    bytes_read: int = 0


async def score_file(
    client: AsyncScoringClient,
    source: Path,
    out: Path,
    *,
    language: str | None = None,
    mapping: str | None = None,
    in_flight: int = 4,
    on_progress: Callable[[Scored], None] = lambda _: None,
) -> Scored:
    """Score each line of `source` into `out`. Raises `ScoringError` and OSError, and then leaves nothing behind."""
    if out.exists() and out.samefile(source):
        raise WrongFile(f"{out} would be written over its own source; name another file")
    done = Scored()
    with source.open("rb") as given, whole_file(out) as written:
        lines = _counted(given, source, done)
        answers = client.score_lines(lines, language=language, source=mapping, in_flight=in_flight)
        async with aclosing(answers):
            async for line in answers:
                written.write(line + b"\n")
                done.lines += 1
                done.refused += line.startswith(PROBLEM_BEGINS)
                on_progress(done)
        if not done.lines:
            raise WrongFile(f"{source} holds no line; write one request a line (NDJSON)")
    return done


def _counted(given: BinaryIO, source: Path, done: Scored) -> Iterator[bytes]:
    number = 0
    while line := given.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise WrongFile(f"{source}, line {number}: over {LONGEST_LINE:,} bytes; write one request a line (NDJSON)")
        done.bytes_read += len(line)
        yield line


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is renamed to `path` when all is well, and removed otherwise."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
