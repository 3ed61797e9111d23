"""What comes over the wire from clients that are old, odd or broken."""

import contextlib
import json
import socket
import time

import pytest

from tests.service.running import Running

BODY = json.dumps({"customer_id": "C1", "as_of": "2026-01-15"}).encode()
# As Java's HttpClient sends it with every request to a plain-text server, unless it is told not to.
H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAA\r\n"
HEAD = b"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
SIZED = b"Content-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)


def answered(connection: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of the next answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, body = received.split(b"\r\n\r\n", 1)
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += _more(connection)
    return head, body


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    assert received, "the connection was closed in mid-answer"
    return received


def test_what_is_asked_before_garbage_is_answered_first(live_server: Running):
    with live_server.connect() as connection:
        connection.sendall(HEAD + SIZED + b"\x16\x03\x01 no HTTP\r\n\r\n")
        assert answered(connection)[0].startswith(b"HTTP/1.1 200 OK\r\n")
        assert connection.recv(1) == b""


@pytest.mark.parametrize("hosts", [b"", b"Host: localhost\r\nHost: localhost\r\n", b"Host: a\r\nHost: b\r\n"])
def test_a_request_of_http_1_1_has_one_host(live_server: Running, hosts: bytes):
    with live_server.connect() as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\n" + hosts + b"\r\n")
        head, body = answered(connection)
        assert head.startswith(b"HTTP/1.1 400 ") and b"one Host" in body
        assert connection.recv(1) == b""


def test_a_request_of_http_1_0_needs_no_host(live_server: Running):
    with live_server.connect() as connection:
        connection.sendall(b"GET /livez HTTP/1.0\r\n\r\n")
        assert answered(connection)[0].startswith(b"HTTP/1.1 200 OK\r\n")


def test_an_endless_trailer_is_cut_off(live_server: Running):
    with live_server.connect() as connection:
        connection.sendall(HEAD + CHUNKED[:-2] + b"X: ")
        sent = 0
        with contextlib.suppress(OSError):
            for _ in range(100):
                sent += connection.send(b"a" * 65536)
                time.sleep(0.01)
        assert sent < 80 * 65536


@pytest.mark.parametrize("body", [SIZED, CHUNKED])
def test_a_wish_for_http_2_is_passed_over_and_the_body_is_read(live_server: Running, body: bytes):
    with live_server.connect() as connection:
        for wish in (H2C, H2C, b""):
            connection.sendall(HEAD + wish + body)
            head, answer = answered(connection)
            assert head.startswith(b"HTTP/1.1 200 OK\r\n")
            assert json.loads(answer)["customer_id"] == "C1"


def test_a_wish_whose_body_comes_later_is_passed_over_too(live_server: Running):
    with live_server.connect() as connection:
        head_and_body = HEAD + H2C + SIZED
        connection.sendall(head_and_body[:-5])
        connection.sendall(head_and_body[-5:])
        assert answered(connection)[0].startswith(b"HTTP/1.1 200 OK\r\n")


def test_who_wishes_to_upgrade_and_to_close_is_closed_on(live_server: Running):
    with live_server.connect() as connection:
        connection.sendall(
            b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n"
        )
        assert b"connection: close" in answered(connection)[0]
        assert connection.recv(1) == b""


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"MARKED / HTTP/1.1\r\n\r\n",
        b"CONNECT MARKED:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        HEAD + b"Content-Length: MARKED\r\n\r\n",
    ],
)
def test_what_is_no_http_gets_a_problem_too_and_nothing_of_it_is_kept(live_server: Running, nonsense: bytes):
    with live_server.connect() as connection:
        connection.sendall(nonsense)
        head, body = answered(connection)
        assert connection.recv(1) == b""
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"x-request-id: " in head.lower()
    assert json.loads(body)["type"] == "urn:customer-scoring:problem:not-http"
    assert "MARKED" not in live_server.log.read_text()


@pytest.mark.parametrize("filler", [b"X-Long: " + b"a" * 200_000, b"".join(b"X-%d: a\r\n" % i for i in range(20_000))])
def test_a_head_that_does_not_end_is_refused(live_server: Running, filler: bytes):
    with live_server.connect() as connection:
        connection.sendall(HEAD)
        try:
            for start in range(0, len(filler), 16_384):
                connection.sendall(filler[start : start + 16_384])
        except OSError:
            return  # it hung up before all was sent
        head, answer = answered(connection)
    assert head.startswith(b"HTTP/1.1 400 Bad Request")
    assert "over 64 KiB" in json.loads(answer)["detail"]


def test_many_requests_on_a_connection_are_no_long_head(live_server: Running):
    with live_server.connect() as connection:
        for _ in range(3):
            connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % (len(BODY) + 60_000) + BODY + b" " * 60_000)
            assert answered(connection)[0].startswith(b"HTTP/1.1 200 OK\r\n")


def test_what_stands_behind_a_chunked_body_is_no_head(live_server: Running):
    told = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\nX-Request-ID: behind\r\n\r\n" % (len(BODY), BODY)
    with live_server.connect() as connection:
        connection.sendall(HEAD + told)
        head, _ = answered(connection)
    assert head.startswith(b"HTTP/1.1 200 OK\r\n") and b"behind" not in head
