"""The layer that counts requests and times them; on request it writes a line a request.

It knows a request by its route and never by what it holds: no query, no header, no address, no id.
"""

from asyncio import CancelledError
from time import perf_counter

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.endpoints import route_of
from service.problems import INTERNAL, PROBLEM, UNAVAILABLE, problem_of
from service.telemetry.logs import TRACE_ID, AccessLog
from service.telemetry.metrics import Metrics
from service.telemetry.traces import Traces


class Watched:
    """Pure ASGI middleware; `access`: where a line a request goes, None for none."""

    def __init__(self, app: ASGIApp, metrics: Metrics, traces: Traces, access: AccessLog | None = None) -> None:
        self.app, self._metrics, self._traces, self._access = app, metrics, traces, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watch one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        watch = _Watch(self._metrics, self._traces, scope, send)
        try:
            await self.app(scope, receive, watch.send)
        except CancelledError:
            watch.status = watch.status or UNAVAILABLE.status  # the envelope says so
            raise
        except ClientDisconnect:
            raise
        except Exception as error:
            watch.broke(error)
            raise
        finally:
            watch.end(self._access)


class _Watch:
    """One request; `status` is None until its answer begins."""

    __slots__ = ("_begun", "_metrics", "_parent", "_route", "_scope", "_send", "_traces", "status")

    def __init__(self, metrics: Metrics, traces: Traces, scope: Scope, send: Send) -> None:
        self._metrics, self._traces, self._scope, self._send = metrics, traces, scope, send
        self._begun = perf_counter()
        self.status: int | None = None
        self._route = metrics.routes.of(route_of(scope))
        self._route.in_flight += 1
        self._parent = traces.begin(scope)
        if self._parent is not None:
            TRACE_ID.set(self._parent[3:35].decode())

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if (problem := message.pop(PROBLEM, None)) is not None:
                self._metrics.refused(problem)
            self._traces.note(self._scope, self._route, message["status"])
            if self._parent is not None:
                message["headers"] = [*message["headers"], (b"traceparent", self._parent)]
        await self._send(message)

    def broke(self, error: Exception) -> None:
        if self.status is None:
            self.status = INTERNAL.status
            self._metrics.refused(problem_of(error))

    def end(self, access: AccessLog | None) -> None:
        route, seconds = self._route, perf_counter() - self._begun
        route.in_flight -= 1
        route.observe(self.status, seconds)
        if access is not None:
            access.answered(route.method, route.path, self.status, seconds)
