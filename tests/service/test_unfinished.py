"""Many bodies that begin and do not end: together they hold no more than they may, and give it back when they go."""

import asyncio
import json
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from service.access.unfinished import SMALL, Unfinished
from service.incoming import read_json
from service.problems import Problem
from tests.service.exposition import metrics
from tests.service.running import Running, running
from tests.service.test_protocol import answered
from tests.service.waiting import until

LARGEST, ALL = 256 * 1024, 1024 * 1024
MANY = 12
RESET = struct.pack("ii", 1, 0)


@pytest.fixture(scope="module")
def server(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that holds 1 MiB of unfinished bodies, each of at most a quarter of that."""
    words = ("--max-body-bytes", str(LARGEST), "--max-unfinished-bytes", str(ALL), "--body-seconds", "20")
    with running(tmp_path_factory.mktemp("unfinished"), "--bundle", str(demo_bundle), *words) as started:
        yield started


def body(size: int) -> bytes:
    return json.dumps({"customer_id": "C1", "as_of": "2026-01-15"}).encode().ljust(size)


def begin(server: Running, size: int, sent: int) -> socket.socket:
    """A request of which so many bytes of the body have been sent, and the rest has not."""
    connection = server.connect()
    head = (
        f"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n\r\n"
    )
    connection.sendall(head.encode())
    connection.sendall(body(size)[:sent])
    return connection


def in_two_pieces(server: Running, size: int) -> int:
    """The status of a request whose body is begun, and ended when that has been read."""
    with begin(server, size, size // 2) as connection:
        connection.settimeout(0.2)
        try:
            early = connection.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            early = b""
        connection.settimeout(30)
        if not early:
            connection.sendall(body(size)[size // 2 :])
        return int(answered(connection)[0].split()[1])


def fill(server: Running, stack: ExitStack) -> list[socket.socket]:
    """Large bodies that are begun, more than there is room for."""
    return [stack.enter_context(begin(server, LARGEST, LARGEST - 1)) for _ in range(MANY)]


def refusals(connections: list[socket.socket]) -> list[socket.socket]:
    """Those that have been answered."""
    found = []
    for connection in connections:
        connection.settimeout(0.01)
        try:
            if connection.recv(1, socket.MSG_PEEK):
                found.append(connection)
        except TimeoutError:
            pass
        connection.settimeout(30)
    return found


def is_full(server: Running) -> bool:
    return in_two_pieces(server, LARGEST) == 503


def is_free(server: Running) -> bool:
    """Whether all the room is there for large bodies: three at once, and that they are answered in the end."""
    with ExitStack() as stack:
        begun = [stack.enter_context(begin(server, LARGEST, LARGEST - 1)) for _ in range(3)]
        if refusals(begun):
            return False
        for connection in begun:
            connection.sendall(b" ")
        return [answered(connection)[0].split()[1] for connection in begun] == [b"200"] * 3


def test_beyond_the_bound_a_body_is_a_503_at_once_and_a_200_again_when_they_have_gone(server: Running) -> None:
    assert is_free(server)
    with ExitStack() as stack:
        begun = fill(server, stack)
        until(lambda: len(refusals(begun)) == MANY - 3)
        for connection in refusals(begun):
            head, told = answered(connection)
            assert head.startswith(b"HTTP/1.1 503 ")
            assert int(head.lower().split(b"retry-after: ")[1].split()[0]) >= 1
            assert json.loads(told)["type"].endswith(":overloaded")
            assert "on their way" in json.loads(told)["detail"]
        assert is_full(server)
    until(lambda: is_free(server))


def test_small_bodies_and_those_that_come_complete_are_answered_meanwhile(server: Running) -> None:
    with ExitStack() as stack:
        begun = fill(server, stack)
        until(lambda: len(refusals(begun)) == MANY - 3)
        assert in_two_pieces(server, SMALL) == 200
        with server.client() as client:
            assert client.post("/score", json={"customer_id": "C1"}).status_code == 200
        assert in_two_pieces(server, LARGEST) == 503
    until(lambda: is_free(server))


def test_one_that_was_refused_may_send_its_rest_and_ask_again_on_the_same_connection(server: Running) -> None:
    with ExitStack() as stack:
        begun = fill(server, stack)
        until(lambda: len(refusals(begun)) == MANY - 3)
        connection = refusals(begun)[0]
        assert answered(connection)[0].startswith(b"HTTP/1.1 503 ")
        connection.sendall(b" ")
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert answered(connection)[0].startswith(b"HTTP/1.1 200 ")
    until(lambda: is_free(server))


def test_what_is_refused_is_counted_as_turned_away(server: Running) -> None:
    with server.client() as client, ExitStack() as stack:
        before = metrics(client).sum("scoring_shed_total", route="/score")
        begun = fill(server, stack)
        until(lambda: len(refusals(begun)) == MANY - 3)
        assert metrics(client).sum("scoring_shed_total", route="/score") == before + MANY - 3
    until(lambda: is_free(server))


def test_who_breaks_off_gives_back_what_was_held(server: Running) -> None:
    with ExitStack() as stack:
        begun = fill(server, stack)
        until(lambda: len(refusals(begun)) == MANY - 3)
        for connection in begun:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    until(lambda: is_free(server))


def test_a_body_over_the_limit_holds_nothing_while_it_is_heard_out(server: Running) -> None:
    with ExitStack() as stack:
        for _ in range(MANY):
            connection = stack.enter_context(begin(server, LARGEST * 2, 1000))
            connection.sendall(b" " * (LARGEST + 1))
        until(lambda: is_free(server))


def test_bodies_whose_time_is_over_give_back_what_they_held(demo_bundle: Path, tmp_path: Path) -> None:
    words = ("--max-body-bytes", str(LARGEST), "--max-unfinished-bytes", str(ALL), "--body-seconds", "2")
    with running(tmp_path, "--bundle", str(demo_bundle), *words) as hasty, ExitStack() as stack:
        begun = fill(hasty, stack)
        until(lambda: len(refusals(begun)) == MANY)
        statuses = sorted(answered(connection)[0].split()[1] for connection in begun)
        assert statuses == [b"408"] * 3 + [b"503"] * (MANY - 3)
        assert is_free(hasty)


def test_one_body_of_the_largest_size_always_finds_room() -> None:
    unfinished = Unfinished(most=10, largest=1000)
    with unfinished.body() as only:
        unfinished.add(only, b" " * 1000, "/score")
        with unfinished.body() as second, pytest.raises(Problem):
            unfinished.add(second, b" ", "/score")
    assert unfinished.held == 0


def test_large_bodies_leave_a_quarter_to_small_ones() -> None:
    unfinished = Unfinished(most=16 * SMALL, largest=4 * SMALL)
    with unfinished.body() as large, unfinished.body() as small:
        unfinished.add(large, b" " * 12 * SMALL, "/score")
        with pytest.raises(Problem):
            unfinished.add(large, b" ", "/score")
        unfinished.add(small, b" " * SMALL, "/score")
        with pytest.raises(Problem):
            unfinished.add(small, b" ", "/score")


def request(*messages: Message) -> Request:
    coming = iter(messages)

    async def receive() -> Message:
        return next(coming)

    return Request({"type": "http", "method": "POST", "path": "/score", "headers": [JSON]}, receive)


JSON = (b"content-type", b"application/json")


def piece(data: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": data, "more_body": more}


def test_a_body_in_pieces_is_the_body_and_holds_nothing_afterwards() -> None:
    unfinished = Unfinished(100, 10)
    read = read_json(request(piece(b""), piece(b"ab"), piece(b"c", more=False)), 10, 10, unfinished)
    assert (asyncio.run(read), unfinished.held) == (b"abc", 0)


def test_a_body_that_comes_complete_is_never_counted() -> None:
    unfinished = Unfinished(0, 0)
    assert asyncio.run(read_json(request(piece(b"abc", more=False)), 3, 10, unfinished)) == b"abc"


@pytest.mark.parametrize("size", [11, 40, 41, 100])
def test_a_body_over_the_limit_is_refused_in_whatever_pieces_it_comes(size: int) -> None:
    for cut in (0, 1, 10, 11, size):
        parts = (piece(b" " * cut), piece(b" " * (size - cut), more=False))
        with pytest.raises(Problem, match="over the limit of 10 bytes"):
            asyncio.run(read_json(request(*parts), 10, 10, Unfinished(100, 10)))


def test_who_goes_in_mid_body_leaves_nothing() -> None:
    unfinished = Unfinished(100, 10)
    with pytest.raises(ClientDisconnect):
        asyncio.run(read_json(request(piece(b"abc"), {"type": "http.disconnect"}), 10, 10, unfinished))
    assert unfinished.held == 0
