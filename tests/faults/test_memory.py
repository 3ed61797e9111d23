"""Memory stays flat: over many requests, over many reloads, and with ten thousand connections that do nothing."""

import asyncio
import resource
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from scoring import bundle as bundles
from tests.faults.balancer import Balancer
from tests.faults.load import pour, until_answered
from tests.faults.memory import MIB, growth, resident_bytes
from tests.service.running import Running, running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")

Amount = Callable[[int, int], int]
NOISE = 2 * MIB  # of the allocator's arenas; a leak of 100 bytes a request would be 100 MB in the long form
IDLE = 10_000


def test_many_requests_take_no_more_memory_than_few(models: Path, tmp_path: Path, amount: Amount):
    count = amount(10_000, 1_000_000)
    sizes: list[int] = []

    async def measure(answers: Counter[str]) -> None:
        for step in range(30):
            await until_answered(answers, step * count // 30)
            sizes.append(resident_bytes(server.process.pid))

    with running(tmp_path, "--bundle", str(models / "current")) as server:
        assert asyncio.run(pour(Balancer([_port(server)]), count, measure)).total() >= count
    assert growth(sizes) < NOISE, sizes


def test_many_reloads_take_no_more_memory_than_few(models: Path, originals: list[Path], tmp_path: Path, amount: Amount):
    """An old bundle is freed without the collector's help; each is some 3 MB."""
    sizes = []
    arguments = ("--bundle", str(models / "current"), "--watch-seconds", "0")
    with running(tmp_path, *arguments) as server, server.client() as client:
        for turn in range(amount(12, 500)):
            bundles.publish(models, originals[(turn + 1) % 3].name)
            assert client.post("/admin/reload").json()["outcome"] == "loaded"
            sizes.append(resident_bytes(server.process.pid))
    assert growth(sizes) < 2 * NOISE, sizes


def test_ten_thousand_idle_connections_harm_nobody(models: Path, tmp_path: Path):
    with more_files(IDLE + 1_000), ExitStack() as stack:
        server = stack.enter_context(running(tmp_path, "--bundle", str(models / "current")))
        client = stack.enter_context(server.client())
        assert client.post("/score", json={"customer_id": "C"}).status_code == 200
        before = resident_bytes(server.process.pid)
        for _ in range(IDLE):
            stack.enter_context(connected(server))
        assert client.get("/readyz").status_code == 200
        assert client.post("/score", json={"customer_id": "C"}).status_code == 200
        assert resident_bytes(server.process.pid) - before < IDLE * 10_000


@contextmanager
def more_files(count: int) -> Iterator[None]:
    """Lets this process and its children open so many files; skips where the system does not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        pytest.skip(f"this system lets a process open {hard} files, and {count} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connected(server: Running) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), 30)


def _port(server: Running) -> int:
    return int(server.url.rsplit(":", 1)[1])
