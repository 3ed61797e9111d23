"""Requests that come when they come, whether earlier ones are answered or not; and as many as are answered at once.

A request's time runs from when it is due: that a slow answer keeps the next request from being sent hides nothing. Own
code, since a client library costs more than the service that it is to overload.
"""

import asyncio
import gc
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import uvloop

PATIENCE_SECONDS = 70.0
TIMES = 4  # the capacity
BURST_SECONDS = 1.5  # with which an overload begins: it is let in and everybody waits longer, which is not measured
MOST_CONNECTIONS = 1000  # a pool, as clients have; beyond it a request waits for a connection, and its time runs


@dataclass(slots=True)
class Told:
    """What came back: seconds by status, and how many requests had no answer."""

    seconds: dict[int, list[float]] = field(default_factory=dict)
    without_retry_after: int = 0
    lost: int = 0
    since: float = 0.0  # who is due before this time of `perf_counter` counts in `answers` alone
    answers: Counter[int] = field(default_factory=Counter)

    def count(self, status: int) -> int:
        """How many of those that were measured had a status."""
        return len(self.seconds.get(status, ()))

    def quantile(self, q: float, status: int = 200) -> float:
        """Seconds."""
        ordered = sorted(self.seconds[status])
        return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


class Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self, told: Told) -> None:
        self._told, self._received, self._due = told, b"", 0.0
        self.done, self.gone = asyncio.Event(), asyncio.Event()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It can be asked now."""
        self.transport = cast("asyncio.Transport", transport)

    def ask(self, request: bytes, due: float) -> None:
        """Send a request that was due at a time of `perf_counter`; `done` is set when it is answered."""
        self.done.clear()
        self._received, self._due = b"", due
        assert self.transport is not None
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        """A part of an answer."""
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator:
            return
        lines = head.lower().split(b"\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        if len(body) >= length:
            status = int(head[9:12])
            self._told.answers[status] += 1
            if self._due >= self._told.since:
                self._told.seconds.setdefault(status, []).append(time.perf_counter() - self._due)
            self._told.without_retry_after += status == 503 and not any(
                line.startswith(b"retry-after:") for line in lines
            )
            self.done.set()

    def connection_lost(self, _: Exception | None) -> None:
        """What was asked has no answer."""
        if not self.done.is_set() and self._due:
            self._told.lost += 1
        self.done.set()
        self.gone.set()

    async def end(self) -> None:
        """Hang up."""
        self.done.set()  # nothing is waited for any more
        assert self.transport is not None
        self.transport.abort()
        await self.gone.wait()


def request_of(path: str, body: bytes) -> bytes:
    """The bytes of a request that sends JSON."""
    lines = (f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json")
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


@dataclass(frozen=True, slots=True)
class Overload:
    """Answers a second to as many connections as there are places, a fifth of that many requests, and four times."""

    capacity: float
    unloaded: Told
    overloaded: Told


def overload(url: str, request: bytes, places: int, seconds: float, beside: AbstractContextManager[object]) -> Overload:
    """Three measurements of so many seconds; `beside` is entered for the last one."""
    capacity = as_fast_as(url, request, places, seconds).count(200) / seconds
    unloaded = at_rate(url, request, capacity / 5, seconds)
    with beside:
        return Overload(capacity, unloaded, at_rate(url, request, TIMES * capacity, seconds, after=BURST_SECONDS))


def at_rate(url: str, request: bytes, rate: float, seconds: float, after: float = 0.0) -> Told:
    """So many requests a second, at times of a Poisson process, measured after some seconds of the same."""
    with _without_collector():
        return uvloop.run(_at_rate(_address(url), request, rate, seconds, after))


def as_fast_as(url: str, request: bytes, connections: int, seconds: float) -> Told:
    """Each connection asks once, and again when it is answered."""
    with _without_collector():
        return uvloop.run(_as_fast_as(_address(url), request, connections, seconds))


@contextmanager
def _without_collector() -> Iterator[None]:
    """A search for garbage among 10,000 requests holds up who asks, and would be taken for the service's time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _address(url: str) -> tuple[str, int]:
    host, port = url.removeprefix("http://").split(":")
    return host, int(port)


async def _at_rate(address: tuple[str, int], request: bytes, rate: float, seconds: float, after: float) -> Told:
    pool, chance = _Pool(address), np.random.default_rng(1)
    asking: list[asyncio.Task[None]] = []
    due = begun = time.perf_counter()
    pool.told.since = begun + after
    while due - begun < after + seconds:
        due += chance.exponential(1 / rate)
        if (ahead := due - time.perf_counter()) > 0.001:
            await asyncio.sleep(ahead)
        asking.append(asyncio.create_task(pool.ask(request, due)))
    await _finished(asking, pool.told)
    await pool.end()
    return pool.told


class _Pool:
    """Connections that are opened as they are needed."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.told = Told()
        self._address = address
        self._places = asyncio.Semaphore(MOST_CONNECTIONS)
        self._idle: list[Connection] = []

    async def ask(self, request: bytes, due: float) -> None:
        async with self._places:
            connection = self._idle.pop() if self._idle else await _connected(self._address, self.told)
            connection.ask(request, due)
            await connection.done.wait()
            if not connection.gone.is_set():
                self._idle.append(connection)

    async def end(self) -> None:
        await asyncio.gather(*(connection.end() for connection in self._idle))


async def _connected(address: tuple[str, int], told: Told) -> Connection:
    return (await asyncio.get_running_loop().create_connection(lambda: Connection(told), *address))[1]


async def _as_fast_as(address: tuple[str, int], request: bytes, connections: int, seconds: float) -> Told:
    told, end = Told(), time.perf_counter() + seconds

    async def one() -> None:
        connection = await _connected(address, told)
        is_first = True
        while is_first or time.perf_counter() < end:
            is_first = False
            connection.ask(request, time.perf_counter())
            await connection.done.wait()
        await connection.end()

    await _finished([asyncio.create_task(one()) for _ in range(connections)], told)
    return told


async def _finished(tasks: Sequence["asyncio.Task[None]"], told: Told) -> None:
    """Who is not answered in time, or found no connection, has been lost."""
    done, pending = await asyncio.wait(tasks, timeout=PATIENCE_SECONDS) if tasks else (set(), set())
    told.lost += len(pending) + sum(task.exception() is not None for task in done)
    for task in pending:
        task.cancel()
