"""Servers as children on the loopback: started, waited for, stopped with all that they started."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from benchmarks.tree import Tree

HOST = "127.0.0.1"
START_SECONDS, STOP_SECONDS, LINGER_SECONDS, POLL_SECONDS = 120.0, 20.0, 2.0, 0.01
LAST_CHARACTERS = 400  # of what a server printed before it failed


class NoServer(Exception):
    """Why a server does not run; the message is the reason to show."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of a server: the file `body` to `path`."""

    name: str
    path: str
    body: Path


@dataclass(frozen=True, slots=True)
class Server:
    """A command (`{port}`, `{a}` and `{b}` in it become free ports), where it runs, and what is asked of it."""

    name: str
    command: Sequence[str]
    targets: Sequence[Target]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answered: where, its processes, and seconds from process start to the first answer."""

    server: Server
    port: int
    tree: Tree
    start_seconds: float

    def url(self, target: Target) -> str:
        """Where a target is."""
        return f"http://{HOST}:{self.port}{target.path}"


@contextmanager
def running(server: Server, folder: Path) -> Iterator[Running]:
    """A started server; what it prints goes to a file in `folder`. NoServer where it does not answer."""
    log = folder / f"{server.name}.log"
    port, *others = _free_ports(3)
    ports = {"port": port, "a": others[0], "b": others[1]}
    words = [word.format(**ports) for word in server.command]
    settings = {name: value.format(**ports) for name, value in server.environment.items()}
    begun = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, env={**os.environ, "OMP_NUM_THREADS": "1", **settings}, cwd=server.folder,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    tree = Tree(process.pid)
    try:
        _wait(process, port, server.targets[0], begun, log)
        yield Running(server, port, tree, time.monotonic() - begun)
    finally:
        _stop(process, tree)


@contextmanager
def all_running(servers: Sequence[Server], folder: Path) -> Iterator[list[Running]]:
    """Several, one started after the other."""
    with ExitStack() as stack:
        yield [stack.enter_context(running(server, folder)) for server in servers]


def answer_of(port: int, target: Target) -> tuple[int, bytes]:
    """Status and body of one request; 0 where nothing answers."""
    connection = HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("POST", target.path, target.body.read_bytes(), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        connection.close()


def _wait(process: "subprocess.Popen[bytes]", port: int, target: Target, begun: float, log: Path) -> None:
    while (status := answer_of(port, target)[0]) != 200:
        if process.poll() is not None:
            raise NoServer(f"it ended with code {process.returncode}: {_last(log)}")
        if time.monotonic() - begun > START_SECONDS:
            raise NoServer(
                f"no answer with 200 within {START_SECONDS:.0f} s (the last: {status or 'none'}): {_last(log)}"
            )
        time.sleep(POLL_SECONDS)


def _last(log: Path) -> str:
    return " ".join(log.read_text(errors="replace").split())[-LAST_CHARACTERS:]


def _stop(process: "subprocess.Popen[bytes]", tree: Tree) -> None:
    """SIGTERM to the root; what is left of its tree after a while is killed, each by its id."""
    tree.pids()
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    _gone(tree, LINGER_SECONDS)
    for pid in tree.running():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(STOP_SECONDS)
    _gone(tree, LINGER_SECONDS)


def _gone(tree: Tree, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while tree.running() and time.monotonic() < deadline:
        time.sleep(0.05)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
