"""A server that does what networks do: it refuses for a while, resets, hangs, drips, or lets a call through."""

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import parse_headers
from itertools import pairwise
from typing import BinaryIO

import httpx

GIVES_UP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A request as it came, and when."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at: float


Turn = Callable[[socket.socket, Heard, threading.Event], None]


@dataclass(slots=True)
class Flaky:
    """`turns[n]` is what happens to the n-th request; the last one happens to all that follow."""

    turns: Sequence[Turn]
    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, connection: socket.socket, request: Heard) -> None:
        with self._lock:
            turn = self.turns[min(len(self.heard), len(self.turns) - 1)]
            self.heard.append(request)
        turn(connection, request, self.over)

    def pauses(self) -> list[float]:
        """Seconds between a request and the next."""
        times = [request.at for request in self.heard]
        return [later - earlier for earlier, later in pairwise(times)]


@contextmanager
def flaky(*turns: Turn) -> Iterator[Flaky]:
    """The server on a free port of this machine."""
    played = Flaky(turns)

    class Handler(socketserver.StreamRequestHandler):
        timeout = GIVES_UP_SECONDS

        def handle(self) -> None:
            if (request := _read(self.rfile)) is not None:
                played.take(self.connection, request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that goes away is what some tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        played.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield played
        played.over.set()
        server.shutdown()


def _read(file: BinaryIO) -> Heard | None:
    words = file.readline().decode().split()
    if len(words) != 3:
        return None
    headers = {name.lower(): value for name, value in parse_headers(file).items()}
    body = file.read(int(headers.get("content-length", 0)))
    return Heard(words[0], words[1], headers, body, time.monotonic())


def says(status: int, body: bytes = b"", **headers: str) -> Turn:
    """An answer; names of header fields are written with `_`."""
    fields = {"content-length": str(len(body)), "connection": "close", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())

    def turn(connection: socket.socket, _: Heard, __: threading.Event) -> None:
        connection.sendall(f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + body)

    return turn


def resets(connection: socket.socket, _: Heard, __: threading.Event) -> None:
    """The connection is torn down (TCP RST) before any answer."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hangs(_: socket.socket, __: Heard, over: threading.Event) -> None:
    """Nothing ever comes."""
    over.wait(GIVES_UP_SECONDS)


def drips(connection: socket.socket, _: Heard, over: threading.Event) -> None:
    """A byte now and then, so that no single wait is long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\ncontent-type: application/json\r\n\r\n")
    while not over.wait(0.05):
        connection.sendall(b" ")


def through(url: str) -> Turn:
    """To the real service and back."""

    def turn(connection: socket.socket, request: Heard, over: threading.Event) -> None:
        kept = {name: request.headers[name] for name in ("content-type", "accept", "x-request-id")}
        answer = httpx.request(request.method, url + request.target, content=request.body, headers=kept, timeout=30)
        media_type = answer.headers["content-type"]
        said = says(answer.status_code, answer.content, content_type=media_type)
        said(connection, request, over)

    return turn
