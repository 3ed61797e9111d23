"""Clients that take their time: each is cut off, and is told so where it can be."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from schema.ndjson import Lines
from service.many.inbox import Inbox
from service.protocol import HEAD_SECONDS, REST_SECONDS
from tests.service.duplex import duplex
from tests.service.running import Running, running

HEAD = b"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"


@pytest.fixture(scope="module")
def hasty(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that waits two seconds for a body and for an idle connection."""
    seconds = ("--body-seconds", "2", "--keep-alive-seconds", "2")
    with running(tmp_path_factory.mktemp("hasty"), "--bundle", str(demo_bundle), *seconds) as server:
        yield server


def until_closed(connection: socket.socket, *, send: bytes = b"") -> tuple[bytes, float]:
    """What comes until the service closes, and in how many seconds; `send` goes out four times a second."""
    connection.settimeout(0.25)
    begun, received = time.monotonic(), b""
    while time.monotonic() - begun < 30:
        try:
            data = connection.recv(65536)
            if not data:
                break
            received += data
        except TimeoutError:
            if send:
                connection.sendall(send)
        except ConnectionError:
            break
    return received, time.monotonic() - begun


def problem(received: bytes) -> tuple[bytes, str]:
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower()
    assert b"connection: close" in head.lower()
    return head[:12], json.loads(body)["type"].removeprefix("urn:customer-scoring:problem:")


@pytest.mark.parametrize("drip", [b"", b" "])
@pytest.mark.parametrize("path", [b"/score", b"/score/batch", b"/v1/segments"])
def test_a_body_that_does_not_come_is_a_408_however_it_drips(hasty: Running, path: bytes, drip: bytes):
    with hasty.connect() as connection:
        connection.sendall(HEAD.replace(b"/score", path) + b'{"customer_id":')
        received, seconds = until_closed(connection, send=drip)
    assert problem(received) == (b"HTTP/1.1 408", "too-slow")
    assert 1.5 < seconds < 15


@pytest.mark.parametrize(
    ("begun", "drip"), [(b"", b"\r\n"), (b"POST /score HT", b""), (b"GET /livez HTTP/1.1\r\n", b"X: y\r\n")]
)
def test_a_head_that_does_not_end_is_a_408_however_it_drips(hasty: Running, begun: bytes, drip: bytes):
    with hasty.connect() as connection:
        connection.sendall(begun or drip)
        received, seconds = until_closed(connection, send=drip)
    assert problem(received) == (b"HTTP/1.1 408", "too-slow")
    assert HEAD_SECONDS - 1 < seconds < HEAD_SECONDS + 10


def test_who_connects_and_says_nothing_is_closed_on_as_who_is_idle(hasty: Running):
    with hasty.connect() as connection:
        received, seconds = until_closed(connection)
    assert received == b""
    assert 1.5 < seconds < 15


def test_the_rest_of_a_body_that_is_answered_already_may_not_come_for_ever(hasty: Running):
    with hasty.connect() as connection:
        connection.sendall(HEAD.replace(b"application/json", b"text/plain"))
        received, seconds = until_closed(connection, send=b" ")
    assert received.startswith(b"HTTP/1.1 415")
    assert REST_SECONDS - 1 < seconds < REST_SECONDS + 10


def test_a_stream_in_which_nothing_comes_ends_with_a_problem_and_keeps_what_was_answered(hasty: Running):
    with duplex(hasty) as stream:
        stream.send(b'{"customer_id": "C1", "as_of": "2026-01-15"}\n')
        assert stream.line()["customer_id"] == "C1"
        last = stream.line()
        assert last["errors"][0]["code"] == "stream_idle"
        assert stream.line() is None


def test_a_stream_may_take_its_time_between_one_line_and_the_next(hasty: Running):
    with duplex(hasty) as stream:
        for number in range(4):
            stream.send(b'{"customer_id": "C%d", "as_of": "2026-01-15"}\n' % number)
            assert stream.line()["customer_id"] == f"C{number}"
            time.sleep(1)
        stream.end()
        assert stream.rest() == []


def test_an_inbox_ends_where_nothing_comes_and_still_hears_that_the_client_goes():
    async def story() -> None:
        going = asyncio.Event()

        async def receive() -> dict[str, str]:
            await going.wait()
            return {"type": "http.disconnect"}

        inbox = Inbox(Lines(100), 100, idle=0.01)
        listening = asyncio.create_task(inbox.listen(receive))
        assert await inbox.group() == []
        assert inbox.fault is not None and inbox.fault.faults[0].code == "stream_idle"
        going.set()
        await listening
        assert inbox.is_gone

    asyncio.run(story())
