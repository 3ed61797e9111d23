"""FastAPI's own spans; what leaves the process is rebuilt from named attributes.

FastAPI notes paths, queries, addresses and agents, all of which may hold what a caller sent: so a span is exported with
what `note` says of it, and with nothing else.
"""

from collections.abc import MutableMapping, Sequence
from typing import Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanContext, get_current_span
from opentelemetry.trace.status import Status
from starlette.types import Scope

from service.bundles.readiness import Current
from service.telemetry.route_metrics import Route
from service.telemetry.traces import GROUP_SIZE, OFF

METHOD, ROUTE, STATUS = "http.request.method", "http.route", "http.response.status_code"
BUNDLE, GROUP = "scoring.bundle", "scoring.group_size"
NAMED = (METHOD, ROUTE, STATUS, BUNDLE, GROUP)
NOT_TRACED = ("/livez", "/readyz", "/metrics")  # asked for every few seconds
TIMEOUT_SECONDS = 3
SERVICE = "customer-scoring"  # OTEL_RESOURCE_ATTRIBUTES may say more


class Spans:
    """A span a request; a trace that begins elsewhere goes on here."""

    def __init__(self, url: str, current: Current) -> None:
        self._current = current
        resource = Resource.create({"service.name": SERVICE})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=url, timeout=TIMEOUT_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(OnlyNamed(exporter)))

    @property
    def telemetry(self) -> TelemetryConfig:
        """Spans of requests, and nothing else of what FastAPI offers."""
        return {
            **OFF,
            "tracing": True,
            "operation_spans": False,
            "tracer_provider": self._provider,
            "exclude": _is_probe,
        }

    def begin(self, _: Scope) -> bytes | None:
        """The span of this request."""
        context = get_current_span().get_span_context()
        if not context.is_valid:
            return None
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}".encode()

    def note(self, scope: Scope, route: Route, status: int) -> None:
        """What is known of a request when its answer begins."""
        span = get_current_span()
        span.set_attributes({METHOD: route.method, ROUTE: route.path, STATUS: status})
        if (version := self._current.version()) is not None:
            span.set_attribute(BUNDLE, version)
        if (size := scope.get(GROUP_SIZE)) is not None:
            span.set_attribute(GROUP, size)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


class OnlyNamed(SpanExporter):
    """Passes spans on without what nobody named."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send some spans."""
        return self._exporter.export([only_named(span) for span in spans])

    def shutdown(self) -> None:
        """Send no more."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what waits."""
        return self._exporter.force_flush(timeout_millis)


def only_named(span: ReadableSpan) -> ReadableSpan:
    """The same span with the named attributes: no events, no links, no texts, no state of other vendors."""
    given = span.attributes or {}
    kept = {name: given[name] for name in NAMED if name in given}
    return ReadableSpan(
        name=f"{kept.get(METHOD, 'HTTP')} {kept.get(ROUTE, '(no answer)')}",
        context=_bare(span.get_span_context()),
        parent=_bare(span.parent),
        resource=span.resource,
        attributes=kept,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _is_probe(scope: MutableMapping[str, Any]) -> bool:
    return str(scope.get("path", "")).endswith(NOT_TRACED)


def _bare(context: SpanContext | None) -> SpanContext | None:
    if context is None:
        return None
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)
