"""How much of its quota a client has left, in the memory of this process: with n pods a client may do n times as much.

A request is one, whatever it holds: a batch too. Batches take turns in one thread and hold up nobody else.

Windows are counted (the last one in proportion, and this one), not each request: two numbers a client, however large
the quota. Moving windows keep every request of the window, and refuse everybody for as long as the machine's clock was
set back. The store of `limits` is asked directly: its limiter on top looks everything up twice, at two times.

Who imports this pays 0.2 s and a mebibyte for `limits`: only who has quotas should.
"""

import time
from dataclasses import dataclass
from math import floor

from limits.storage import MemoryStorage

from service.access.keys import Client

LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Left:
    """Whether there was room, how many requests there are left, and in how many seconds there will be more."""

    is_granted: bool
    requests: int
    seconds: int


class Windows(MemoryStorage):
    """The package's own starts a thread every 10 ms to drop the windows that are over: it costs a request 30 us.

    Here they are dropped when a new one begins, by a look at all of them once in `LOOK_SECONDS` at most.
    """

    _looked = 0.0

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count `amount` in the window `key`, which is kept for `expiry` seconds; how many there are in it."""
        if key not in self.expirations:
            now = time.time()
            if abs(now - self._looked) >= LOOK_SECONDS:
                self._drop_over(now)
            self.expirations[key] = now + expiry
        self.storage[key] += amount
        return self.storage[key]

    def _drop_over(self, now: float) -> None:
        self._looked = now
        for over in [name for name, ends in self.expirations.items() if ends <= now]:
            self.clear(over)


class Quotas:
    """The quotas of all clients; for one thread."""

    def __init__(self) -> None:
        self._windows = Windows()

    def take(self, client: Client) -> Left | None:
        """Count a request of a client; None for one without a quota."""
        if client.quota is None:
            return None
        amount, seconds, now = client.quota.amount, client.quota.seconds, time.time()
        last, this = self._windows.sliding_window_keys(client.name, seconds, now)
        before, here = self._windows.get(last), self._windows.get(this)
        ends = seconds - now % seconds  # this window, and what is left of the one before
        counted = floor(before * ends / seconds + here)
        if is_granted := counted < amount:
            counted += 1
            here = self._windows.incr(this, 2 * seconds)
        target = min(counted, amount)  # there is more when fewer than this are counted
        is_soon = here < target  # in this window
        wait = ends - (target - here) * seconds / before if is_soon else ends + seconds * (1 - target / here)
        return Left(is_granted, max(0, amount - counted), max(1, floor(wait) + 1))

    def __len__(self) -> int:
        """How many windows are kept."""
        return len(self._windows.storage)
