"""`folders`: interrupted between any two steps, or out of disk, nothing half-written stands under a final name."""

import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from scoring import folders

OLD = {"a.txt": b"old", "b.txt": b"old too"}
# Nobody closes the files of what was killed.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NEW = {"a.txt": b"new", "b.txt": b"new too", "c.txt": b""}


class Killed(BaseException):
    """Nothing in the code under test catches it."""


@contextmanager
def killed_at(step: int, *, without_cleaning: bool) -> Iterator[None]:
    """Ends `folders` just before its `step`-th line; a power cut does not run the clean-up either."""
    lines = 0
    remove = folders._remove

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal lines
        if frame.f_code.co_filename != folders.__file__:
            return None
        lines += event == "line"
        if lines == step and event == "line":
            if without_cleaning:
                folders._remove = die
            raise Killed
        return trace

    def die(_: Path) -> None:
        raise Killed

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        yield
    finally:
        sys.settrace(before)
        folders._remove = remove


def interruptions(write: Callable[[], None], *, without_cleaning: bool) -> Iterator[None]:
    """Yields after each interrupted `write`, until one ends before it is interrupted."""
    for step in range(1, 1000):
        try:
            with killed_at(step, without_cleaning=without_cleaning):
                write()
        except Killed:
            yield
        else:
            assert step > 20, "hardly anything was traced"
            return


def put(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("without_cleaning", [False, True], ids=["interrupted", "killed"])
def test_an_interrupted_folder_is_absent_or_whole_and_the_next_run_ends_well(
    without_cleaning: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / "v"
    write = lambda: folders.write_folder(folder, NEW)  # noqa: E731
    for _ in interruptions(write, without_cleaning=without_cleaning):
        assert not folder.exists() or held(folder) == NEW
        write()
        assert held(folder) == NEW
        assert [path.name for path in folder.parent.iterdir()] == ["v"]
        shutil.rmtree(folder)


@pytest.mark.parametrize("without_cleaning", [False, True], ids=["interrupted", "killed"])
def test_an_interrupted_replacement_leaves_the_old_or_the_new_or_nothing(
    without_cleaning: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "v"
    write = lambda: folders.write_folder(folder, NEW)  # noqa: E731
    put(folder, OLD)
    for _ in interruptions(write, without_cleaning=without_cleaning):
        assert not folder.exists() or held(folder) in (OLD, NEW)
        folders.write_folder(folder, OLD)
        write()
        assert held(folder) == NEW
        assert [path.name for path in tmp_path.iterdir()] == ["v"]
        put(folder, OLD)


@pytest.mark.parametrize("without_cleaning", [False, True], ids=["interrupted", "killed"])
def test_an_interrupted_file_is_the_old_or_the_new(without_cleaning: bool, tmp_path: Path) -> None:
    file = tmp_path / "current"
    file.write_bytes(b"old")
    for _ in interruptions(lambda: folders.write_file(file, b"new"), without_cleaning=without_cleaning):
        assert file.read_bytes() in (b"old", b"new")
        folders.write_file(file, b"old")
        assert held(tmp_path) == {"current": b"old"}


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Lets no file grow beyond `size` bytes: the system refuses in the middle of a write, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_without_room_nothing_is_left_and_the_old_stays(tmp_path: Path) -> None:
    folders.write_folder(tmp_path / "v", OLD)
    folders.write_file(tmp_path / "current", b"v")
    with room_for(100):
        with pytest.raises(OSError, match="File too large"):
            folders.write_folder(tmp_path / "v", {"a.txt": b"x", "b.txt": b"x" * 1000})
        with pytest.raises(OSError, match="File too large"):
            folders.write_file(tmp_path / "current", b"x" * 1000)
    assert held(tmp_path / "v") == OLD
    assert (tmp_path / "current").read_bytes() == b"v"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "v"]


def test_a_folder_with_the_same_bytes_is_kept(tmp_path: Path) -> None:
    folders.write_folder(tmp_path / "v", NEW)
    before = (tmp_path / "v").stat()
    folders.write_folder(tmp_path / "v", NEW)
    after = (tmp_path / "v").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_folder_with_other_bytes_is_replaced(tmp_path: Path) -> None:
    folders.write_folder(tmp_path / "v", NEW)
    folders.write_folder(tmp_path / "v", OLD)
    assert held(tmp_path / "v") == OLD


def test_who_reads_a_file_while_it_is_replaced_reads_the_old_one(tmp_path: Path) -> None:
    folders.write_file(tmp_path / "current", b"old")
    with (tmp_path / "current").open("rb") as reader:
        folders.write_file(tmp_path / "current", b"new")
        assert reader.read() == b"old"
