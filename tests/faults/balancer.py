"""A balancer over a few local services, as small as one can be that loses nothing.

It sends a request again to another service when the connection broke before a byte of the answer was there, or when the
service said 503 as it stops. That is right here because scoring is pure: a request that is worked on twice does no harm
(README: safe to repeat).
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

TRIES = 50
PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one request."""

    status: int
    head: bytes
    body: bytes


class Broken(Exception):
    """The connection ended before the answer began."""


class Cut(Exception):
    """The connection ended in the middle of an answer: no balancer may send such a request again unseen."""


@dataclass(slots=True)
class Balancer:
    """Takes turns over ports of 127.0.0.1; a port may come and go. `again` counts what was sent more than once."""

    ports: Sequence[int]
    again: int = 0
    _turn: int = 0
    _idle: dict[int, list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = field(default_factory=dict)

    async def send(self, request: bytes) -> Answer:
        """The answer of whichever service gives one. Raises Broken where none does, Cut."""
        for _ in range(TRIES * len(self.ports)):
            self._turn += 1
            try:
                answer = await self._send(self.ports[self._turn % len(self.ports)], request)
            except Broken:
                await asyncio.sleep(PAUSE_SECONDS / len(self.ports))
            else:
                if answer.status != 503:
                    return answer
            self.again += 1
        raise Broken

    async def close(self) -> None:
        """Let all connections go."""
        for held in self._idle.values():
            for _, writer in held:
                await _closed(writer)

    async def _send(self, port: int, request: bytes) -> Answer:
        idle = self._idle.setdefault(port, [])
        try:
            reader, writer = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            raise Broken from None
        try:
            writer.write(request)
            answer = await _answer(reader)
        except (Broken, Cut):
            await _closed(writer)
            raise
        if b"connection: close" in answer.head.lower():
            await _closed(writer)
        else:
            idle.append((reader, writer))
        return answer


async def _answer(reader: asyncio.StreamReader) -> Answer:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (OSError, asyncio.IncompleteReadError) as end:
        begun = isinstance(end, asyncio.IncompleteReadError) and end.partial
        raise (Cut if begun else Broken) from None
    try:
        body = await reader.readexactly(_length(head))
    except (OSError, asyncio.IncompleteReadError):
        raise Cut from None
    return Answer(int(head.split(b" ", 2)[1]), head, body)


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


def _length(head: bytes) -> int:
    return int(head.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
