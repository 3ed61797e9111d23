"""Requests that wait at the same time are worked on together: a NumPy call costs for many what it costs for one.

No timer: whoever comes while nothing is worked on begins at once, with all that came in the same turn of the event
loop; whoever comes while others are worked on goes with the next group.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from anyio import CapacityLimiter, to_thread

MOST = 64  # a group; what is in it waits for all of it
MOST_BYTES = 1_000_000  # of the bodies of a group, after the first

logger = logging.getLogger(__name__)

Ask = TypeVar("Ask")
Answer = bytes | Exception
Waiting = tuple[Ask, "asyncio.Future[bytes]"]


class Together(Generic[Ask]):
    """`work` answers a group in a thread, one group at a time; what it gives for one of them may be an error.

    `size` says how many bytes one of them has.
    """

    def __init__(self, work: Callable[[Sequence[Ask]], Sequence[Answer]], size: Callable[[Ask], int]) -> None:
        self._work, self._size = work, size
        self._waiting: list[Waiting[Ask]] = []
        self._limiter = CapacityLimiter(1)
        self._running: asyncio.Task[None] | None = None

    async def answer(self, ask: Ask) -> bytes:
        """The answer to one of them; raises what `work` gave for it. Who no longer waits is not worked on."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[bytes] = loop.create_future()
        self._waiting.append((ask, future))
        if self._running is None:
            self._running = loop.create_task(self._run())  # begins when this turn of the loop is over
        return await future

    async def _run(self) -> None:
        try:
            while group := self._next():
                answers = await to_thread.run_sync(self._answers, [ask for ask, _ in group], limiter=self._limiter)
                for (_, future), answer in zip(group, answers, strict=True):
                    _settle(future, answer)
        finally:
            self._running = None
            for _, future in self._waiting:  # only where the loop itself is being stopped
                future.cancel()

    def _next(self) -> list[Waiting[Ask]]:
        """The first of those who still wait, as many as make a group."""
        waiting = [one for one in self._waiting if not one[1].done()]
        group, size = waiting[:1], 0
        for one in waiting[1:MOST]:
            size += self._size(one[0])
            if size > MOST_BYTES:
                break
            group.append(one)
        self._waiting = waiting[len(group) :]
        return group

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
