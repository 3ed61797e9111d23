import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from tools.steps import last_lines, run, step

WORKER = "import pathlib, os, time; pathlib.Path('worker').write_text(str(os.getpid())); time.sleep(60)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORKER!r}])"


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/status").read_text().count("zombie") == 0 if Path("/proc/self").exists() else True


def test_a_child_that_is_silent_leaves_its_last_lines(tmp_path: Path) -> None:
    ended = run([sys.executable, "-c", "print('a\\n\\nb'); raise SystemExit(4)"], tmp_path)
    assert (ended.code, ended.lines) == (4, ("a", "b"))


def test_a_child_has_no_input(tmp_path: Path) -> None:
    assert run([sys.executable, "-c", "print(len(input()))"], tmp_path).code == 1


def test_only_the_last_lines_are_kept() -> None:
    assert last_lines("\n".join(map(str, range(100))), 2) == ("98", "99")


def test_an_interrupt_ends_the_child_and_its_workers(tmp_path: Path) -> None:
    def interrupt() -> None:
        while not (tmp_path / "worker").exists() or not (tmp_path / "worker").read_text():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        run([sys.executable, "-c", PARENT], tmp_path)
    worker = int((tmp_path / "worker").read_text())
    for _ in range(100):
        if not alive(worker):
            break
        time.sleep(0.02)
    assert not alive(worker)


def test_a_step_says_how_long_it_took_or_that_it_failed(capsys: pytest.CaptureFixture[str]) -> None:
    with step("well"):
        pass
    with pytest.raises(KeyError), step("badly"):
        raise KeyError
    assert capsys.readouterr().out == "well ... 0.0 s\nbadly ... failed\n"
