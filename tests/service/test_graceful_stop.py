"""SIGTERM while a request is under way: it is answered, nothing new is let in, and the process ends."""

import json
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.service.running import running

BODY = json.dumps({"customer_id": "C1", "as_of": "2026-01-15"}).encode()
HEAD = b"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
HEAD += b"Content-Length: %d\r\n\r\n" % len(BODY)


def test_a_request_under_way_is_answered_and_no_new_one_is_let_in(demo_bundle: Path, tmp_path: Path):
    with running(tmp_path, "--bundle", str(demo_bundle)) as server:
        with server.connect() as connection:
            connection.sendall(HEAD + BODY[:10])
            time.sleep(0.2)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            with pytest.raises(httpx.ConnectError), server.client() as late:
                late.get("/livez")
            connection.sendall(BODY[10:])
            answer = connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"connection: close" in answer
        assert server.process.wait(30) == -signal.SIGTERM


def test_who_never_finishes_gets_a_503_after_the_time_that_is_set(demo_bundle: Path, tmp_path: Path):
    arguments = ("--bundle", str(demo_bundle), "--shutdown-seconds", "1")
    with running(tmp_path, *arguments) as server, server.connect() as connection:
        connection.sendall(HEAD + BODY[:10])
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(10) == -signal.SIGTERM
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"send the request again" in answer
