"""How much memory a process holds, and whether that grows."""

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import linear_regression

MIB = 2**20


def resident_bytes(pid: int) -> int:
    """What is in memory of a process now."""
    found = re.search(r"^VmRSS:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def growth(sizes: Sequence[int]) -> float:
    """How many bytes a series grows from its first to its last, on the line that fits it best.

    The first third is not looked at: caches and arenas fill.
    """
    later = sizes[len(sizes) // 3 :]
    return linear_regression(range(len(later)), later).slope * (len(later) - 1)
