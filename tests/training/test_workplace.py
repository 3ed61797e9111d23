"""A folder beside a file that is being made: empty at first, gone at last, one run at a time."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.training.commands import ROOT
from training.errors import TrainingError
from training.workplace import workplace

HOLD = """
import sys, time
from pathlib import Path
from training.workplace import workplace
with workplace(Path(sys.argv[1])) as folder:
    (folder / "half").touch()
    print("in", flush=True)
    time.sleep(60)
"""


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Another process has the folder, until it is killed."""
    words = [sys.executable, "-c", HOLD, str(out)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "in\n"
        yield
        other.kill()


def fails_in(out: Path) -> None:
    with workplace(out) as folder:
        (folder / "half").touch()
        raise ZeroDivisionError


def test_it_is_gone_afterwards_whatever_happens(tmp_path):
    with pytest.raises(ZeroDivisionError):
        fails_in(tmp_path / "s.parquet")
    assert list(tmp_path.iterdir()) == []


def test_two_runs_cannot_write_one_file(tmp_path):
    told = r"another run is writing .*s.parquet; wait for it, or give --out another"
    with held(tmp_path / "s.parquet"):
        with pytest.raises(TrainingError, match=told):
            fails_in(tmp_path / "s.parquet")
        with workplace(tmp_path / "other.parquet"):
            pass


def test_what_a_killed_run_left_is_cleared_up(tmp_path):
    out = tmp_path / "s.parquet"
    with held(out):
        pass
    assert list(tmp_path.glob(".s.parquet.parts/half"))
    with workplace(out) as folder:
        assert [path.name for path in folder.iterdir()] == ["lock"]
    assert list(tmp_path.iterdir()) == []
