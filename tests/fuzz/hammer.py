"""A real server under requests of all kinds: every answer is one that the contract knows, and the log has no fault."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from itertools import islice
from pathlib import Path
from socket import SHUT_WR, socket

from tests.fuzz.wrong_requests import Sent, requests
from tests.service.running import Running, running

PATIENCE_SECONDS = 30.0
MOST_KEPT = 20  # of what was found
NO_CAP = ("--watch-seconds", "0")


@dataclass(slots=True)
class Told:
    """How many requests were sent, what was answered, and what was found: it is empty where all is well."""

    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    found: list[str] = field(default_factory=list)
    mebibytes: int = 0

    def __str__(self) -> str:
        statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(self.statuses.items()))
        said = f"{self.sent:,} requests; {statuses}; {self.unanswered:,} cut off and not answered; {self.mebibytes} MiB"
        return "\n".join([said, *self.found[:MOST_KEPT]])


def hammer(bundle: Path, count: int, folder: Path, seed: int = 1) -> Told:
    """Send so many requests to a server of its own that logs into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    told = Told()
    with running(folder, "--bundle", str(bundle), *NO_CAP) as server:
        with _connections(server) as connection:
            for one in islice(requests(seed), count):
                _send(one, connection, told)
        told.mebibytes = _resident(server.process.pid)
        if server.process.poll() is not None:
            told.found.append(f"the server ended with {server.process.returncode}")
    told.found += [f"log: {line}" for line in _faults(server.log)]
    return told


class _Connection:
    """A connection that is made anew where the server closed it."""

    def __init__(self, server: Running) -> None:
        self._server = server
        self._socket: socket | None = None

    def take(self) -> socket:
        if self._socket is None:
            self._socket = self._server.connect()
            self._socket.settimeout(PATIENCE_SECONDS)
        return self._socket

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None


@contextmanager
def _connections(server: Running) -> Iterator[_Connection]:
    connection = _Connection(server)
    try:
        yield connection
    finally:
        connection.close()


def _send(one: Sent, connection: _Connection, told: Told) -> None:
    told.sent += 1
    try:
        status, problem = _answer(one, connection)
    except (OSError, HTTPException) as error:
        connection.close()
        told.unanswered += 1
        if one.is_whole and not isinstance(error, BrokenPipeError | ConnectionResetError):
            told.found.append(f"no answer ({type(error).__name__}): {one.data[:200]!r}")
        return
    told.statuses[status] += 1
    if problem:
        told.found.append(f"{status} {problem}: {one.data[:300]!r}")


def _answer(one: Sent, connection: _Connection) -> tuple[int, str]:
    """The status, and what is wrong with the answer."""
    raw = connection.take()
    with suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before it heard everything
        raw.sendall(one.data)
        if not one.is_whole:
            raw.shutdown(SHUT_WR)
    answer = HTTPResponse(raw, method=one.method)
    answer.begin()
    body = answer.read()
    if not one.is_whole or answer.will_close:
        connection.close()
    return answer.status, _problem(one, answer, body)


def _problem(one: Sent, answer: HTTPResponse, body: bytes) -> str:
    """What the contract does not know of an answer; empty where it knows all of it."""
    if answer.status >= 500 and (answer.status != 503 or not answer.headers["Retry-After"]):
        return "is not a documented failure"
    if not answer.headers["X-Request-ID"]:
        return "has no request id"
    if answer.status < 400 or one.method == "HEAD":
        return ""
    if answer.headers["Content-Type"] != "application/problem+json":
        return f"is {answer.headers['Content-Type']} and no problem"
    return "" if json.loads(body)["status"] == answer.status else "says another status in its body"


def _faults(log: Path) -> list[str]:
    """Lines of errors, and those that are no JSON: a traceback, a warning of Python."""
    return [line[:600] for line in log.read_text(errors="replace").splitlines() if not _is_harmless(line)]


def _is_harmless(line: str) -> bool:
    try:
        level: str = json.loads(line)["level"]
    except (ValueError, LookupError):
        return False
    return level not in ("error", "critical")


def _resident(pid: int) -> int:
    """MiB of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20
