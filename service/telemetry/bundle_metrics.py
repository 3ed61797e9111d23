"""What Prometheus is told of the bundle in service: read when it asks, from what is in service then."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from scoring.model import Bundle
from service.bundles.readiness import Current, Ready
from service.telemetry.tally import Tally, tally_of


class BundleCollector(Collector):
    """Follows `current`; a bundle that left service leaves the metrics with its bins, whose edges were its own."""

    def __init__(self, current: Current) -> None:
        self._current = current

    def describe(self) -> list[Metric]:
        """Nothing is collected before it is asked for."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All families, without samples where no bundle is in service."""
        state = self._current.state
        bundle = state.bundle if isinstance(state, Ready) else None
        yield GaugeMetricFamily("scoring_ready", "1 where a bundle is in service", value=float(bundle is not None))
        if bundle is not None:
            yield from _described(bundle)
            tally = tally_of(bundle)
            yield from _counted(tally)
            yield from _drift(tally, bundle.version)


def _described(bundle: Bundle) -> Iterator[Metric]:
    info = {"version": bundle.version, "mode": bundle.mode, "method": bundle.method, "demo": str(bundle.demo).lower()}
    family = GaugeMetricFamily("scoring_bundle_info", "The bundle in service", labels=list(info))
    family.add_metric(list(info.values()), 1.0)
    yield family
    day = datetime.fromisoformat(bundle.as_of).replace(tzinfo=UTC)
    yield GaugeMetricFamily(
        "scoring_bundle_as_of_timestamp_seconds",
        "The last day that the bundle learned from; its age is time() minus this",
        value=day.timestamp(),
    )
    if bundle.horizon_days is not None:
        yield GaugeMetricFamily(
            "scoring_bundle_fresh_until_timestamp_seconds",
            "The end of the horizon that its forecasts are for: after it every answer warns of a stale bundle",
            value=(day + timedelta(days=bundle.horizon_days)).timestamp(),
        )


def _counted(tally: Tally) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "scoring_drift_enabled", "1 where the bundle says how its training rows were spread", value=tally.tells_drift
    )
    family = CounterMetricFamily(
        "scoring_feature_missing", "Customers scored without a value of a feature", labels=["feature"]
    )
    for feature, number in tally.missing():
        family.add_metric([feature], number)
    yield family


def _drift(tally: Tally, version: str) -> Iterator[Metric]:
    labels = ["bundle", "pattern", "feature", "bin"]
    seen = CounterMetricFamily("scoring_drift_customers", "Customers scored in each training bin", labels=labels)
    expected = GaugeMetricFamily("scoring_drift_expected_ratio", "Share of training rows in each bin", labels=labels)
    for one, number in tally.bins():
        at = [version, one.pattern, one.feature, one.upto]
        seen.add_metric(at, number)
        expected.add_metric(at, one.expected)
    yield seen
    yield expected
