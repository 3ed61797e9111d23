"""A process a core: in order, no more at once than they can hold, and none left over."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.training.commands import ROOT
from training.errors import TrainingError
from training.workers import cores, in_order

KILLED = """
import os, sys, time
from training.workers import in_order
from tests.training.test_workers import told
if __name__ == "__main__":
    for pid in in_order(told, [0.0, 60.0, 60.0], 2):
        print(pid, flush=True)
"""


def told(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def doubled(number: int) -> int:
    time.sleep(0.05 if number % 3 == 0 else 0)
    return 2 * number


def refuses(number: int) -> int:
    if number == 2:
        raise TrainingError("two is not to be had")
    return number


def dies(_: int) -> int:
    os._exit(9)


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def test_what_is_made_comes_in_order():
    assert list(in_order(doubled, range(12), 2)) == [2 * number for number in range(12)]


def test_only_so_much_is_begun_as_they_can_hold():
    taken = []

    def tasks() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    with closing(in_order(doubled, tasks(), 2)) as made:
        assert next(made) == 0
        assert len(taken) <= 4


def test_a_fault_in_a_worker_is_a_fault_here():
    with pytest.raises(TrainingError, match="two is not to be had"):
        list(in_order(refuses, range(5), 2))


def test_a_worker_that_is_killed_is_told_with_a_remedy():
    with pytest.raises(
        TrainingError, match=r"a worker was killed, usually for want of memory; free some, or give --wor"
    ):
        list(in_order(dies, range(3), 2))


def test_each_works_on_a_core_of_its_own():
    assert cores() >= 1
    assert set(in_order(told, [0.0] * 4, 1)).isdisjoint({os.getpid()})


def test_none_is_left_where_the_work_is_left_half_way():
    with closing(in_order(told, [0.0, 60.0, 60.0, 60.0], 2)) as made:
        pid = next(made)
    assert not alive(pid)


def test_none_is_left_where_this_process_is_killed(tmp_path):
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, script], env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        pid = int(running.stdout.readline())
        assert alive(pid)
        running.kill()
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pid)
