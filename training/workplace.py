"""A folder beside a file that is being made: what is half done stands there, and never under the final name.

A run that is killed cannot clear up; the next one for the same file does, and begins anew.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from training.errors import TrainingError

try:
    import fcntl
except ImportError:  # Windows, where two runs at once for one file are not told apart
    fcntl = None  # type: ignore[assignment]


LOCK = "lock"


@contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """An empty folder beside `out` that is gone afterwards. TrainingError where another run has it."""
    folder = out.with_name(f".{out.name}.parts")
    with _locked(folder, out):
        for left in folder.iterdir():
            if left.name != LOCK:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(folder: Path, out: Path) -> Iterator[None]:
    """The lock of a folder; the system gives it back when the process ends, however that is."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK).open("w") as file:
            try:
                if fcntl is not None:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise TrainingError(f"another run is writing {out}; wait for it, or give --out another name.") from None
            if _is_the_lock(file, folder):
                yield
                return


def _is_the_lock(file: IO[str], folder: Path) -> bool:
    """Whether it still stands in the folder: another run may have ended, and cleared up, in between."""
    try:
        return os.fstat(file.fileno()).st_ino == (folder / LOCK).stat().st_ino
    except FileNotFoundError:
        return False
