"""The project's service, started from its own environment; and what stands in its place when it is ill."""

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PYTHON = Path(os.environ.get("SCORING_PYTHON", ROOT / ".venv" / "bin" / "python"))
BUNDLE = Path(os.environ.get("SCORING_TEST_BUNDLE", ROOT / "models" / "current"))
PATIENCE_SECONDS = 60.0


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[str]:
    """Its address; skips where there is no environment or no bundle."""
    for needed in (PYTHON, BUNDLE):
        if not needed.exists():
            pytest.skip(f"{needed.name} is not there; `python -m tools.tryton` makes it")
    log = folder / "service.log"
    words = [str(PYTHON), "-m", "service", "--bundle", str(BUNDLE), "--port", "0", *arguments]
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    with log.open("wb") as stderr:
        process = subprocess.Popen(words, cwd=ROOT, stderr=stderr, env={**environment, "OMP_NUM_THREADS": "1"})
    try:
        yield _address(process, log)
    finally:
        process.kill()
        process.wait()


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        for line in log.read_text().splitlines(keepends=True):
            if '"listening on ' in line and line.endswith("\n"):
                return str(json.loads(line)["message"]).removeprefix("listening on ")
        time.sleep(0.05)
    raise AssertionError(f"the service did not start: {log.read_text()}")


@contextmanager
def silent() -> Iterator[tuple[str, Callable[[], int]]]:
    """An address that takes connections and never answers; and how many have come."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", lambda: _waiting(listening)


def _waiting(listening: socket.socket) -> int:
    count = 0
    with suppress(BlockingIOError):
        while True:
            listening.accept()[0].close()
            count += 1
    return count


@contextmanager
def trickling() -> Iterator[str]:
    """An address that answers a byte at a time, and never comes to an end."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_trickle, args=(listening,))
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def _trickle(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection, suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            connection.sendall(b" ")
            time.sleep(0.05)


def absent() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"http://127.0.0.1:{listening.getsockname()[1]}"
