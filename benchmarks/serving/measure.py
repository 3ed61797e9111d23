"""Rounds of measurements: in each, every server is started anew; at each load targets take turns (A B A B)."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from benchmarks.serving.load import NoLoad, load
from benchmarks.serving.servers import NoServer, Running, Server, Target, all_running
from benchmarks.tree import Tree

WARM_CONNECTIONS, WARM_SECONDS = 8, 1
REST_SECONDS, LOOK_SECONDS, RESTING = 10.0, 0.1, 0.02  # some of CPU a look is what an idle server may use


@dataclass(frozen=True, slots=True)
class Plan:
    """At which loads, how long each (whole seconds), how often in turn, and how often from a new start."""

    connections: Sequence[int] = (1, 8, 32, 128)
    seconds: int = 3
    turns: int = 2
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """One target at one load; those of the same `turn` ran right after each other, or in the same round at least."""

    target: str
    connections: int
    turn: int
    cpu_us_per_request: float
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    resident_mib: float
    start_seconds: float


@dataclass(frozen=True, slots=True)
class Absent:
    """A target that could not be measured, and why; at one load, or at all (None)."""

    target: str
    note: str
    connections: int | None = None


def rounds(
    groups: Sequence[Sequence[Server]], plan: Plan, folder: Path, say: Callable[[str], None]
) -> tuple[list[Sample], list[Absent]]:
    """All samples. The servers of a group run at the same time, so that their targets alternate within seconds.

    What fails once is absent: a load with its samples, or the targets of a group that does not start.
    """
    samples: list[Sample] = []
    absent: dict[tuple[str, int | None], Absent] = {}
    for number, group in product(range(plan.rounds), groups):
        names = [target.name for server in group for target in server.targets]
        if any((name, None) in absent for name in names):
            continue
        say(f"round {number + 1} of {plan.rounds}: {', '.join(names)}")
        try:
            told = _group(group, plan, number * plan.turns, folder)
        except NoServer as reason:
            told = [Absent(name, str(reason)) for name in names]
        samples += [one for one in told if isinstance(one, Sample)]
        absent |= {(one.target, one.connections): one for one in told if isinstance(one, Absent)}
    gone = {key for sample in samples for key in _keys(sample) if key in absent}
    return [sample for sample in samples if not gone & set(_keys(sample))], list(absent.values())


def _keys(sample: Sample) -> list[tuple[str, int | None]]:
    return [(sample.target, None), (sample.target, sample.connections)]


def _group(group: Sequence[Server], plan: Plan, first: int, folder: Path) -> list[Sample | Absent]:
    told: list[Sample | Absent] = []
    with all_running(group, folder) as started:
        pairs = [(server, target) for server in started for target in server.server.targets]
        for server, target in pairs:
            with suppress(NoLoad):
                load(server.url(target), target.body, WARM_CONNECTIONS, WARM_SECONDS)
        for connections, turn in product(plan.connections, range(first, first + plan.turns)):
            told += [_sample(server, target, connections, turn, plan.seconds) for server, target in pairs]
    return told


def _sample(server: Running, target: Target, connections: int, turn: int, seconds: int) -> Sample | Absent:
    before = _at_rest(server.tree)
    try:
        seen = load(server.url(target), target.body, connections, seconds)
    except NoLoad as reason:
        return Absent(target.name, str(reason), connections)
    return Sample(
        target=target.name,
        connections=connections,
        turn=turn,
        cpu_us_per_request=(server.tree.cpu() - before) / seen.requests * 1e6,
        requests_per_second=seen.requests / seen.seconds,
        p50_ms=seen.p50_ms,
        p99_ms=seen.p99_ms,
        resident_mib=server.tree.resident_mib(),
        start_seconds=server.start_seconds,
    )


def _at_rest(tree: Tree) -> float:
    """CPU seconds so far, once nothing is left to do: a slow server still works on what wrk no longer waits for."""
    deadline, used = time.monotonic() + REST_SECONDS, tree.cpu()
    while time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
        before, used = used, tree.cpu()
        if used - before <= RESTING:
            break
    return used
