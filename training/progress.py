"""What a fit is doing, for people: a bar on a terminal, a line a step elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars


class Progress:
    """Steps of known number; each says when it is done and how long it took."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._bars = Bars(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bars.add_task("fit", total=total)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """One step of the total."""
        self._bars.update(self._task, description=what)
        begun = time.monotonic()
        yield
        self._bars.advance(self._task)
        self._console.print(f"[green]✓[/green] {what} [dim]{time.monotonic() - begun:.1f} s[/dim]", soft_wrap=True)


@contextmanager
def counting(console: Console, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar with rate and time left; call what it gives with the number of rows done."""
    columns = (TextColumn("scoring"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("scoring", total=total)
        yield lambda done: bars.advance(task, done)


def silent() -> Progress:
    """A progress that shows nothing, for tests and libraries."""
    return Progress(Console(quiet=True), 1)
