"""One line a step, with the seconds it took; children that are waited for, whatever happens."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SKIPPED = 77  # the exit code of a check that cannot be made here (as Automake has it)
PATIENCE_SECONDS = 10.0  # what a child gets to clean up after itself before it is killed


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its exit code, and its last lines if they were not shown already."""

    code: int
    lines: tuple[str, ...]


@contextmanager
def step(title: str, *, talks: bool = False) -> Iterator[None]:
    """Prints `title ... 1.2 s`. A step that `talks` prints for itself in between, so it gets two lines."""
    started = time.monotonic()
    print(f"{title} ...", end="\n" if talks else "", flush=True)
    try:
        yield
    except BaseException:
        print("" if talks else " failed", flush=True)
        raise
    seconds = time.monotonic() - started
    print(f"{title}: {seconds:.1f} s" if talks else f" {seconds:.1f} s", flush=True)


def skipped(title: str) -> None:
    """Says that a step has nothing to do."""
    print(f"{title} ... up to date", flush=True)


def run(
    command: Sequence[str], root: Path, *, talks: bool = False, environment: Mapping[str, str] | None = None
) -> Ended:
    """Runs a child from the project's root, without input; keeps its last 15 lines in memory unless it `talks`."""
    with subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=None if talks else subprocess.PIPE,
        stderr=None if talks else subprocess.STDOUT,
        text=True,
        errors="replace",
        # a session of its own: Ctrl-C reaches it once, from here, and its workers not at all (they would all complain)
        start_new_session=True,
    ) as child:
        try:
            output, _ = child.communicate()
        except BaseException:
            end(child)
            raise
    return Ended(child.returncode, last_lines(output or ""))


def end(
    child: "subprocess.Popen[str]", patience_seconds: float = PATIENCE_SECONDS, ask: signal.Signals = signal.SIGINT
) -> None:
    """Asks a child to stop, waits, and kills what is left of its session."""
    child.send_signal(ask)
    with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        child.wait(patience_seconds)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def last_lines(text: str, count: int = 15) -> tuple[str, ...]:
    """The last lines that say something."""
    return tuple(line.rstrip() for line in text.splitlines() if line.strip())[-count:]
