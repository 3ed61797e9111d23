"""Files and folders that stand under their final name whole or not at all, whatever interrupts the writing.

Everything is written beside its final name, flushed to the disk, and renamed. What an interrupted run leaves behind
(`.writing-NAME`, `.replaced-NAME`; no process id in it) is cleared away by the next one. One writer a folder.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def write_file(path: Path, data: bytes) -> None:
    """Writes or replaces a file in one step. Raises OSError."""
    staged = _beside(path, "writing")
    _remove(staged)
    try:
        _write_flushed(staged, data)
        staged.replace(path)
        _flush_folder(path.parent)
    finally:
        _remove(staged)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes a folder of files in one step; one that holds these bytes already is kept. Raises OSError.

    A folder cannot be renamed onto another that is not empty. One with other bytes is therefore first renamed away, so
    that for a moment none stands under the name, but never a mixture.
    """
    staged, replaced = _beside(folder, "writing"), _beside(folder, "replaced")
    _remove(staged)
    try:
        if not _holds(folder, files):
            _stage(staged, files)
            _remove(replaced)
            if folder.exists():
                folder.rename(replaced)
            staged.rename(folder)
            _flush_folder(folder.parent)
    finally:
        _remove(staged)
    _remove(replaced)


def _beside(path: Path, state: str) -> Path:
    return path.with_name(f".{state}-{path.name}")


def _stage(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, data in files.items():
        _write_flushed(folder / name, data)
    _flush_folder(folder)


def _holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    return all((folder / name).is_file() and (folder / name).read_bytes() == data for name, data in files.items())


def _write_flushed(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Makes renames last through a power cut, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
