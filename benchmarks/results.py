"""`benchmarks/RESULTS.md`: a section a command, replaced by the command itself (`--results`), never by hand."""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path("benchmarks/RESULTS.md")
WIDTH = 170
PROC = Path("/proc")
ABOUT = """# Results

What the commands below measured, each where its section says; `--results` makes a command write its section here.
CPU time and ratios travel between machines, seconds and requests a second do not.
"""

Rows = Sequence[Sequence[str]]


def publish(name: str, told: str, path: Path = RESULTS) -> None:
    """Put the section `name` into the file, in the place of the one that is there; other sections stay as they are."""
    before = path.read_text(encoding="utf-8") if path.exists() else ABOUT
    section = f"<!-- {name} -->\n{told.strip()}\n<!-- /{name} -->"
    place = re.compile(rf"<!-- {re.escape(name)} -->.*?<!-- /{re.escape(name)} -->", re.DOTALL)
    after = place.sub(lambda _: section, before) if place.search(before) else f"{before.rstrip()}\n\n{section}\n"
    part = path.with_suffix(".part")
    part.write_text(after, encoding="utf-8")
    part.replace(path)


def section(title: str, command: str, versions: Sequence[str], parts: Sequence[str]) -> str:
    """A heading, where, when and how it was measured, and what."""
    when = datetime.now(UTC).date().isoformat()
    head = f"Measured on {when}, commit {commit()}, with `{command}` on {machine()}.\nVersions: {', '.join(versions)}."
    return "\n\n".join([f"## {title}", head, *parts])


def command_of(module: str, arguments: Sequence[str]) -> str:
    """As it was typed, without the option that only writes it here."""
    return " ".join(["python -m", module, *(word for word in arguments if word not in ("--results", "--json"))])


def versions_of(*packages: str) -> list[str]:
    """Python's and those of installed packages."""
    return [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages)]


def machine() -> str:
    """The machine in words: cores, processor, memory, system."""
    cores, kib = len(os.sched_getaffinity(0)), int(_field(PROC / "meminfo", "MemTotal").split()[0])
    words = f"{cores} cores" if cores > 1 else "one core"
    return f"{words} of {_field(PROC / 'cpuinfo', 'model name')}, {kib / 2**20:.0f} GiB of memory, {platform.system()}"


def commit() -> str:
    """The commit that is checked out, and whether the tree differs from it."""
    said = [
        _git("rev-parse", "--short", "HEAD"),
        _git("--no-optional-locks", "status", "--porcelain", "--untracked-files=no"),
    ]
    return (said[0] or "unknown") + (" with changes" if said[1] else "")


def markdown(headings: Sequence[str], rows: Rows) -> str:
    """A table: the first column is text, the others are figures."""
    marks = ["---", *["---:"] * (len(headings) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [headings, marks, *rows])


def show(headings: Sequence[str], rows: Rows) -> None:
    """The same table for people."""
    table = Table(headings[0], box=None)
    for heading in headings[1:]:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*row)
    Console(width=WIDTH).print(table)


def figure(value: float | None) -> str:
    """Three digits that count, whole numbers whole."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if isinstance(value, int) or value >= 100 else f"{value:.3g}"


def say(line: str) -> None:
    """Progress, past the figures on standard output."""
    print(line, file=sys.stderr, flush=True)


def _field(path: Path, name: str) -> str:
    for line in path.read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "an unknown processor"


def _git(*words: str) -> str:
    try:
        return subprocess.run(["git", *words], capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
