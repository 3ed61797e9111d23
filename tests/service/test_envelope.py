"""An application that breaks: what the caller and the log see of it."""

import asyncio
import json
import logging

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from service.envelope import Envelope
from service.telemetry.logs import json_lines

SCOPE: Scope = {
    "type": "http",
    "method": "POST",
    "path": "/score",
    "root_path": "",
    "headers": [(b"x-request-id", b"r1")],
}


async def no_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def sent_by(error: Exception, *, started: bool = False) -> list[Message]:
    """What leaves the envelope around an application that raises."""

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        if started:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise error

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Envelope(broken, lambda: "2026-01-01-00000000")(SCOPE, no_body, send))
    return sent


def test_an_unexpected_exception_is_a_problem_that_says_nothing_of_it(caplog: pytest.LogCaptureFixture):
    start, body = sent_by(ValueError("secret"))
    assert start["status"] == 500
    assert dict(start["headers"])[b"x-request-id"] == b"r1"
    assert dict(start["headers"])[b"x-bundle"] == b"2026-01-01-00000000"
    assert json.loads(body["body"])["type"] == "urn:customer-scoring:problem:internal"
    assert b"secret" not in body["body"]


def test_the_log_has_its_type_and_place_and_not_its_message(caplog: pytest.LogCaptureFixture):
    sent_by(ValueError("secret"))
    line = json_lines().format(caplog.records[-1])
    assert json.loads(line)["error"] == "ValueError"
    assert "test_envelope.py" in line
    assert "secret" not in line


def test_after_the_answer_has_begun_nothing_is_added_to_it(caplog: pytest.LogCaptureFixture):
    assert [message["type"] for message in sent_by(ValueError(), started=True)] == ["http.response.start"]
    assert caplog.records[-1].levelno == logging.ERROR


def test_a_client_that_goes_away_is_no_error(caplog: pytest.LogCaptureFixture):
    assert sent_by(ClientDisconnect()) == []
    assert caplog.records == []


def test_two_requests_do_not_share_an_id():
    async def both() -> list[str | None]:
        seen: list[str | None] = []

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await asyncio.sleep(0)
            record = logging.LogRecord("x", logging.INFO, "", 1, "m", None, None)
            seen.append(json.loads(json_lines().format(record)).get("request_id"))

        envelope = Envelope(app, lambda: None)
        scopes = [SCOPE | {"headers": [(b"x-request-id", name)]} for name in (b"a", b"b")]
        await asyncio.gather(*(envelope(scope, no_body, _nowhere) for scope in scopes))
        return seen

    assert asyncio.run(both()) == ["a", "b"]


async def _nowhere(message: Message) -> None:
    """Nobody listens."""
