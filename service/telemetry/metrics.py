"""What Prometheus is told: one registry an application, made with it; labels are few and never of a customer.

docs/observability.md has the table of all metrics, and a test holds it against the running service.
"""

from collections import Counter as Counts
from collections.abc import Mapping, Sequence

from anyio import CapacityLimiter, to_thread
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from scoring.columns import Category, Column
from scoring.scorer import Scores
from service.bundles.lifecycle import Turn
from service.bundles.readiness import Current
from service.problems import OVERLOADED, Problem
from service.telemetry.build import build_labels
from service.telemetry.bundle_metrics import BundleCollector
from service.telemetry.refusals import field_of
from service.telemetry.route_metrics import RouteMetrics
from service.telemetry.tally import tally_of

CLASSES = ("churn_band", "segment_code", "value_tier")
NONE = "none"
REQUEST, ROW = "request", "row"  # what was refused: all of a request, or a row of a batch or stream
GROUP_SIZES = (1, 2, 4, 8, 16, 32, 64)


class Metrics:
    """The recorder that the layers of one application share. `build`: what `scoring_build_info` calls this build."""

    def __init__(self, current: Current, build: str | None = None) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a line more a series that nothing here asks for
        self.registry = CollectorRegistry()
        self.routes = RouteMetrics(self.registry)
        self._problems = self._counter(
            "scoring_problems", "Requests, or rows of a batch, that were refused", "code", "of"
        )
        self._faults = self._counter("scoring_faults", "Faults that were told, by field of the schema", "code", "field")
        self._customers = self._counter("scoring_customers", "Customers scored", "band", "segment", "tier")
        self._reloads = self._counter("scoring_bundle_reloads", "Attempts to change the bundle", "outcome")
        for turn in Turn:  # from the start, so that the first refusal is an increase
            self._reloads.labels(turn.value)
        self._groups = Histogram(
            "scoring_group_size", "Requests that were worked on together", buckets=GROUP_SIZES, registry=self.registry
        )
        self._limiter = CapacityLimiter(1)  # of its own: it must not wait for the work on bodies
        self._classes: dict[tuple[str, ...], Counter] = {}
        self._add_process(build_labels(build))
        self.registry.register(BundleCollector(current))

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self.registry)

    def _add_process(self, info: Mapping[str, str]) -> None:
        Gauge("scoring_build_info", "What this process runs", list(info), registry=self.registry).labels(**info).set(1)
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    def sent_away(self, route: tuple[str, str]) -> None:
        """A request to a scoring route was turned away before it became one, because there was no room."""
        self.routes.shed(route[1])
        self.routes.of(route).observe(OVERLOADED.status, 0.0)
        self._problems.labels(OVERLOADED.code, REQUEST).inc()

    def refused(self, problem: Problem, of: str = REQUEST) -> None:
        """A request, or a row of one, was refused."""
        self._problems.labels(problem.kind.code, of).inc()
        for fault in problem.faults:
            self._faults.labels(fault.code, field_of(fault.pointer)).inc()

    def reloaded(self, turn: Turn) -> None:
        """What became of an attempt to change the bundle."""
        self._reloads.labels(turn.value).inc()

    def grouped(self, size: int) -> None:
        """So many requests were worked on together."""
        self._groups.observe(size)

    def scored(self, scores: Scores) -> None:
        """Customers were scored: counted together, whatever they came in."""
        columns = [_classes(scores.columns[name]) for name in CLASSES]
        codes = zip(*(codes for codes, _ in columns), strict=True)
        for row, number in Counts(codes).items():
            names = tuple(levels[code] if code >= 0 else NONE for code, (_, levels) in zip(row, columns, strict=True))
            child = self._classes.get(names)
            if child is None:
                child = self._classes[names] = self._customers.labels(*names)
            child.inc(number)
        tally_of(scores.facts.bundle).add(scores)

    async def metrics_text(self, _: Request) -> Response:
        """The text that Prometheus reads; made beside the event loop."""
        text = await to_thread.run_sync(generate_latest, self.registry, limiter=self._limiter)
        return Response(text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


def _classes(column: Column) -> tuple[Sequence[int], Sequence[str]]:
    """The code of each customer, and what the codes mean; -1 is none."""
    if isinstance(column, Category):
        return column.codes.tolist(), column.levels
    return [-1] * len(column), ()
