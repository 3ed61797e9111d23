"""A bar for a file: on a terminal, where Rich is installed (`customer-scoring-client[progress]`); else nothing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from customer_scoring_client.files import Scored

Told = Callable[[Scored], None]


@contextmanager
def bar(file: Path, *, shown: bool) -> Iterator[Told]:
    """What to tell how far a file is."""
    if not shown or not sys.stderr.isatty() or not file.is_file():
        yield lambda _: None
        return
    try:
        from rich.console import Console  # noqa: PLC0415 (optional)
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    except ModuleNotFoundError:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("scoring", total=file.stat().st_size)

        def told(done: Scored) -> None:
            what = f"{done.lines:,} scored" + (f", {done.refused:,} refused" if done.refused else "")
            progress.update(task, completed=done.bytes_read, description=what)

        yield told
