"""Requests by route: how many are in flight, how long they took, how they ended."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from service.endpoints import ENDPOINTS

SECONDS = (0.0005, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
OTHER = "other"  # any path or method that is not in the table: a caller could name any number of them
GONE = "gone"  # the client went away before an answer began
ENDS = {1: "1xx", 2: "2xx", 3: "3xx", 4: "4xx", 5: "5xx"}


@dataclass(slots=True, eq=False)
class Route:
    """One method of one path. Its histograms are looked up once a status class, not once a request."""

    method: str
    path: str
    seconds: Histogram
    in_flight: int = 0
    ended: dict[str, Histogram] = field(default_factory=dict)

    def observe(self, status: int | None, seconds: float) -> None:
        """One answer of a status, None where there was nobody to answer."""
        end = GONE if status is None else ENDS.get(status // 100, OTHER)
        histogram = self.ended.get(end)
        if histogram is None:
            histogram = self.ended[end] = self.seconds.labels(self.method, self.path, end)
        histogram.observe(seconds)


class RouteMetrics:
    """The routes of the table, and one for all else."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ["method", "route", "status"]
        seconds = Histogram(
            "scoring_http_request_duration_seconds",
            "From the head of a request to the last byte of its answer",
            labels,
            buckets=SECONDS,
            registry=registry,
        )
        self._shed = Counter("scoring_shed", "Requests turned away for want of room", ["route"], registry=registry)
        self._paths = frozenset(one.path for one in ENDPOINTS)
        named = {(one.method, one.path): Route(one.method, one.path, seconds) for one in ENDPOINTS}
        self._other = Route(OTHER, OTHER, seconds)
        self._routes = {**named, (OTHER, OTHER): self._other}
        for one in ENDPOINTS:
            if one.takes is not None:  # from the start, so that the first failure is an increase
                self._shed.labels(one.path)
                for end in ("2xx", "4xx", "5xx"):
                    seconds.labels(one.method, one.path, end)
        registry.register(_InFlight(self._routes.values()))

    def of(self, route: tuple[str, str]) -> Route:
        """By method and path (`endpoints.route_of`)."""
        return self._routes.get(route, self._other)

    def shed(self, path: str) -> None:
        """One request to a path of the table was turned away."""
        self._shed.labels(path if path in self._paths else OTHER).inc()


class _InFlight(Collector):
    def __init__(self, routes: Collection[Route]) -> None:
        self._routes = routes

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(
            "scoring_http_requests_in_flight", "Requests that are being answered", labels=["method", "route"]
        )
        for route in self._routes:
            family.add_metric([route.method, route.path], route.in_flight)
        yield family
