"""How much is worked on at once: what comes beyond it is told at once to come again, so that the rest stays quick.

Scoring routes alone have a bound: probes, metrics and pages are always answered. A single customer's request takes its
place when its body is complete, so that who sends slowly keeps nobody out. A batch takes its place before it is read,
since what it brings is held in memory meanwhile.

Most of those who find no room are met at the door (service/access/doorkeeper.py) and never get here.
"""

from collections.abc import Callable
from functools import lru_cache

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.room import LONGEST_SECONDS, Room, Rooms
from service.endpoints import route_of
from service.problems import OVERLOADED, Problem, response


class Admission:
    """Pure ASGI middleware; `shed` is told the path of each request that is sent away."""

    def __init__(self, app: ASGIApp, rooms: Rooms, shed: Callable[[str], None] = lambda _: None) -> None:
        self.app, self._shed = app, shed
        self._batches, self._rooms = rooms.batches, rooms.by_route()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or send it away."""
        room = self._rooms.get(route_of(scope)) if scope["type"] == "http" else None
        if room is None:
            await self.app(scope, receive, send)
        elif room.is_full():
            await self._send_away(room, scope, receive, send)
        elif room is self._batches:
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
        """From when its body is complete until its answer begins: as long as it is worked on."""
        entered: float | None = None

        async def receive_and_enter() -> Message:
            nonlocal entered
            message = await receive()
            if entered is None and message["type"] == "http.request" and not message.get("more_body", False):
                if room.is_full():
                    raise _NoRoom
                entered = room.enter()
            return message

        async def leave_and_send(message: Message) -> None:
            nonlocal entered
            if entered is not None:  # the work is done: who does not take the answer keeps nobody out
                room.leave(entered)
                entered = None
            await send(message)

        try:
            await self.app(scope, receive_and_enter, leave_and_send)
        except _NoRoom:
            await self._send_away(room, scope, receive, send)
        finally:
            if entered is not None:
                room.leave(entered)

    async def _send_away(self, room: Room, scope: Scope, receive: Receive, send: Send) -> None:
        self._shed(route_of(scope)[1])
        await come_again(room.retry_after())(scope, receive, send)


class _NoRoom(Exception):
    """Passes through the application, which has no handler for it: under overload those would cost the most."""


@lru_cache(maxsize=LONGEST_SECONDS)
def come_again(seconds: int) -> Response:
    """The refusal, made once: it is sent most often when there is least time."""
    return response(Problem(OVERLOADED, headers={"Retry-After": str(seconds)}))
