"""What a request goes through before a route is asked, from the inside out: a layer refuses with a problem."""

from fastapi import FastAPI

from service.access.admission import Admission
from service.access.crossorigin import CrossOrigin, origins_of
from service.access.guard import Guard
from service.access.keysource import key_source
from service.bundles.readiness import Current
from service.envelope import Envelope
from service.settings import Settings
from service.telemetry.metrics import Metrics
from service.telemetry.traces import Traces
from service.telemetry.watched import Watched


def add_layers(app: FastAPI, settings: Settings, current: Current, metrics: Metrics, traces: Traces) -> None:
    """Room, keys, metrics, other origins, and outermost what every answer has. Raises WrongSetting."""
    app.add_middleware(
        Admission, settings.max_in_flight, settings.max_in_flight_steady, settings.max_batches, metrics.shed
    )
    if (keys := key_source(settings)) is not None:
        app.add_middleware(Guard, keys)
    app.add_middleware(Watched, metrics=metrics, traces=traces, writes_lines=settings.access_log == "yes")
    if settings.cors_origins is not None:
        app.add_middleware(CrossOrigin, origins_of(settings.cors_origins))
    app.add_middleware(Envelope, bundle_version=current.version)
