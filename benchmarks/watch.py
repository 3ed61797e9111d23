"""A command run to its end and watched: wall time, CPU time and peak memory of its whole process tree."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile

from benchmarks.tree import Tree

LOOK_SECONDS, LAST_CHARACTERS = 0.2, 600


class Failed(Exception):
    """A command that did not end well; the message holds its last words."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Seconds by the clock and of CPU, the peak of resident MiB, and what was printed on standard output."""

    wall: float
    cpu: float
    peak_mib: float
    output: str


def watched(arguments: Sequence[str], *, cores: int) -> Watched:
    """Run `python ARGUMENTS` on so many cores, one thread of OpenMP a process. Failed if it fails.

    The peak is the largest of what was seen five times a second of the tree, and of what the system says of its largest
    process; so of a single process it is exact, but for a floor of what this process itself holds at the start.
    """
    chosen = set(sorted(os.sched_getaffinity(0))[:cores])
    with TemporaryFile() as output, TemporaryFile() as errors:
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *arguments], stdout=output, stderr=errors, stdin=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        os.sched_setaffinity(process.pid, chosen)  # and so of all that it starts from now on
        ended, peak, cpu = _followed(process)
        wall = time.monotonic() - begun
        _, status, used = ended
        process.returncode = os.waitstatus_to_exitcode(status)  # so that Popen knows
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            said = " ".join(errors.read().decode(errors="replace").split())
            raise Failed(f"python {' '.join(arguments[:3])} ... failed: {said[-LAST_CHARACTERS:]}")
        used_cpu = max(used.ru_utime + used.ru_stime, cpu)
        return Watched(wall, used_cpu, max(peak, used.ru_maxrss / 1024), output.read().decode())


def _followed(process: "subprocess.Popen[bytes]") -> tuple[tuple[int, int, "resource.struct_rusage"], float, float]:
    """Wait for its end: what the system says of it, and the peak in MiB and the CPU seconds of its tree as seen."""
    tree, peak, cpu = Tree(process.pid), 0.0, 0.0
    try:
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            peak, cpu = max(peak, tree.resident_mib()), tree.cpu()
            time.sleep(LOOK_SECONDS)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return ended, peak, cpu
