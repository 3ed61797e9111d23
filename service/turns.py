"""How many requests are worked on at once. Python works on one at a time: more would only take memory.

Measured on two cores: four batches of 16 MB at once took 1.2 GB and /livez 1.4 s in 40 threads.
"""

from collections.abc import Callable

from anyio import CapacityLimiter, to_thread

CUSTOMERS = 4
BATCHES = 1


class Turns:
    """Threads for what takes longer than a probe should wait; who comes too late waits for a turn."""

    def __init__(self) -> None:
        self._customers = CapacityLimiter(CUSTOMERS)
        self._batches = CapacityLimiter(BATCHES)

    async def customer(self, work: Callable[[], bytes]) -> bytes:
        """The bytes that the work on one customer gives."""
        return await to_thread.run_sync(work, limiter=self._customers)

    async def batch(self, work: Callable[[], bytes]) -> bytes:
        """The same for a batch, apart, so that no single customer waits for one."""
        return await to_thread.run_sync(work, limiter=self._batches)
