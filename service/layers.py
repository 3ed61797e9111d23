"""What a request goes through before a route is asked, from the inside out: a layer refuses with a problem."""

from fastapi import FastAPI

from service.access.admission import Admission
from service.access.crossorigin import CrossOrigin, origins_of
from service.access.doorkeeper import Doorkeeper
from service.access.guard import Guard
from service.access.hosts import Hosts, known_hosts
from service.access.keysource import key_source
from service.access.room import rooms_of
from service.bundles.readiness import Current
from service.envelope import Envelope
from service.settings import Settings
from service.telemetry.logs import AccessLog, standard_error
from service.telemetry.metrics import Metrics
from service.telemetry.traces import Traces
from service.telemetry.watched import Watched


def add_layers(app: FastAPI, settings: Settings, current: Current, metrics: Metrics, traces: Traces) -> None:
    """Room, keys, hosts, metrics, other origins, and outermost what every answer has. Raises WrongSetting."""
    rooms = rooms_of(settings.max_in_flight, settings.max_in_flight_steady, settings.max_batches)
    app.add_middleware(Admission, rooms, metrics.routes.shed)
    app.state.doorkeeper = Doorkeeper(rooms, metrics.sent_away, current.version)  # for the server, which is in front
    if (keys := key_source(settings)) is not None:
        app.add_middleware(Guard, keys)
    if (known := known_hosts(settings)) is not None:
        app.add_middleware(Hosts, known)
    access = AccessLog(standard_error()) if settings.access_log == "yes" else None
    app.add_middleware(Watched, metrics=metrics, traces=traces, access=access)
    if settings.cors_origins is not None:
        app.add_middleware(CrossOrigin, origins_of(settings.cors_origins))
    app.add_middleware(Envelope, bundle_version=current.version)
