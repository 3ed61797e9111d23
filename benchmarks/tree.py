"""A process and all that it started, read from /proc: CPU time and memory of the whole tree (Linux)."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
STATE, PARENT, UTIME, CSTIME, STARTED = 0, 1, 11, 14, 19  # of the fields after the name in /proc/PID/stat (proc(5))


@dataclass(slots=True)
class Tree:
    """The tree of a root process; who was once seen in it stays in it, though its parent may end first."""

    root: int
    _seen: dict[int, str] = field(default_factory=dict)

    def pids(self) -> list[int]:
        """The processes, the root first; with those that ended and were not waited for, whose time still counts."""
        stats = dict(_stats())
        alive = {pid for pid, started in self._seen.items() if pid in stats and stats[pid][STARTED] == started}
        members = {self.root, *alive} & set(stats)
        while more := {pid for pid, stat in stats.items() if int(stat[PARENT]) in members} - members:
            members |= more
        self._seen |= {pid: stats[pid][STARTED] for pid in members}
        return sorted(members, key=lambda pid: (pid != self.root, pid))

    def running(self) -> list[int]:
        """Those that have not ended."""
        stats = dict(_stats())
        return [pid for pid in self.pids() if pid in stats and stats[pid][STATE] not in "ZX"]

    def cpu(self) -> float:
        """Seconds of CPU of all, with the children that ended and were waited for."""
        stats = dict(_stats())
        ticks = sum(sum(map(int, stats[pid][UTIME : CSTIME + 1])) for pid in self.pids() if pid in stats)
        return ticks / os.sysconf("SC_CLK_TCK")

    def resident_mib(self) -> float:
        """MiB: the whole of the largest process, and of each other one what it shares with none."""
        sizes = [_sizes(pid) for pid in self.pids()]
        whole = max(sizes, default=(0.0, 0.0))
        return whole[0] + sum(private for _, private in sizes) - whole[1]


def _stats() -> Iterator[tuple[int, list[str]]]:
    """Each process with the fields of its `stat` from the third on."""
    for folder in PROC.glob("[0-9]*"):
        try:
            yield int(folder.name), (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:  # it ended while we looked
            continue


def _sizes(pid: int) -> tuple[float, float]:
    """Resident and private MiB of one process; nothing of one that ended."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0.0, 0.0
    kib = {name: int(rest.split()[0]) for name, rest in (line.split(":", 1) for line in lines)}
    return kib["Rss"] / 1024, (kib["Private_Clean"] + kib["Private_Dirty"]) / 1024
