"""The door: one whom there is no room for is told so before the request becomes one, and nothing else changes."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import cast

import pytest
import uvicorn
from prometheus_client import generate_latest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from benchmarks.serving.arrivals import request_of
from service.access.doorkeeper import Doorkeeper
from service.access.room import Room, rooms_of
from service.bundles.readiness import Current, NotReady
from service.protocol import MOST_WAITING, Protocol
from service.telemetry.metrics import Metrics
from tests.service.exposition import Exposition
from tests.service.test_protocol import answered

KEEP_ALIVE_SECONDS = 2
BODY = b'{"customer_id": "MARKED"}'
ASKED = request_of("/score", BODY)


class Door:
    """A server whose rooms a test fills; what comes in is answered with its own body."""

    def __init__(self) -> None:
        self.rooms = rooms_of(1, 1, 1)
        self.metrics = Metrics(Current(NotReady("none")))
        self.came_in: list[str] = []
        self.address = ("", 0)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while (message := await receive()).get("more_body", False):
            body += message["body"]
        self.came_in.append(scope["path"])
        await Response(body + message["body"])(scope, receive, send)

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, 10)

    def ask(self, request: bytes) -> tuple[bytes, bytes]:
        with self.connect() as connection:
            connection.sendall(request)
            return answered(connection)


@contextmanager
def _serving(door: Door) -> Iterator[None]:
    doorkeeper = Doorkeeper(door.rooms, door.metrics.sent_away, lambda: "2026-01-31-0badcafe")
    http = cast("type[Protocol]", partial(Protocol, doorkeeper=doorkeeper))
    server = uvicorn.Server(
        uvicorn.Config(
            door.app,
            interface="asgi3",
            http=http,
            ws="none",
            lifespan="off",
            log_config=None,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
    )
    bound = socket.create_server(("127.0.0.1", 0))
    door.address = bound.getsockname()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def served() -> Iterator[Door]:
    door = Door()
    with _serving(door):
        yield door


@pytest.fixture
def full(served: Door) -> Iterator[Door]:
    served.came_in.clear()
    entered = served.rooms.single.enter()
    yield served
    served.rooms.single.leave(entered)


def _named(name: str) -> bytes:
    return ASKED.replace(b"\r\n\r\n", f"\r\nX-Request-ID: {name}\r\n\r\n".encode(), 1)


def test_who_finds_no_room_gets_the_whole_answer_and_never_becomes_a_request(full: Door):
    head, body = full.ask(_named("one"))
    assert head.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    for line in (b"retry-after: 1", b"x-request-id: one", b"x-bundle: 2026-01-31-0badcafe", b"cache-control: no-store",
                 b"x-content-type-options: nosniff", b"content-type: application/problem+json"):  # fmt: skip
        assert line in head.lower()
    assert json.loads(body)["type"] == "urn:customer-scoring:problem:overloaded"
    assert b"MARKED" not in head + body
    assert full.came_in == []


def test_who_is_sent_away_is_counted_as_everybody_who_is_refused(full: Door):
    def counted() -> list[float]:
        told = Exposition(generate_latest(full.metrics.registry).decode())
        route = {"route": "/segments"}
        return [
            told.sum("scoring_shed_total", **route),
            told.sum("scoring_http_request_duration_seconds_count", status="5xx", **route),
            told.sum("scoring_problems_total", code="overloaded", of="request"),
        ]

    before = counted()
    full.ask(request_of("/v1/segments", b"{}"))
    assert counted() == [one + 1 for one in before]


def test_it_stays_connected_and_comes_in_when_there_is_room(served: Door):
    entered = served.rooms.single.enter()
    with served.connect() as connection:
        for _ in range(3):
            connection.sendall(ASKED)
            assert answered(connection)[0].startswith(b"HTTP/1.1 503")
        served.rooms.single.leave(entered)
        connection.sendall(ASKED)
        head, body = answered(connection)
    assert head.startswith(b"HTTP/1.1 200")
    assert body == BODY


def test_a_body_that_comes_after_the_refusal_is_read_past(full: Door):
    with full.connect() as connection:
        connection.sendall(ASKED[:-10])
        assert answered(connection)[0].startswith(b"HTTP/1.1 503")
        connection.sendall(ASKED[-10:] + request_of("/other", b"{}"))
        assert answered(connection)[1] == b"{}"


def test_answers_to_several_in_one_packet_come_in_their_order(full: Door):
    with full.connect() as connection:
        connection.sendall(request_of("/other", b"{}") + ASKED + request_of("/another", b"[]"))
        received = b""
        while not received.endswith(b"[]"):
            received += connection.recv(65536)
    assert [one.partition(b"\r\n\r\n")[2] for one in received.split(b"HTTP/1.1 ")[1:]] == [b"{}", BODY, b"[]"]


@pytest.mark.parametrize("pieces", [[ASKED], [ASKED[:-10], ASKED[-10:]]])
def test_who_was_sent_away_may_wait_as_long_as_everybody_and_is_closed_on_without_a_word(
    full: Door, pieces: list[bytes]
):
    with full.connect() as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.1)
        begun = time.monotonic()
        assert answered(connection)[0].startswith(b"HTTP/1.1 503")
        assert connection.recv(1) == b""
    assert KEEP_ALIVE_SECONDS - 1 < time.monotonic() - begun < KEEP_ALIVE_SECONDS + 3


def test_only_the_first_of_a_packet_is_met_at_the_door_and_a_connection_has_a_bound_of_those_that_wait(full: Door):
    with full.connect() as connection:
        connection.sendall(request_of("/score", b"") * 500)
        received = b""
        while more := connection.recv(65536):
            received += more
    statuses = [one[:3] for one in received.split(b"HTTP/1.1 ")[1:]]
    assert (statuses[0], set(statuses[1:])) == (b"503", {b"200"})
    assert 2 <= len(statuses) <= MOST_WAITING + 2
    assert len(full.came_in) == len(statuses) - 1


def test_who_takes_no_answers_gets_no_more_of_them_and_holds_little(full: Door):
    with full.connect() as connection:
        connection.settimeout(0.5)
        sent, one = 0, request_of("/score", b"") * 1000
        with contextlib.suppress(OSError):
            for _ in range(1000):
                sent += connection.send(one)
        assert sent < 300 * len(one)  # the kernel keeps some ten megabytes by itself
    assert full.ask(request_of("/other", b"{}"))[1] == b"{}"


@pytest.mark.parametrize("field", ["Origin: http://other", "Expect: 100-continue", "Connection: close"])
def test_what_needs_more_than_a_refusal_goes_the_long_way(full: Door, field: str):
    with full.connect() as connection:
        connection.sendall(ASKED.replace(b"\r\n\r\n", f"\r\n{field}\r\n\r\n".encode(), 1))
        received = connection.recv(65536)
    assert received.startswith((b"HTTP/1.1 200", b"HTTP/1.1 100"))


@pytest.mark.parametrize("path", ["/score/batch", "/livez", "/metrics", "/score%0A", "/v1/score/"])
def test_only_the_routes_of_one_customer_have_this_door(full: Door, path: str):
    assert full.ask(request_of(path, b"{}"))[0].startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("path", ["/score", "/v1/score", "/segments?lang=en", "/v1/segments?x=/livez"])
def test_all_ways_to_them_lead_through_it(full: Door, path: str):
    assert full.ask(request_of(path, b"{}"))[0].startswith(b"HTTP/1.1 503")


def test_those_read_in_one_turn_of_the_loop_are_counted_before_they_come_in():
    soon: list[Callable[[], None]] = []
    room = Room(2, 2)
    room.expect(soon.append)
    assert not room.will_be_full()
    room.expect(soon.append)
    assert room.will_be_full() and not room.is_full()
    assert len(soon) == 1
    soon[0]()
    assert not room.will_be_full()
