"""Traces: a caller's `traceparent` (W3C Trace Context) is honoured and passed on; spans only where they are asked for.

Spans need the extra `otlp` (requirements/otlp.lock), and nothing of it is imported without the setting.
"""

import re
from typing import Protocol
from urllib.parse import urlsplit

from fastapi.telemetry import TelemetryConfig
from starlette.types import Scope

from service.bundles.readiness import Current
from service.telemetry.route_metrics import Route

TRACEPARENT = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
GROUP_SIZE = "group_size"  # of the scope: how many were worked on together
MISSING = (
    "--otlp-endpoint needs OpenTelemetry, which is not installed here; install requirements/otlp.lock in place of"
    " serve.lock, or leave the setting out."
)
NO_URL = "--otlp-endpoint must be the URL of an OTLP/HTTP collector without a path, such as http://collector:4318."


class CannotTrace(Exception):
    """Spans are asked for and cannot be made; the message is the sentence to show."""


class Traces(Protocol):
    """How requests are traced."""

    @property
    def telemetry(self) -> TelemetryConfig:
        """What FastAPI is told."""

    def begin(self, scope: Scope) -> bytes | None:
        """The traceparent of a request, which its answer passes on; None where it is in no trace."""

    def note(self, scope: Scope, route: Route, status: int) -> None:
        """An answer begins."""

    def close(self) -> None:
        """Send what is left, for some seconds at most."""


# FastAPI's own telemetry, which would follow FASTAPI_OTEL_AUTO_CONFIGURE and note queries, agents and exceptions.
OFF: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


class PassedOn:
    """No spans: a trace goes through the answer and the log lines."""

    telemetry = OFF

    def begin(self, scope: Scope) -> bytes | None:
        """What the caller sent, if it is one."""
        for name, value in scope["headers"]:
            if name == b"traceparent":
                return bytes(value) if TRACEPARENT.fullmatch(value) else None
        return None

    def note(self, scope: Scope, route: Route, status: int) -> None:
        """Nobody asks."""

    def close(self) -> None:
        """Nothing is left."""


def traces_of(endpoint: str | None, current: Current) -> Traces:
    """Spans go to `endpoint`, if there is one. Raises CannotTrace."""
    if endpoint is None:
        return PassedOn()
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise CannotTrace(NO_URL)
    try:
        from service.telemetry.spans import Spans  # noqa: PLC0415 (an extra, and slow to import)
    except ModuleNotFoundError:
        raise CannotTrace(MISSING) from None
    return Spans(f"{endpoint.rstrip('/')}/v1/traces", current)
