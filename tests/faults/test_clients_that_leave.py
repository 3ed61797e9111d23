"""Clients go away in mid-request and in mid-answer: nobody else notices, and nothing is logged as a fault."""

import json
import socket
import struct
import time
from pathlib import Path

from tests.faults.load import CUSTOMERS, request
from tests.service.running import Running, running

MANY = 200
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close() resets the connection


def test_clients_that_leave_harm_nobody(models: Path, tmp_path: Path):
    with running(tmp_path, "--bundle", str(models / "current")) as server, server.client() as client:
        client.post("/score", json=CUSTOMERS[0])
        for number in range(MANY):
            leave_in_mid_request(server, number)
            leave_before_the_answer(server, number)
        for _ in range(5):
            leave_in_mid_answer(server)
        time.sleep(0.2)
        assert client.post("/score", json=CUSTOMERS[0]).status_code == 200
        assert client.post("/score/batch", json=CUSTOMERS).status_code == 200
        assert [line for line in server.lines() if line["level"] in ("error", "warning")] == []


def leave_in_mid_request(server: Running, number: int) -> None:
    whole = request(number)
    with server.connect() as connection:
        connection.sendall(whole[: len(whole) * (number % 9 + 1) // 10])
        reset(connection)


def leave_before_the_answer(server: Running, number: int) -> None:
    with server.connect() as connection:
        connection.sendall(request(number))
        reset(connection)


def leave_in_mid_answer(server: Running) -> None:
    """Of a stream whose answers are more than a socket holds."""
    lines = (json.dumps(CUSTOMERS[0]) + "\n").encode() * 300
    head = f"POST /score/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(lines)}\r\n"
    with server.connect() as connection:
        connection.sendall(head.encode() + b"Content-Type: application/x-ndjson\r\n\r\n" + lines)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        reset(connection)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
