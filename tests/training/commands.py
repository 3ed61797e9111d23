"""`python -m training` in a process of its own, as a person types it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from scoring.bundle import locate

ROOT = Path(__file__).parents[2]


def training(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    words = [sys.executable, "-m", "training", *map(str, arguments)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "error"}
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)


def options(files: Mapping[str, Path]) -> list[str | Path]:
    """`--orders FILE` and the like."""
    return [word for table, path in files.items() for word in (f"--{table}", path)]


def fitted(out: Path, files: Mapping[str, Path], *others: str | Path) -> Path:
    """A folder of bundles with one that was fitted on these files and published."""
    ended = training("fit", *options(files), *others, "--out", out)
    assert ended.returncode == 0, ended.stderr
    assert locate(out).parent == out
    return out
