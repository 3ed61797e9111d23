"""A client that reads the answer while it sends the request, as curl and most HTTP libraries but Python's can."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import Any

from tests.service.running import Running


class Duplex:
    """One streamed request."""

    def __init__(self, connection: socket.socket, path: str, media_type: str) -> None:
        self.connection = connection
        self._answer: HTTPResponse | None = None
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: {media_type}"
        connection.sendall(head.encode() + b"\r\n\r\n")

    def send(self, data: bytes) -> None:
        self.connection.sendall(b"%x\r\n%b\r\n" % (len(data), data))

    def end(self) -> None:
        self.connection.sendall(b"0\r\n\r\n")

    @property
    def answer(self) -> HTTPResponse:
        if self._answer is None:
            self._answer = HTTPResponse(self.connection)
            self._answer.begin()
        return self._answer

    def line(self) -> Any:
        """The next line; None at the end."""
        line = self.answer.readline()
        return json.loads(line) if line else None

    def rest(self) -> list[Any]:
        return [json.loads(line) for line in self.answer.read().splitlines()]


@contextmanager
def duplex(server: Running, media_type: str = "application/x-ndjson", query: str = "") -> Iterator[Duplex]:
    with server.connect() as connection:
        yield Duplex(connection, f"/score/batch{query}", media_type)
