"""Looking for new bundles: every so many seconds, and on SIGHUP."""

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

from service.bundles.challenger import Challenger
from service.bundles.fingerprint import Fingerprint
from service.bundles.lifecycle import Lifecycle, Source, Turn, in_thread
from service.bundles.readiness import NotReady, Ready

logger = logging.getLogger(__name__)


class Watching:
    """Keeps the bundle in service and the challenger as new as what their paths lead to."""

    def __init__(self, lifecycle: Lifecycle, challenger: Challenger, second: Source | None, seconds: int) -> None:
        self._lifecycle, self._challenger, self._second, self._seconds = lifecycle, challenger, second, seconds
        self._seen: Fingerprint | None = None
        self._asked: set[asyncio.Task[object]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look as long as this lasts."""
        loop = asyncio.get_running_loop()
        listens = threading.current_thread() is threading.main_thread() and hasattr(signal, "SIGHUP")
        if listens:
            loop.add_signal_handler(signal.SIGHUP, self._hang_up)
        self._begin(self._look_for_ever())
        try:
            yield
        finally:
            if listens:
                loop.remove_signal_handler(signal.SIGHUP)
            for task in list(self._asked):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def reload(self) -> Turn:
        """Load both again, whether or not anything seems to have changed."""
        turn = await self._lifecycle.reload()
        self._seen = None
        await self.look_at_challenger()
        return turn

    async def look_at_challenger(self) -> None:
        """Compare with the second bundle that is there now; one that failed is tried again when another is there."""
        if self._second is None or (now := await in_thread(self._second.fingerprint)) == self._seen:
            return
        self._seen = now
        found = await in_thread(self._second.load_beside)
        if (reason := self._unlike(found)) is not None:
            self._challenger.switch_off(reason)
        elif isinstance(found, Ready):
            self._challenger.take(found)
            logger.info("bundle %s is compared with the one in service", found.bundle.version)

    def _unlike(self, found: Ready | NotReady) -> str | None:
        """Why a bundle cannot be compared with the one in service."""
        if isinstance(found, NotReady):
            return found.reason
        serving = self._lifecycle.current.state
        if isinstance(serving, Ready) and serving.bundle.currency != found.bundle.currency:
            return "its currency is not that of the bundle in service; fit it on the same"
        return None

    async def _look_for_ever(self) -> None:
        await self.look_at_challenger()
        while self._seconds:
            await asyncio.sleep(self._seconds)
            try:
                await self._lifecycle.reload_if_new()
                await self.look_at_challenger()
            except Exception:  # whatever it is, the next look may be better
                logger.exception("looking for a new bundle failed")

    def _hang_up(self) -> None:
        logger.info("SIGHUP: the bundle is loaded again")
        self._begin(self.reload())

    def _begin(self, work: Coroutine[None, None, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)
