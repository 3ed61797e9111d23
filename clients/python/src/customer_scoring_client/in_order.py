"""Some work on many blocks, a few at a time, its results in the order of the blocks."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from customer_scoring_client.blocks import Block

Lines = list[bytes]


def in_threads(work: Callable[[Block], Lines], blocks: Iterable[Block], in_flight: int) -> Iterator[bytes]:
    """At most `in_flight` blocks are in memory. Who stops early does not wait for what is still on its way."""
    waiting: deque[Future[Lines]] = deque()
    pool = ThreadPoolExecutor(max(1, in_flight), "customer-scoring")
    try:
        for block in blocks:
            waiting.append(pool.submit(work, block))
            if len(waiting) >= in_flight:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


async def in_tasks(
    work: Callable[[Block], Awaitable[Lines]], blocks: AsyncIterator[Block], in_flight: int
) -> AsyncGenerator[bytes, None]:
    """The same on asyncio; who stops early ends what is still on its way."""
    waiting: deque[asyncio.Future[Lines]] = deque()
    try:
        async for block in blocks:
            waiting.append(asyncio.ensure_future(work(block)))
            if len(waiting) >= in_flight:
                for line in await waiting.popleft():
                    yield line
        while waiting:
            for line in await waiting.popleft():
                yield line
    finally:
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
