"""Two services on ports of their own that a test kills, stops and starts again."""

import asyncio
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.service.running import PATIENCE_SECONDS, start

TERMINATED = -signal.SIGTERM
READY_SECONDS = 4 * PATIENCE_SECONDS  # of one that starts while another is under load


@dataclass(slots=True)
class Service:
    """One service that may not be there."""

    port: int
    folder: Path
    arguments: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def start(self) -> None:
        """Begin to start it."""
        self.starts += 1
        log = self.folder / f"{self.port}-{self.starts}.log"
        self.process = start(log, "--port", str(self.port), *self.arguments)

    async def ready(self) -> None:
        """Wait until it may be sent work. Raises TimeoutError."""
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient() as client:
            while True:
                try:
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)

    async def end(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return await asyncio.to_thread(self.process.wait, PATIENCE_SECONDS)

    async def restart(self, number: signal.Signals) -> int:
        """End it by a signal and start it again; the exit code."""
        code = await self.end(number)
        self.start()
        await self.ready()
        return code

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def logs(self) -> str:
        """All that it said."""
        return "".join(log.read_text() for log in sorted(self.folder.glob(f"{self.port}-*.log")))


@contextmanager
def pair(folder: Path, *arguments: str) -> Iterator[tuple[Service, Service]]:
    """Two of them, started and ready; killed at the end."""
    one, other = (Service(port, folder, arguments) for port in _free_ports())
    try:
        for service in (one, other):
            service.start()
        for service in (one, other):
            asyncio.run(service.ready())
        yield one, other
    finally:
        for service in (one, other):
            if service.process is not None:
                service.process.kill()
                service.process.wait()


def _free_ports() -> list[int]:
    """Two that were free a moment ago."""
    with socket.socket() as one, socket.socket() as other:
        for bound in (one, other):
            bound.bind(("127.0.0.1", 0))
        return [one.getsockname()[1], other.getsockname()[1]]
