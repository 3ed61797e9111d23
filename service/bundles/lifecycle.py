"""How one bundle takes the place of another while requests are answered.

The new one is read, verified and replayed in a thread beside the old one, and put in its place by one assignment; a
request keeps the bundle that it began with. A bundle holds no circle of references, so that the old one is freed when
its last request is answered, and nothing has to be collected (tests/service/test_bundle_is_freed.py).
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar

from anyio import to_thread

from service.bundles.fingerprint import Fingerprint, fingerprint
from service.bundles.readiness import Current, NotReady, Ready, load

logger = logging.getLogger(__name__)

# Between two pieces of verifying a bundle beside requests. The two threads take turns at Python's lock, but a piece may
# hold it for milliseconds: without breath a group of requests that takes 10 ms took 65 to 105.
BREATH_SECONDS = 0.02

Made = TypeVar("Made")


class Turn(StrEnum):
    """What became of an attempt to change the bundle."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    ROLLED_BACK = "rolled_back"
    NOTHING_EARLIER = "nothing_earlier"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bundle comes from, and whose signature it must have, if any."""

    path: Path
    public_key: Path | None = None

    def fingerprint(self) -> Fingerprint:
        """What is there now."""
        return fingerprint(self.path, self.public_key)

    def load(self) -> Ready | NotReady:
        """The bundle that is there now, or why it cannot be served."""
        return load(self.path, self.public_key)

    def load_beside(self) -> Ready | NotReady:
        """The same beside the answering of requests, which has Python's lock to itself between the pieces of this."""
        return load(self.path, self.public_key, partial(time.sleep, BREATH_SECONDS))


class Lifecycle:
    """Changes what is current; `previous` is what a rollback returns to."""

    def __init__(self, current: Current, source: Source, report: Callable[[Turn], None] = lambda _: None) -> None:
        self.current, self.source, self._report = current, source, report
        self.previous: Ready | None = None
        self._seen: Fingerprint | None = None
        self._one_at_a_time = asyncio.Lock()

    def begin(self) -> None:
        """The first bundle, before anything is served."""
        self._seen, self.current.state = self.source.fingerprint(), self.source.load()
        if isinstance(self.current.state, NotReady):
            logger.error("no bundle is in service: %s", self.current.state.reason)
        else:
            logger.info("bundle %s is in service", self.current.state.bundle.version)

    async def reload(self) -> Turn:
        """Serve what the path leads to now, unless something is wrong with it."""
        async with self._one_at_a_time:
            self._seen = await in_thread(self.source.fingerprint)  # before: what changes later is seen later
            found = await in_thread(self.source.load_beside)
            return self._told(self._refuse(found) if isinstance(found, NotReady) else self._serve(found))

    async def reload_if_new(self) -> Turn | None:
        """The same if something changed there; a bundle that was rolled back is not taken up again without that."""
        if await in_thread(self.source.fingerprint) == self._seen:
            return None
        return await self.reload()

    async def rollback(self) -> Turn:
        """Serve the bundle before this one. It is not asked for twice: a second call changes nothing."""
        async with self._one_at_a_time:
            if self.previous is None:
                return Turn.NOTHING_EARLIER
            self.current.state, self.current.refused, self.previous = self.previous, None, None
            logger.warning("rolled back: bundle %s is in service", self.current.version())
            return self._told(Turn.ROLLED_BACK)

    def _serve(self, found: Ready) -> Turn:
        serving, self.current.refused = self.current.state, None
        if isinstance(serving, Ready) and serving.sha256 == found.sha256:
            return Turn.UNCHANGED
        self.previous = serving if isinstance(serving, Ready) else None
        self.current.state = found
        logger.info("bundle %s is in service", found.bundle.version)
        return Turn.LOADED

    def _refuse(self, found: NotReady) -> Turn:
        self.current.refused = found.reason
        if isinstance(self.current.state, NotReady):
            self.current.state = found
        logger.error("the new bundle is refused, %s stays in service: %s", self.current.version(), found.reason)
        return Turn.REFUSED

    def _told(self, turn: Turn) -> Turn:
        self._report(turn)
        return turn


async def in_thread(work: Callable[[], Made]) -> Made:
    """What the work gives; a service that stops does not wait for it."""
    return await to_thread.run_sync(work, abandon_on_cancel=True)
