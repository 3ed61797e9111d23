import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.steps import last_lines, run, step

ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[2])}
WORKER = "import pathlib, os, time; pathlib.Path('worker').write_text(str(os.getpid())); time.sleep(60)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORKER!r}])"


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/status").read_text().count("zombie") == 0 if Path("/proc/self").exists() else True


def until(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.02)
    pytest.fail("it never came true")


def test_a_child_that_is_silent_leaves_its_last_lines(tmp_path: Path) -> None:
    ended = run([sys.executable, "-c", "print('a\\n\\nb'); raise SystemExit(4)"], tmp_path)
    assert (ended.code, ended.lines) == (4, ("a", "b"))


def test_a_child_has_no_input(tmp_path: Path) -> None:
    assert run([sys.executable, "-c", "print(len(input()))"], tmp_path).code == 1


def test_only_the_last_lines_are_kept() -> None:
    assert last_lines("\n".join(map(str, range(100))), 2) == ("98", "99")


def test_an_interrupt_ends_the_child_and_its_workers(tmp_path: Path) -> None:
    # in a process of its own, as it really is: libraries that this one has loaded (Polars) take SIGINT for themselves
    tool = f"import pathlib, sys; from tools.steps import run; run([sys.executable, '-c', {PARENT!r}], pathlib.Path())"
    note = tmp_path / "worker"
    with subprocess.Popen(
        [sys.executable, "-c", tool], cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE
    ) as started:
        until(lambda: note.exists() and note.read_text() != "")
        started.send_signal(signal.SIGINT)
        assert b"KeyboardInterrupt" in started.communicate(timeout=15)[1]
    until(lambda: not alive(int(note.read_text())))


def test_a_step_says_how_long_it_took_or_that_it_failed(capsys: pytest.CaptureFixture[str]) -> None:
    with step("well"):
        pass
    with pytest.raises(KeyError), step("badly"):
        raise KeyError
    assert capsys.readouterr().out == "well ... 0.0 s\nbadly ... failed\n"
