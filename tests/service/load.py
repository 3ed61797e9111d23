"""Requests that come when they come, whether earlier ones are answered or not; and as many as are answered at once.

Own code, since a client library costs more than the service that it is to overload.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import uvloop

SLACK_SECONDS = 10.0


@dataclass(slots=True)
class Told:
    """What came back: seconds by status, and how many requests had no answer."""

    seconds: dict[int, list[float]] = field(default_factory=dict)
    without_retry_after: int = 0
    lost: int = 0

    def count(self, status: int) -> int:
        return len(self.seconds.get(status, ()))

    def quantile(self, q: float, status: int = 200) -> float:
        """Seconds."""
        ordered = sorted(self.seconds[status])
        return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


class Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self, told: Told) -> None:
        self._told, self._received, self._begun = told, b"", 0.0
        self.done, self.gone = asyncio.Event(), asyncio.Event()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def ask(self, request: bytes) -> None:
        self.done.clear()
        self._received, self._begun = b"", time.perf_counter()
        assert self.transport is not None
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator:
            return
        lines = head.lower().split(b"\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        if len(body) >= length:
            status = int(head[9:12])
            self._told.seconds.setdefault(status, []).append(time.perf_counter() - self._begun)
            self._told.without_retry_after += status == 503 and not any(
                line.startswith(b"retry-after:") for line in lines
            )
            self.done.set()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.is_set() and self._begun:
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
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def at_rate(url: str, request: bytes, rate: float, seconds: float) -> Told:
    """So many requests a second, at times of a Poisson process."""
    return uvloop.run(_at_rate(_address(url), request, rate, seconds))


def as_fast_as(url: str, request: bytes, connections: int, seconds: float) -> Told:
    """Each connection asks once, and again when it is answered."""
    return uvloop.run(_as_fast_as(_address(url), request, connections, seconds))


def _address(url: str) -> tuple[str, int]:
    host, port = url.removeprefix("http://").split(":")
    return host, int(port)


async def _at_rate(address: tuple[str, int], request: bytes, rate: float, seconds: float) -> Told:
    told, chance, loop = Told(), random.Random(1), asyncio.get_running_loop()
    idle: list[Connection] = []
    all_of_them: list[Connection] = []
    asking: set[asyncio.Task[None]] = set()

    async def one() -> None:
        if idle:
            connection = idle.pop()
        else:
            connection = (await loop.create_connection(lambda: Connection(told), *address))[1]
            all_of_them.append(connection)
        connection.ask(request)
        await connection.done.wait()
        idle.append(connection)

    due = begun = loop.time()
    while due - begun < seconds:
        due += chance.expovariate(rate)
        if (ahead := due - loop.time()) > 0.001:
            await asyncio.sleep(ahead)
        asking.add(task := asyncio.create_task(one()))
        task.add_done_callback(asking.discard)
    await _finished(list(asking), told)
    await asyncio.gather(*(connection.end() for connection in all_of_them))
    return told


async def _as_fast_as(address: tuple[str, int], request: bytes, connections: int, seconds: float) -> Told:
    told, loop = Told(), asyncio.get_running_loop()
    end = loop.time() + seconds

    async def one() -> None:
        connection = (await loop.create_connection(lambda: Connection(told), *address))[1]
        is_first = True
        while is_first or loop.time() < end:
            is_first = False
            connection.ask(request)
            await connection.done.wait()
        await connection.end()

    await _finished([asyncio.create_task(one()) for _ in range(connections)], told)
    return told


async def _finished(tasks: Sequence["asyncio.Task[None]"], told: Told) -> None:
    """Who is not answered in time has been lost."""
    if tasks:
        _, pending = await asyncio.wait(tasks, timeout=SLACK_SECONDS + 60)
        told.lost += len(pending)
        for task in pending:
            task.cancel()
