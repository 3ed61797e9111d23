"""Who comes when there is no room is told so at the door, before a request becomes a task of the event loop.

A refusal by the application costs 0.14 ms: at four times the capacity the refusals alone took three quarters of a core
from those who were let in. Here it costs a quarter of that (docs/decisions.md).

Only the plainest case is met here; all else goes the long way, and is refused by service/access/admission.py.
"""

from collections.abc import Callable, Mapping, Sequence

from service.access.admission import come_again
from service.access.room import Room, Rooms
from service.envelope import VERSION_PREFIX, Header, headers_of, request_id_of

LONG_WAY = frozenset({b"origin", b"expect"})  # an answer to another origin needs headers, who expects waits for a word


class Doorkeeper:
    """`shed` is told method and path of each request that is sent away; `version` names the bundle in service."""

    def __init__(
        self, rooms: Rooms, shed: Callable[[tuple[str, str]], None], version: Callable[[], str | None]
    ) -> None:
        routes = {route: room for route, room in rooms.by_route().items() if room is rooms.single}
        self._shed, self._version = shed, version
        self._routes: Mapping[tuple[bytes, bytes], tuple[tuple[str, str], Room]] = {
            (route[0].encode(), (prefix + route[1]).encode()): (route, room)
            for route, room in routes.items()
            for prefix in ("", VERSION_PREFIX)
        }

    def room(self, method: bytes, url: bytes) -> Room | None:
        """Where one customer's request to a URL (path and query) would go; None for all other requests."""
        found = self._found(method, url)
        return None if found is None else found[1]

    def refusal(self, method: bytes, url: bytes, headers: Sequence[Header]) -> tuple[list[Header], bytes] | None:
        """Headers and body of the answer (503) to one that finds no room; None to let it in, or go the long way."""
        found = self._found(method, url)
        if found is None or not found[1].will_be_full() or not LONG_WAY.isdisjoint(name for name, _ in headers):
            return None
        route, room = found
        self._shed(route)
        answer = come_again(room.retry_after())
        return [*answer.raw_headers, *headers_of(request_id_of(headers), self._version())], bytes(answer.body)

    def _found(self, method: bytes, url: bytes) -> tuple[tuple[str, str], Room] | None:
        return self._routes.get((method, url.partition(b"?")[0]))
