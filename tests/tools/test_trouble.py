import errno
import os
import signal
import time
from pathlib import Path

import pytest

from tools.diagnosis import diagnosis
from tools.trouble import Trouble, require_space, told


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("OSError: [Errno 28] No space left on device", "is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the one that was locked"),
        ("WARNING: Retrying ... 'NewConnectionError(...)'", "cannot reach its package index"),
        ("socket.gaierror: Temporary failure in name resolution", "cannot reach its package index"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "does not come for this Python"),
        ("not created successfully because ensurepip is not available.", "without the module that makes environments"),
        ("PermissionError: [Errno 13] Permission denied: '.venv/bin'", "cannot be written"),
        ("something new", "could not be installed"),
    ],
)
def test_what_pip_prints_becomes_a_sentence(tmp_path: Path, line: str, meaning: str) -> None:
    assert meaning in diagnosis(tmp_path, [line]).wrong


def test_the_network_is_named_although_pip_ends_with_another_line(tmp_path: Path) -> None:
    lines = ["WARNING: Retrying after connection broken by 'ProxyError'", "ERROR: No matching distribution found for x"]
    assert "package index" in diagnosis(tmp_path, lines).wrong


def test_too_little_space_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="needs 1,000,000,000 MiB"):
        require_space(tmp_path, 1_000_000_000, "The fit")


def test_trouble_ends_in_sentences_with_the_remedy_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def main() -> int:
        raise Trouble("It broke.", "Mend it.", ["the last line"])

    assert told(main, tmp_path) == 1
    assert capsys.readouterr().err == "  | the last line\nIt broke.\nWhat to do: Mend it.\n"


def test_a_full_disk_ends_in_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def main() -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert told(main, tmp_path) == 1
    assert "is full.\nWhat to do: Free some space" in capsys.readouterr().err


def test_what_is_in_the_way_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "build").write_text("a file where a folder has to be")

    def main() -> int:
        (tmp_path / "build" / "demo").mkdir()
        return 0

    assert told(main, tmp_path) == 1
    told_lines = capsys.readouterr().err.splitlines()
    assert told_lines[0] == f"{tmp_path / 'build' / 'demo'}: Not a directory."
    assert told_lines[1].startswith("What to do: Let your user read and write there")


def test_any_other_fault_of_the_program_keeps_its_traceback(tmp_path: Path) -> None:
    def main() -> int:
        raise OSError(errno.EIO, "broken")

    with pytest.raises(OSError, match="broken"):
        told(main, tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_in_a_sentence_and_130(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], number: signal.Signals
) -> None:
    def main() -> int:
        os.kill(os.getpid(), number)
        time.sleep(5)
        return 0

    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        assert told(main, tmp_path) == 130
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert "Stopped." in capsys.readouterr().err
