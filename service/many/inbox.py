"""What a stream has brought and nobody has worked on yet: bounded, so that a sender waits for the work."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from schema.refusal import Fault, Refused

MOST_UNITS = 256  # a group: twice as many are no quicker a customer
MOST_BYTES = 1_000_000  # of a group, after the first

# A sender that takes no answers for so long while it could send more is one that means to send everything before it
# reads. It would wait for ever; so what it sends beyond the bound is dropped, and its last answer says so.
PATIENCE_SECONDS = 60.0
UNREAD = (
    "{most:,} bytes came while no answer was taken, and what came after them is not scored; take the answers while you"
    " send, or send no more than that at once"
)
# A sender that sends nothing for as long as a whole body may take is taken to be gone; what has come is answered.
IDLE = "nothing came for {idle:g} seconds, and the stream ends here; send its end, or go on with another one"


class Sized(Protocol):
    """Something that takes `size` bytes of memory."""

    @property
    def size(self) -> int:
        """Bytes."""


Unit = TypeVar("Unit", bound=Sized)
Cut_co = TypeVar("Cut_co", bound=Sized, covariant=True)


class Cutter(Protocol[Cut_co]):
    """Cuts bytes into units of work."""

    def feed(self, data: bytes) -> Sequence[Cut_co]:
        """The units that end in `data`."""

    def rest(self) -> Sequence[Cut_co]:
        """What the end of the stream ends."""


class Inbox(Generic[Unit]):
    """Holds about `most` bytes. `fault` is why something was dropped after them."""

    def __init__(self, cutter: Cutter[Unit], most: int, patience: float = PATIENCE_SECONDS, idle: float = 30.0) -> None:
        self._cutter, self._most, self._patience, self._idle = cutter, most, patience, idle
        self._units: deque[Unit] = deque()
        self._size = 0
        self._ended = False
        self._changed = asyncio.Condition()
        self.is_gone = False
        self.fault: Refused | None = None

    async def listen(self, receive: Receive) -> None:
        """Take in what comes, until the client goes away."""
        try:
            while (message := await self._next(receive))["type"] == "http.request":
                if not self._ended:
                    await self._take(message.get("body", b""), ended=not message.get("more_body", False))
        finally:
            self.is_gone = True
            await self._tell()

    async def _next(self, receive: Receive) -> Message:
        """What comes next; where nothing does, the stream ends, and only the client's going away is waited for."""
        try:
            async with asyncio.timeout(None if self._ended else self._idle):
                return await receive()
        except TimeoutError:
            await self._end("stream_idle", IDLE.format(idle=self._idle))
            return await receive()

    async def _end(self, code: str, rule: str) -> None:
        self.fault = Refused([Fault("", code, rule)])
        self.close()
        await self._tell()

    def close(self) -> None:
        """Take in nothing more; what comes is dropped."""
        self._ended = True

    async def group(self) -> list[Unit]:
        """What is there, as much as makes a group; [] at the end. Raises ClientDisconnect."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._units or self._ended or self.is_gone)
            if self.is_gone:
                raise ClientDisconnect
            group: list[Unit] = []
            size = 0
            while self._units and len(group) < MOST_UNITS and (not group or size + self._units[0].size <= MOST_BYTES):
                group.append(self._units.popleft())
                size += group[-1].size
            self._size -= size
            self._changed.notify_all()
            return group

    async def _take(self, data: bytes, *, ended: bool) -> None:
        self._add(self._cutter.feed(data))
        if ended:
            self._add(self._cutter.rest())
        self._ended = ended
        await self._tell()
        if not ended:
            await self._room()

    def _add(self, units: Sequence[Unit]) -> None:
        self._units.extend(units)
        self._size += sum(unit.size for unit in units)

    async def _room(self) -> None:
        """Wait until a group is taken where there is too much; past all patience the stream ends here."""
        while self._size > self._most:
            try:
                await asyncio.wait_for(self._shrunk(self._size), self._patience)
            except TimeoutError:
                await self._end("answers_not_taken", UNREAD.format(most=self._most))
                return

    async def _shrunk(self, size: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._size < size)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
