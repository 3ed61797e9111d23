"""A fit that is killed leaves no half of a bundle under a final name, and the next one gives the same bytes."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.training.commands import ROOT, training
from training.cli import FIT_STEPS

Amount = Callable[[int, int], int]
ORDERS = "customer_id,date,amount\n" + "".join(
    f"c{i % 7},2024-{i % 12 + 1:02}-{i % 28 + 1:02},{i % 50 + 5}\n" for i in range(300)
)

# Publishes what was fitted, and dies at the Nth time that it asks the system for something about files.
DIES_AT = """
import os, signal, sys
from pathlib import Path
from training.config import Config
from training.fit import fit
from training.progress import silent
from training.publish import publish
from training.tables import read_tables

orders, out = Path(sys.argv[1]), Path(sys.argv[2])
fitted = fit(read_tables({"orders": orders}, Config()), Config(), silent())
CHANGES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"}

def child(step):
    left = step
    def count(event, arguments):
        nonlocal left
        if event in CHANGES and str(out) in str(arguments[0]):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(count)
    publish(fitted, out)
    os._exit(0)

for step in range(1, 1000):
    pid = os.fork()
    if pid == 0:
        child(step)
    _, status = os.waitpid(pid, 0)
    print("killed" if os.WIFSIGNALED(status) else f"ended {os.waitstatus_to_exitcode(status)}", flush=True)
    sys.stdin.readline()
    if not os.WIFSIGNALED(status):
        break
"""


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def undisturbed(orders: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a fit writes that nobody kills, by the name of the file."""
    out = tmp_path_factory.mktemp("undisturbed") / "models"
    assert training("fit", "--orders", orders, "--out", out).returncode == 0
    return held(out)


def held(out: Path) -> dict[str, bytes]:
    """All that stands under a final name."""
    files = (path for path in out.rglob("*") if path.is_file() and not path.relative_to(out).parts[0].startswith("."))
    return {str(path.relative_to(out)): path.read_bytes() for path in files}


def is_whole(out: Path, undisturbed: dict[str, bytes]) -> bool:
    """Whether what stands under final names is nothing, or a whole bundle, or that and the file that names it."""
    found = held(out)
    bundle = {name: data for name, data in undisturbed.items() if name != "current"}
    return found in ({}, bundle, undisturbed)


def killed_after(step: int, orders: Path, out: Path) -> None:
    """A fit that is killed as soon as it has said that so many steps are done."""
    words = [sys.executable, "-m", "training", "fit", "--orders", str(orders), "--out", str(out)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    with subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as fit:
        assert fit.stderr is not None
        for _ in range(step):
            assert fit.stderr.readline().startswith("✓")
        fit.kill()
    assert fit.returncode in (-signal.SIGKILL, 0 if step == FIT_STEPS else -signal.SIGKILL)


def test_a_fit_that_is_killed_after_any_step_is_as_if_it_had_not_been(
    orders: Path, undisturbed: dict[str, bytes], tmp_path: Path, amount: Amount
):
    out = tmp_path / "models"
    for step in range(1, FIT_STEPS + 1, amount(3, 1)):
        killed_after(step, orders, out)
        assert is_whole(out, undisturbed)
    assert training("fit", "--orders", orders, "--out", out).returncode == 0
    assert held(out) == undisturbed
    assert {path.name for path in out.iterdir()} == {name.split("/")[0] for name in undisturbed}


def test_a_publishing_that_is_killed_anywhere_leaves_all_or_nothing(
    orders: Path, undisturbed: dict[str, bytes], tmp_path: Path
):
    out = tmp_path / "models"
    ends = []
    for end in published(orders, out):
        ends.append(end)
        assert is_whole(out, undisturbed), f"killed at step {len(ends)}"
    assert (ends[:10], ends[-1]) == (["killed"] * 10, "ended 0")
    assert held(out) == undisturbed
    assert {path.name for path in out.iterdir()} == {name.split("/")[0] for name in undisturbed}


def published(orders: Path, out: Path) -> Iterator[str]:
    """How each of the attempts ended; the next one begins when the caller has looked."""
    words = [sys.executable, "-c", DIES_AT, str(orders), str(out)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    with subprocess.Popen(words, cwd=ROOT, env=environment, text=True, **pipes) as attempts:
        assert attempts.stdin is not None and attempts.stdout is not None
        for line in attempts.stdout:
            yield line.strip()
            attempts.stdin.write("\n")
            attempts.stdin.flush()


def test_a_disk_that_is_full_leaves_the_bundle_before(orders: Path, undisturbed: dict[str, bytes], tmp_path: Path):
    """A real file system with room for one bundle and a half, in a name space of its own."""
    room = sum(map(len, undisturbed.values())) * 3 // 2 // 1024 + 64
    (tmp_path / "disk").mkdir()
    (tmp_path / "other.csv").write_text(ORDERS + "c9,2024-12-31,77\n", encoding="utf-8")
    script = f"""
        mount -t tmpfs -o size={room}k tmpfs disk || exit 77
        fit() {{ (cd {ROOT} && {sys.executable} -m training fit --orders "$1" --out {tmp_path}/disk/models); }}
        fit {orders} || exit 1
        cat disk/models/current
        fit {tmp_path}/other.csv 2>&1 && exit 2
        cat disk/models/current; ls -A disk/models
        exit 0
    """
    unshare = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]
    try:
        ended = subprocess.run(unshare, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    except FileNotFoundError:
        pytest.skip("there is no unshare here to mount a small disk with")
    if ended.returncode == 77 or "unshare" in ended.stderr:
        pytest.skip("this system mounts no small disk for who is not root")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    version = undisturbed["current"].decode().strip()
    assert "No space left on device" in " ".join(ended.stdout.split())
    assert ended.stdout.split()[0] == version
    assert ended.stdout.split()[-3:] == [version, *sorted([version, "current"])]
