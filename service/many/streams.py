"""An answer that goes out while its request still comes in: constant memory, in order, and both sides may be slow.

A stream is read in one form and answered in another, or the same: `Reading` and `Writing` know nothing of each other.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Generic, Protocol, TypeGuard

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from schema.limits import Limits
from schema.refusal import NotJson, Refused
from scoring.customers import Record
from service.many.batches import Batches
from service.many.inbox import Cutter, Inbox, Unit

Row = tuple[int, Record | Refused | NotJson]  # its number in the stream, from 1


def is_record(one: Record | Refused | NotJson) -> TypeGuard[Record]:
    """Whether it can be scored."""
    return not isinstance(one, Refused | NotJson)


class Reading(Protocol[Unit]):
    """How a kind of stream is cut and understood."""

    def cutter(self) -> Cutter[Unit]:
        """A new one for each stream."""

    def rows(self, units: Sequence[Unit]) -> Iterator[Sequence[Row]]:
        """The rows of a group, in pieces that each take a turn. Raises `Refused` where the rest cannot be read."""


class Writing(Protocol):
    """How answers are told."""

    @property
    def media_type(self) -> str:
        """Of the answer."""

    def answers(self, rows: Sequence[Row]) -> bytes:
        """The answers to some rows, a problem in the place of one that is refused."""

    def end(self, fault: Refused | None) -> bytes:
        """What ends the answer; `fault` says why what is left of the stream is not answered."""


class StreamedAnswer(Response, Generic[Unit]):
    """A response that begins with the first answer. Who goes away is worked for no longer than a piece takes."""

    def __init__(
        self, reading: Reading[Unit], writing: Writing, batches: Batches, limits: Limits, headers: Mapping[str, str]
    ) -> None:
        self._reading, self._writing, self._batches, self._limits = reading, writing, batches, limits
        self.status_code, self.media_type, self.background = 200, writing.media_type, None
        self.init_headers(headers)
        self._has_begun = False

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Answer one stream. Raises `Refused` where nothing of it can be read."""
        inbox = Inbox(self._reading.cutter(), self._limits.batch_bytes, idle=self._limits.body_seconds)
        listening = asyncio.create_task(inbox.listen(receive))
        try:
            fault = await self._answer_all(inbox, send)
            if fault is not None and not self._has_begun:
                raise fault
            await self._send(self._writing.end(fault), send, more=False)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    async def _answer_all(self, inbox: Inbox[Unit], send: Send) -> Refused | None:
        """Each piece when its turn comes: between two of them others have theirs. Why it ends before the stream."""
        try:
            while group := await inbox.group():
                pieces = self._reading.rows(group)
                while (answers := await self._batches.take_turns(partial(self._next, pieces, inbox))) is not None:
                    await self._send(answers, send, more=True)
        except Refused as fault:
            inbox.close()
            return fault
        return inbox.fault

    def _next(self, pieces: Iterator[Sequence[Row]], inbox: Inbox[Unit]) -> bytes | None:
        if inbox.is_gone:
            raise ClientDisconnect
        rows = next(pieces, None)
        return None if rows is None else self._writing.answers(rows)

    async def _send(self, body: bytes, send: Send, *, more: bool) -> None:
        if not self._has_begun:
            self._has_begun = True
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": body, "more_body": more})
