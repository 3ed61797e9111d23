"""Bodies that are not complete yet, counted together: many that begin and do not end must not fill the memory.

A body that comes complete with its head, as nearly all do, is never counted. Batches are not either: they have places
before they are read (service/access/admission.py), and so a bound of their own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from service.access.room import Stays
from service.problems import OVERLOADED, Problem

# So many bytes of one body are small. Large bodies may take no more than a share of the bound: a few of them that do
# not end would else keep out everybody whose small one comes in two pieces.
SMALL = 64 * 1024
SHARE_OF_LARGE = 0.75

NO_ROOM = (
    "Bodies that are still on their way hold as many bytes as they may; wait for Retry-After, and send yours again, all"
    " of it at once."
)


class Unfinished:
    """At most `most` bytes, or what the `largest` body needs; `shed` is told the path of each that is refused."""

    def __init__(self, most: float, largest: int, shed: Callable[[str], None] = lambda _: None) -> None:
        self._most, self._most_with_large = max(most, largest), max(SHARE_OF_LARGE * most, largest)
        self._stays = Stays()
        self._shed = shed
        self.held = 0

    @contextmanager
    def body(self) -> Iterator[bytearray]:
        """One body, empty; what it holds in the end is given back, however it ends."""
        body, entered = bytearray(), self._stays.enter()
        try:
            yield body
        finally:
            self.drop(body)
            self._stays.leave(entered)

    def add(self, body: bytearray, piece: bytes, path: str) -> None:
        """Raises `Problem` where there is no room for one more piece."""
        most = self._most if len(body) + len(piece) <= SMALL else self._most_with_large
        if self.held + len(piece) > most:
            self._shed(path)
            raise Problem(OVERLOADED, NO_ROOM, headers={"Retry-After": str(self._stays.retry_after(1))})
        self.held += len(piece)
        body += piece

    def drop(self, body: bytearray) -> None:
        """Give back what it holds."""
        self.held -= len(body)
        body.clear()
