"""The layer that counts, around applications that end in every way."""

import asyncio
import json
import logging
import os
import sys
from contextlib import suppress
from io import BytesIO, StringIO
from typing import BinaryIO

import pytest
from prometheus_client import generate_latest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from service.bundles.readiness import Current, NotReady
from service.problems import INVALID, PROBLEM, Problem, response
from service.telemetry.logs import REQUEST_ID, TRACE_ID, AccessLog, standard_error
from service.telemetry.metrics import Metrics
from service.telemetry.traces import PassedOn
from service.telemetry.watched import Watched
from tests.service.exposition import Exposition

SCOPE: Scope = {"type": "http", "method": "POST", "path": "/score", "root_path": "", "headers": []}
TIMES = "scoring_http_request_duration_seconds_count"
PARENT = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class App:
    """Answers with a status, or raises; what was sent is kept."""

    def __init__(self, ending: int | BaseException | Problem, scope: Scope = SCOPE, access: BinaryIO | None = None):
        self.sent: list[Message] = []
        self.trace_id: str | None = None
        metrics = Metrics(Current(NotReady("none")))
        watched = Watched(self._app, metrics, PassedOn(), None if access is None else AccessLog(access))
        self._ending = ending
        with suppress(ValueError, ClientDisconnect, asyncio.CancelledError):
            asyncio.run(watched(dict(scope), self._nothing, self._keep))
        self.metrics = Exposition(generate_latest(metrics.registry).decode())

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.trace_id = TRACE_ID.get()
        if isinstance(self._ending, Problem):
            await response(self._ending)(scope, receive, send)
        elif isinstance(self._ending, BaseException):
            raise self._ending
        else:
            await send({"type": "http.response.start", "status": self._ending, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    async def _nothing(self) -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _keep(self, message: Message) -> None:
        self.sent.append(message)


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        (200, "2xx"),
        (404, "4xx"),
        (503, "5xx"),
        (ValueError("secret"), "5xx"),
        (asyncio.CancelledError(), "5xx"),
        (ClientDisconnect(), "gone"),
    ],
)
def test_every_end_is_counted_once_and_nothing_stays_in_flight(ending: int | BaseException, status: str):
    found = App(ending).metrics
    assert found.sum(TIMES) == found.sum(TIMES, route="/score", status=status) == 1
    assert found.sum("scoring_http_requests_in_flight") == 0


def test_what_broke_is_a_problem_of_ours_and_who_went_away_is_none():
    assert App(ValueError("secret")).metrics.sum("scoring_problems_total", code="internal") == 1
    assert App(ClientDisconnect()).metrics.sum("scoring_problems_total") == 0


def test_a_refusal_is_counted_and_leaves_as_any_other_answer():
    app = App(Problem(INVALID))
    assert app.metrics.sum("scoring_problems_total", code="invalid", of="request") == 1
    assert app.sent[0]["status"] == 422 and PROBLEM not in app.sent[0]


def test_a_trace_is_in_the_answer_and_in_the_log_lines():
    app = App(200, SCOPE | {"headers": [(b"traceparent", PARENT)]})
    assert app.trace_id == "0af7651916cd43dd8448eb211c80319c"
    assert app.sent[0]["headers"] == [(b"traceparent", PARENT)]


@pytest.mark.parametrize(
    "value", [b"", b"x" * 55, PARENT[:-1], PARENT.upper(), b"ff" + PARENT[2:], b"00-" + b"0" * 32 + PARENT[35:]]
)
def test_what_is_no_trace_goes_no_further(value: bytes):
    app = App(200, SCOPE | {"headers": [(b"traceparent", value)]})
    assert app.trace_id is None and app.sent[0]["headers"] == []


def test_nothing_is_logged_of_a_request_unless_it_is_asked_for(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    App(200, SCOPE | {"query_string": b"lang=secret"})
    assert [record.message for record in caplog.records if record.name.startswith("service")] == []


@pytest.fixture
def at_info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


@pytest.mark.usefixtures("at_info")
def test_an_access_line_has_route_status_and_time_and_nothing_else():
    file = BytesIO()
    App(200, SCOPE | {"path": "/v1/score", "root_path": "/v1", "query_string": b"lang=secret"}, file)
    line = json.loads(file.getvalue())
    assert (line["message"], line["level"], line["method"], line["route"]) == ("answered", "info", "POST", "/score")
    assert line["logger"] == "service.access"
    assert line["status"] == 200 and line["ms"] >= 0 and line["time"].endswith("Z")
    assert line.keys() == {"message", "level", "logger", "time", "method", "route", "status", "ms"}
    App(200, SCOPE | {"path": "/secret"}, file)
    first, second, end = file.getvalue().split(b"\n")
    assert json.loads(first) == line and b"secret" not in second and end == b""


@pytest.mark.usefixtures("at_info")
def test_an_access_line_has_the_ids_of_its_request():
    file = BytesIO()
    tokens = REQUEST_ID.set("abc"), TRACE_ID.set("def")
    App(ClientDisconnect(), access=file)
    REQUEST_ID.reset(tokens[0])
    TRACE_ID.reset(tokens[1])
    line = json.loads(file.getvalue())
    assert (line["request_id"], line["trace_id"], line["status"]) == ("abc", "def", None)


def test_a_level_above_info_leaves_access_lines_out(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING)
    file = BytesIO()
    App(200, access=file)
    assert file.getvalue() == b""


class Full(BytesIO):
    """A disk without room."""

    def write(self, _: object) -> int:
        raise OSError


@pytest.mark.usefixtures("at_info")
def test_what_cannot_be_written_of_an_answer_is_lost_and_harms_nobody():
    closed = BytesIO()
    closed.close()
    for file in (Full(), closed):
        AccessLog(file).answered("POST", "/score", 200, 0.1)


def test_a_process_without_standard_error_writes_nowhere(monkeypatch: pytest.MonkeyPatch):
    for nothing in (None, StringIO()):
        monkeypatch.setattr(sys, "stderr", nothing)
        with standard_error() as file:
            assert file.name == os.devnull


def test_a_shed_request_is_counted_by_its_route():
    metrics = Metrics(Current(NotReady("none")))
    metrics.routes.shed("/score")
    metrics.routes.shed("/secret")
    found = Exposition(generate_latest(metrics.registry).decode())
    assert found.sum("scoring_shed_total", route="/score") == found.sum("scoring_shed_total", route="other") == 1
