"""How much of its quota a client has left, in the memory of this process: with n pods a client may do n times as much.

A request is one, whatever it holds: a batch too. Batches take turns in one thread and hold up nobody else.

Windows are counted (the last one in proportion, and this one), not each request: two numbers a client, 5 us a request
however large the quota. Moving windows keep every request of the window, and refuse everybody for as long as the
machine's clock was set back.
"""

import time
from dataclasses import dataclass
from math import ceil

from service.access.keys import Client


@dataclass(frozen=True, slots=True)
class Left:
    """Whether there was room, how many requests there are left, and in how many seconds there will be more."""

    is_granted: bool
    requests: int
    seconds: int


class Quotas:
    """The quotas of all clients."""

    def __init__(self) -> None:
        # 0.2 s and a mebibyte that only who has quotas pays
        from limits import RateLimitItemPerSecond  # noqa: PLC0415
        from limits.storage import MemoryStorage  # noqa: PLC0415
        from limits.strategies import SlidingWindowCounterRateLimiter  # noqa: PLC0415

        self._item = RateLimitItemPerSecond
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, client: Client) -> Left | None:
        """Count a request of a client; None for one without a quota."""
        if client.quota is None:
            return None
        item = self._item(client.quota.amount, client.quota.seconds)
        is_granted = self._limiter.hit(item, client.name)
        reset, left = self._limiter.get_window_stats(item, client.name)
        return Left(is_granted, left, max(1, ceil(reset - time.time())))
