"""Where commands talk to people. Off a terminal a table is as wide as it needs: no cell of a log is cut."""

from rich.console import Console

PIPED_WIDTH = 200


def for_figures() -> Console:
    """Standard output: what was asked for."""
    return _as_wide_as_needed(Console())


def for_talk() -> Console:
    """Standard error: progress, notes, errors."""
    return _as_wide_as_needed(Console(stderr=True))


def _as_wide_as_needed(console: Console) -> Console:
    if not console.is_terminal:
        console.width = max(console.width, PIPED_WIDTH)
    return console
