"""What a fit is doing, for people: a bar on a terminal, a line a step elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from training.consoles import for_talk


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


class _Rate(ProgressColumn):
    """How many a second, of what is counted."""

    def render(self, task: Task) -> Text:
        seconds = task.elapsed or 0.0
        count = task.fields["count"]
        return Text(f"{count:,} {task.fields['unit']}" + (f", {count / seconds:,.0f}/s" if seconds > 1 else ""))


@contextmanager
def counting(console: Console, what: str, unit: str) -> Iterator[Callable[[int, float | None], None]]:
    """A bar with rate and time left; call what it gives with the number of units done and the share of the whole."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), _Rate(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task, count = bars.add_task(what, total=None, count=0, unit=unit), 0

        def done(number: int, share: float | None) -> None:
            nonlocal count
            count += number
            bars.update(task, count=count, total=None if share is None else 1.0, completed=share)

        yield done


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A sign of life on a terminal while something takes seconds and cannot say how far it is; nothing elsewhere."""
    console = for_talk()
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


def silent() -> Progress:
    """A progress that shows nothing, for tests and libraries."""
    return Progress(Console(quiet=True), 1)
