"""Requests that wait at the same time are worked on together: a NumPy call costs for many what it costs for one.

No timer: the work begins when the event loop has nothing new to read, with all that came in its last turns.

It is done in the loop. In a thread of its own a group took half of the connections while the other half waited for it,
the two threads fought over Python's lock, and a request cost 1.9 times the CPU (docs/decisions.md). Who brings a lot is
worked on in a thread after all, and holds nobody up.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from anyio import CapacityLimiter, to_thread

MOST = 64  # a group; what is in it waits for all of it
MOST_BYTES = 256 * 1024  # of the bodies of a group; a body over it is worked on alone, in a thread
TURNS = 2  # of the loop before the work begins: one reads what has come, one lets those requests ask

logger = logging.getLogger(__name__)

Ask = TypeVar("Ask")
Answer = bytes | Exception
Waiting = tuple[Ask, "asyncio.Future[bytes]"]


class Together(Generic[Ask]):
    """`work` answers a group, one group at a time; what it gives for one of them may be an error.

    `size` says how many bytes one of them has.
    """

    def __init__(self, work: Callable[[Sequence[Ask]], Sequence[Answer]], size: Callable[[Ask], int]) -> None:
        self._work, self._size = work, size
        self._waiting: list[Waiting[Ask]] = []
        self._limiter = CapacityLimiter(1)

    async def answer(self, ask: Ask) -> bytes:
        """The answer to one of them; raises what `work` gave for it. Who no longer waits is not worked on."""
        if self._size(ask) > MOST_BYTES:
            return _given(await to_thread.run_sync(self._answers, [ask], limiter=self._limiter))
        loop = asyncio.get_running_loop()
        future: asyncio.Future[bytes] = loop.create_future()
        self._waiting.append((ask, future))
        if len(self._waiting) == 1:
            loop.call_soon(self._turn, loop, TURNS)
        return await future

    def _turn(self, loop: asyncio.AbstractEventLoop, left: int) -> None:
        """Let the loop read what has come before the work begins, and between two groups."""
        if left:
            loop.call_soon(self._turn, loop, left - 1)
            return
        group = self._next()
        if not group:
            return
        for (_, future), answer in zip(group, self._answers([ask for ask, _ in group]), strict=True):
            _settle(future, answer)
        if self._waiting:
            loop.call_soon(self._turn, loop, TURNS)

    def _next(self) -> list[Waiting[Ask]]:
        """The first of those who still wait, as many as make a group."""
        waiting = [one for one in self._waiting if not one[1].done()]
        count, size = 0, 0
        for ask, _ in waiting[:MOST]:
            size += self._size(ask)
            if size > MOST_BYTES:
                break
            count += 1
        self._waiting = waiting[count:]
        return waiting[:count]

    def _answers(self, group: Sequence[Ask]) -> Sequence[Answer]:
        """One that breaks the work on all is found by working on each alone: it harms no other."""
        try:
            return self._work(group)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is the fault of one of them)
            if len(group) == 1:
                return [error]
            kind = type(error).__name__  # its text may hold what a customer sent
            logger.error("%d requests could not be answered together (%s); each is tried alone", len(group), kind)
            return [answer for ask in group for answer in self._answers([ask])]


def _settle(future: "asyncio.Future[bytes]", answer: Answer) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)


def _given(answers: Sequence[Answer]) -> bytes:
    answer = answers[0]
    if isinstance(answer, Exception):
        raise answer
    return answer
