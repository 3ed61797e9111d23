"""How much is worked on at once: what comes beyond it is told at once to come again, so that the rest stays quick.

Scoring routes alone have a bound: probes, metrics and pages are always answered. A single customer's request takes its
place when its body is complete, so that who sends slowly keeps nobody out. All that are inside are worked on together
(service/together.py): the bound is the largest group, and who is let in waits for two of them at most, the one that is
worked on and its own. A large bound lets every burst in and makes everybody wait; so it holds for a second, and a small
one after that (as CoDel tells a burst from a queue that stands). A batch takes its place before it is read, since what
it brings is held in memory meanwhile.
"""

import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from math import ceil, inf

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.endpoints import ENDPOINTS, route_of
from service.problems import OVERLOADED, Problem, response

BURST_SECONDS = 1.0  # as long as a burst may last
CALM_SECONDS = 0.1  # without as many as the small bound, and the next ones are a new burst
LONGEST_SECONDS = 60  # nobody is sent away for longer: what is there may be done sooner than what was
NEW = 0.1  # the weight of the latest stay in the mean of all


class Room:
    """So many places, and fewer (`steady`) once they have been needed for longer than a burst lasts.

    Times are seconds of a clock that only goes forward.
    """

    def __init__(self, places: int, steady: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._places, self._steady, self._clock = places, min(steady, places), clock
        self._crowded_since, self._crowded_last = -inf, -inf
        self._entered = 0.0  # the sum of the times at which those inside came
        self._stay = 0.0  # how long one stays: the mean of the latest
        self.inside = 0

    def is_full(self) -> bool:
        """Whether nobody more may come in."""
        if self.inside < self._steady:
            return False
        now = self._clock()
        if now - self._crowded_last > CALM_SECONDS:
            self._crowded_since = now
        self._crowded_last = now
        return self.inside >= self._places or now - self._crowded_since > BURST_SECONDS

    def enter(self) -> float:
        """Take a place: the time, which is needed to leave."""
        now = self._clock()
        self.inside += 1
        self._entered += now
        return now

    def leave(self, entered: float) -> None:
        """Give the place back."""
        self.inside -= 1
        self._entered -= entered
        self._stay += NEW * (self._clock() - entered - self._stay)

    def retry_after(self) -> int:
        """In how many seconds a place may be free: one stay over all places, by those who left and those inside."""
        age = self._clock() - self._entered / self.inside if self.inside else 0.0
        return max(1, min(LONGEST_SECONDS, ceil(max(age, self._stay) / self._steady)))


class Admission:
    """Pure ASGI middleware; `shed` is told the path of each request that is sent away."""

    def __init__(
        self, app: ASGIApp, in_flight: int, steady: int, batches: int, shed: Callable[[str], None] = lambda _: None
    ) -> None:
        self.app, self._shed = app, shed
        self.single, self.batches = Room(in_flight, steady), Room(batches, batches)
        self._rooms = self._by_route()

    def _by_route(self) -> Mapping[tuple[str, str], Room]:
        scoring = (endpoint for endpoint in ENDPOINTS if endpoint.takes is not None)
        return {(one.method, one.path): self.batches if one.streams else self.single for one in scoring}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or send it away."""
        room = self._rooms.get(route_of(scope)) if scope["type"] == "http" else None
        if room is None:
            await self.app(scope, receive, send)
        elif room.is_full():
            await self._send_away(room, scope, receive, send)
        elif room is self.batches:
            await self._inside(room, scope, receive, send)
        else:
            await self._once_read(room, scope, receive, send)

    async def _inside(self, room: Room, scope: Scope, receive: Receive, send: Send) -> None:
        entered = room.enter()
        try:
            await self.app(scope, receive, send)
        finally:
            room.leave(entered)

    async def _once_read(self, room: Room, scope: Scope, receive: Receive, send: Send) -> None:
        """As a request whose body is complete is one that is worked on."""
        entered: float | None = None

        async def receive_and_enter() -> Message:
            nonlocal entered
            message = await receive()
            if entered is None and message["type"] == "http.request" and not message.get("more_body", False):
                if room.is_full():
                    raise _NoRoom
                entered = room.enter()
            return message

        try:
            await self.app(scope, receive_and_enter, send)
        except _NoRoom:
            await self._send_away(room, scope, receive, send)
        finally:
            if entered is not None:
                room.leave(entered)

    async def _send_away(self, room: Room, scope: Scope, receive: Receive, send: Send) -> None:
        self._shed(route_of(scope)[1])
        await _come_again(room.retry_after())(scope, receive, send)


class _NoRoom(Exception):
    """Passes through the application, which has no handler for it: under overload those would cost the most."""


@lru_cache(maxsize=LONGEST_SECONDS)
def _come_again(seconds: int) -> Response:
    """The refusal, made once: it is sent most often when there is least time."""
    return response(Problem(OVERLOADED, headers={"Retry-After": str(seconds)}))
