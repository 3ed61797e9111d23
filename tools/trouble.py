"""What went wrong and what to do, as sentences: the one kind of error that the tools raise, and how it is told."""

import errno
import io
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

MEBIBYTE = 1 << 20
LINE = 180  # of what a failing program printed, this much of a line is shown
IN_THE_WAY = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR, errno.EISDIR)
FULL = 32 * MEBIBYTE  # with less than this left, a step that failed is taken to have failed for lack of space


class Trouble(Exception):
    """`wrong` and `remedy` are sentences; `lines` are the last ones that the failing program printed."""

    def __init__(self, wrong: str, remedy: str, lines: Sequence[str] = ()) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.remedy = remedy
        self.lines = tuple(lines)


def no_space(place: Path) -> Trouble:
    """The disk is full: that of the place, or that of temporary files if the place has room."""
    where = place if is_full(place) else Path(tempfile.gettempdir())
    return Trouble(
        f"The disk that holds {where} is full.",
        "Free some space (`make clean` removes what can be made again), then type the same command: "
        "it goes on where it stopped.",
    )


def require_space(place: Path, need_mebibytes: int, what: str) -> None:
    """Refuses to start what cannot end. Raises Trouble."""
    free = shutil.disk_usage(place).free // MEBIBYTE
    if free < need_mebibytes:
        raise Trouble(
            f"{what} needs {need_mebibytes:,} MiB, and {place} has {free:,} MiB left.",
            "Free some space on that disk, or clone to another one, then type the same command.",
        )


def is_full(place: Path) -> bool:
    """Whether the disk is as good as full."""
    return shutil.disk_usage(place).free < FULL


def tell(trouble: Trouble) -> None:
    """Prints the lines first, so that the sentences stand where the eye is."""
    for line in trouble.lines:
        print(f"  | {line[:LINE]}", file=sys.stderr)
    print(trouble.wrong, file=sys.stderr)
    print(f"What to do: {trouble.remedy}", file=sys.stderr, flush=True)


def told(main: Callable[[], int], place: Path) -> int:
    """Runs `main` and returns its exit code; trouble, a full disk and Ctrl-C end in a sentence, not a traceback."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that has no Chinese gets question marks
    try:
        return main()
    except Trouble as trouble:
        tell(trouble)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr, flush=True)
        return 130
    except OSError as error:
        tell(_of_the_disk(error, place))
        return 1


def _of_the_disk(error: OSError, place: Path) -> Trouble:
    """What a person can put right. Raises the error where that is nothing."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return no_space(place)
    if error.errno in IN_THE_WAY and error.filename:
        return Trouble(
            f"{error.filename}: {error.strerror}.",
            "Let your user read and write there, or move what is in its place, then type the same command.",
        )
    raise error


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
