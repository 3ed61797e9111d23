"""Room for work: how many may be inside at once, and when who finds none may come again.

All that are inside are worked on together (service/together.py): the bound is the largest group, and who is let in
waits for two of them at most, the one that is worked on and its own. A large bound lets every burst in and makes
everybody wait; so it holds for a second, and a small one after that (as CoDel tells a burst from a queue that stands).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, inf

from service.endpoints import ENDPOINTS

BURST_SECONDS = 1.0  # as long as a burst may last
CALM_SECONDS = 0.1  # without as many as the small bound, and the next ones are a new burst
LONGEST_SECONDS = 60  # nobody is sent away for longer: what is there may be done sooner than what was
NEW = 0.1  # the weight of the latest stay in the mean of all


class Stays:
    """How long those stay who enter and leave, in seconds of a clock that only goes forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._entered = 0.0  # the sum of the times at which those inside came
        self._stay = 0.0  # the mean of the latest
        self.inside = 0

    def enter(self) -> float:
        """One more: the time, which is needed to leave."""
        now = self._clock()
        self.inside += 1
        self._entered += now
        return now

    def leave(self, entered: float) -> None:
        """One less."""
        self.inside -= 1
        self._entered -= entered
        self._stay += NEW * (self._clock() - entered - self._stay)

    def retry_after(self, places: int) -> int:
        """In how many seconds one of so many places may be free: one stay, by those who left and those inside."""
        age = self._clock() - self._entered / self.inside if self.inside else 0.0
        return max(1, min(LONGEST_SECONDS, ceil(max(age, self._stay) / places)))


class Room:
    """So many places, and fewer (`steady`) once they have been needed for longer than a burst lasts."""

    def __init__(self, places: int, steady: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._places, self._steady, self._clock = places, min(steady, places), clock
        self._crowded_since, self._crowded_last = -inf, -inf
        self._stays = Stays(clock)
        self._arriving = 0  # read in this turn of the event loop; their tasks begin before it reads again

    @property
    def inside(self) -> int:
        """How many there are."""
        return self._stays.inside

    def is_full(self) -> bool:
        """Whether nobody more may come in."""
        return self._is_full_with(self.inside)

    def will_be_full(self) -> bool:
        """The same once those are inside who were read in this turn."""
        return self._is_full_with(self.inside + self._arriving)

    def _is_full_with(self, those: int) -> bool:
        if those < self._steady:
            return False
        now = self._clock()
        if now - self._crowded_last > CALM_SECONDS:
            self._crowded_since = now
        self._crowded_last = now
        return those >= self._places or now - self._crowded_since > BURST_SECONDS

    def expect(self, call_soon: Callable[[Callable[[], None]], object]) -> None:
        """One that is about to come in; `call_soon` is the event loop's."""
        if not self._arriving:
            call_soon(self._all_arrived)
        self._arriving += 1

    def _all_arrived(self) -> None:
        self._arriving = 0

    def enter(self) -> float:
        """Take a place: the time, which is needed to leave."""
        return self._stays.enter()

    def leave(self, entered: float) -> None:
        """Give the place back."""
        self._stays.leave(entered)

    def retry_after(self) -> int:
        """In how many seconds a place may be free."""
        return self._stays.retry_after(self._steady)


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms of one process: for requests of one customer, and for batches."""

    single: Room
    batches: Room

    def by_route(self) -> Mapping[tuple[str, str], Room]:
        """The room of each route that scores, by method and path."""
        scoring = (endpoint for endpoint in ENDPOINTS if endpoint.takes is not None)
        return {(one.method, one.path): self.batches if one.streams else self.single for one in scoring}


def rooms_of(in_flight: int, steady: int, batches: int) -> Rooms:
    """As the settings say."""
    return Rooms(Room(in_flight, steady), Room(batches, batches))
