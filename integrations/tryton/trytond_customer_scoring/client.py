"""Talks to the service: payloads in, answers out, never longer than a deadline.

Only the standard library. Redirects are not followed, since the key would go with them.
"""

import http.client
import json
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from .exceptions import Refused, Unavailable

CONNECT_SECONDS = 2.0
POST_BYTES = 4 * 1024 * 1024  # a quarter of what the service takes from who reads no answer before the end
PIECE_BYTES = 1 << 16
MOST_ANSWER_BYTES = 256 * 1024 * 1024
OK, QUOTA, SERVER_ERROR = 200, 429, 500

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Service:
    """Where it is; `key` is empty where it asks for none."""

    address: str
    key: str = ""

    def scores(self, payloads: Sequence[Mapping[str, Any]], language: str, seconds: float) -> list[Row]:
        """An answer or a problem a payload, in order. Raises Unavailable or Refused, after `seconds` at the latest."""
        deadline = time.monotonic() + seconds
        rows: list[Row] = []
        for body, count in _bodies(payloads):
            answered = self._post(f"/score/batch?lang={quote(language)}", body, deadline)
            if len(answered) != count:
                raise Unavailable("the answer broke off")
            rows += answered
        return rows

    def _post(self, path: str, body: bytes, deadline: float) -> list[Row]:
        connection, prefix = self._connection(deadline)
        try:
            connection.connect()
            _hold(connection, deadline)
            connection.request("POST", prefix + path, body, self._headers())
            _hold(connection, deadline)
            response = connection.getresponse()
            text = _read(connection, response, deadline)
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(f"no answer ({type(error).__name__})") from error
        finally:
            connection.close()
        return _rows(response.status, text)

    def _connection(self, deadline: float) -> tuple[http.client.HTTPConnection, str]:
        try:
            parts = urlsplit(self.address)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise Refused("the address is not one") from error
        if parts.scheme not in ("http", "https") or not host:
            raise Refused("the address must begin with http:// or https://")
        wait = max(min(CONNECT_SECONDS, deadline - time.monotonic()), 0.001)
        if parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=wait), parts.path.rstrip("/")
        secure = http.client.HTTPSConnection(host, port, timeout=wait, context=ssl.create_default_context())
        return secure, parts.path.rstrip("/")

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/x-ndjson", "User-Agent": "trytond-customer-scoring"}
        return headers | {"Authorization": f"Bearer {self.key}"} if self.key else headers


def _bodies(payloads: Sequence[Mapping[str, Any]]) -> Iterator[tuple[bytes, int]]:
    """NDJSON of at most POST_BYTES, or of one line; and how many lines it has."""
    lines: list[bytes] = []
    size = 0
    for payload in payloads:
        line = json.dumps(payload, separators=(",", ":")).encode() + b"\n"
        if lines and size + len(line) > POST_BYTES:
            yield b"".join(lines), len(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield b"".join(lines), len(lines)


def _hold(connection: http.client.HTTPConnection, deadline: float) -> None:
    """The next wait ends at the deadline."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(left)


def _read(connection: http.client.HTTPConnection, response: http.client.HTTPResponse, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(PIECE_BYTES):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_ANSWER_BYTES:
            raise http.client.HTTPException
        _hold(connection, deadline)
    return b"".join(pieces)


def _rows(status: int, text: bytes) -> list[Row]:
    if status >= SERVER_ERROR or status == QUOTA:
        raise Unavailable(f"it answered {status}")
    if status != OK:
        raise Refused(f"it answered {status}: {_detail(text)}")
    try:
        rows = [json.loads(line) for line in text.splitlines()]
    except ValueError as error:
        raise Unavailable("what answered is not the service") from error
    if not all(isinstance(row, dict) for row in rows):
        raise Unavailable("what answered is not the service")
    return rows


def _detail(text: bytes) -> str:
    """Of a problem document; it never repeats what was sent."""
    try:
        return str(json.loads(text)["detail"])[:500]
    except (ValueError, KeyError, TypeError):
        return "what answered is not the service"


def is_score(row: Row) -> bool:
    """Whether a row is an answer, not a problem."""
    return "customer_id" in row and "churn" in row
