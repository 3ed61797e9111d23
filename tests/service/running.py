"""A real `python -m service` in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Running:
    """A started service: its process, where it listens, and what it logs."""

    process: subprocess.Popen[bytes]
    log: Path
    url: str

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=PATIENCE_SECONDS)

    def connect(self) -> socket.socket:
        """A bare connection, for what a polite client would not do."""
        host, port = self.url.removeprefix("http://").split(":")
        return socket.create_connection((host, int(port)), PATIENCE_SECONDS)

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def running(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[Running]:
    """A service on a free port that logs into `folder`; killed at the end if it is still there."""
    log = folder / "service.log"
    process = start(log, "--port", "0", *arguments, environment=environment)
    try:
        yield Running(process, log, _address(process, log))
    finally:
        process.kill()
        process.wait()


def start(log: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start the module with warnings as errors; standard error goes to `log`."""
    settings = {"PYTHONWARNINGS": "error", "OMP_NUM_THREADS": "1", **(environment or {})}
    with log.open("wb") as stderr:
        return subprocess.Popen(
            [sys.executable, "-m", "service", *arguments], cwd=ROOT, env=os.environ | settings, stderr=stderr
        )


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        for line in log.read_text().splitlines(keepends=True):
            if '"listening on ' in line and line.endswith("\n"):
                return str(json.loads(line)["message"]).removeprefix("listening on ")
        time.sleep(0.02)
    raise AssertionError(f"the service did not start: {log.read_text()}")
