"""The layer that counts, around applications that end in every way."""

import asyncio
import json
import logging
from contextlib import suppress

import pytest
from prometheus_client import generate_latest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from service.bundles.readiness import Current, NotReady
from service.problems import INVALID, PROBLEM, Problem, response
from service.telemetry.logs import TRACE_ID, json_lines
from service.telemetry.metrics import Metrics
from service.telemetry.traces import PassedOn
from service.telemetry.watched import Watched
from tests.service.exposition import Exposition

SCOPE: Scope = {"type": "http", "method": "POST", "path": "/score", "root_path": "", "headers": []}
TIMES = "scoring_http_request_duration_seconds_count"
PARENT = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class App:
    """Answers with a status, or raises; what was sent is kept."""

    def __init__(self, ending: int | BaseException | Problem, scope: Scope = SCOPE, *, writes_lines: bool = False):
        self.sent: list[Message] = []
        self.trace_id: str | None = None
        metrics = Metrics(Current(NotReady("none")))
        watched = Watched(self._app, metrics, PassedOn(), writes_lines=writes_lines)
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


def test_an_access_line_has_route_status_and_time_and_nothing_else(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    App(200, SCOPE | {"path": "/v1/score", "root_path": "/v1", "query_string": b"lang=secret"}, writes_lines=True)
    line = json.loads(json_lines().format(caplog.records[-1]))
    assert (line["method"], line["route"], line["status"]) == ("POST", "/score", 200)
    assert line.keys() == {"message", "level", "logger", "time", "method", "route", "status", "ms"}
    App(200, SCOPE | {"path": "/secret"}, writes_lines=True)
    assert "secret" not in json_lines().format(caplog.records[-1])


def test_a_shed_request_is_counted_by_its_route():
    metrics = Metrics(Current(NotReady("none")))
    metrics.routes.shed("/score")
    metrics.routes.shed("/secret")
    found = Exposition(generate_latest(metrics.registry).decode())
    assert found.sum("scoring_shed_total", route="/score") == found.sum("scoring_shed_total", route="other") == 1
