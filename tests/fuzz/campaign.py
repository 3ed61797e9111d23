"""The long form: `python -m tests.fuzz.campaign`, which `make fuzz` is. Each target in a process of its own.

The corpus of each target stays in build/fuzz/, so that the next campaign goes on from it.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.hammer import hammer
from tests.fuzz.targets import TARGETS

GRACE_SECONDS = 120  # beyond its own time, before a process that does not end is killed
FOLDER = Path("build", "fuzz")


def main(arguments: Sequence[str]) -> int:
    """1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.campaign", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--bundle", type=Path, default=Path("models", "current"))
    parser.add_argument("targets", nargs="*", default=[*TARGETS, "http"])
    asked = parser.parse_args(arguments)
    found = [name for name in asked.targets if name != "http" and not _is_clean(name, asked.seconds)]
    if "http" in asked.targets:
        told = hammer(asked.bundle, asked.requests, FOLDER / "http")
        print(told, flush=True)
        found += ["http"] if told.found else []
    print(f"fuzz: {'found something in ' + ', '.join(found) if found else 'nothing found'}", flush=True)
    return 1 if found else 0


def fuzz(name: str, folder: Path, *options: str, patience: float) -> "subprocess.CompletedProcess[str]":
    """A target under the fuzzer, until it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz", name, "--folder", str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=patience)


def runs_of(told: str) -> int:
    """How many runs a fuzzer says it did."""
    lines = [line for line in told.splitlines() if line.startswith("stat::number_of_executed_units:")]
    return int(lines[-1].split()[-1]) if lines else 0


def _is_clean(name: str, seconds: int) -> bool:
    done = fuzz(name, FOLDER / name, "--seconds", str(seconds), "--seed", "0", patience=seconds + GRACE_SECONDS)
    print(f"{name}: {runs_of(done.stderr):,} runs, {'FOUND' if done.returncode else 'nothing found'}", flush=True)
    if done.returncode:
        print("\n".join(line for line in done.stderr.splitlines()[-40:]), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
