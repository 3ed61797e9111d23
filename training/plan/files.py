"""Files that a command writes, seen to before the work: of a kind it knows, and none of those that it reads."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from training.errors import TrainingError


def check_kind(path: Path, kinds: Iterable[str], remedy: str) -> None:
    """TrainingError where the file's name has another ending."""
    if path.suffix not in kinds:
        raise TrainingError(f"{path.name}: such a file is {' or '.join(kinds)}; {remedy}.")


def check_apart(written: Iterable[Path], read: Mapping[str, Path | None]) -> None:
    """TrainingError where a file to be written is one that is read; `read` says what each of those holds."""
    for path in written:
        for holds, other in read.items():
            if other is not None and _same(path, other):
                raise TrainingError(f"{other} holds the {holds}, and would be replaced; give another name.")


def _same(path: Path, other: Path) -> bool:
    if path.resolve() == other.resolve():
        return True
    return path.exists() and other.exists() and path.samefile(other)
