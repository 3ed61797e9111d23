"""What Prometheus is told of a challenger: how often it says the same, and how far its numbers are off."""

from collections.abc import Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from service.bundles.agreement import CHURN_DIFFERENCE, CLASSES, ONE_ONLY, VALUE_RATIO, Agreement
from service.bundles.challenger import Challenger


class ChallengerCollector(Collector):
    """Tells nothing where there is no challenger; all counts begin anew with each."""

    def __init__(self, challenger: Challenger) -> None:
        self._challenger = challenger

    def describe(self) -> list[Metric]:
        """Nothing is collected before it is asked for."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All families."""
        ready, off = self._challenger.ready, self._challenger.off
        if ready is None and off is None:
            return
        yield GaugeMetricFamily(
            "scoring_challenger_up", "0 where the challenger was switched off", value=float(ready is not None)
        )
        if ready is not None:
            info = GaugeMetricFamily("scoring_challenger_info", "The bundle that is compared", labels=["version"])
            info.add_metric([ready.bundle.version], 1.0)
            yield info
        yield from _compared(self._challenger.agreement)


def _compared(agreement: Agreement) -> Iterator[Metric]:
    yield CounterMetricFamily(
        "scoring_challenger_customers", "Customers on whom it was compared", value=agreement.customers
    )
    same = CounterMetricFamily("scoring_challenger_same", "Those whose class is the same", labels=["class"])
    for name in CLASSES:
        same.add_metric([name], agreement.same[name])
    yield same
    churn, value = agreement.churn_difference, agreement.value_ratio
    yield _histogram("churn_difference", "Absolute difference of churn probabilities", churn, CHURN_DIFFERENCE)
    yield _histogram("value_ratio", "Its expected value over the one of the bundle in service", value, VALUE_RATIO)
    only = CounterMetricFamily("scoring_challenger_one_only", "Numbers that only one of them knows", labels=["number"])
    only.add_metric(["churn"], churn[ONE_ONLY])
    only.add_metric(["value"], value[ONE_ONLY])
    yield only


def _histogram(
    name: str, meaning: str, counts: Mapping[float | str, int], bounds: tuple[float, ...]
) -> HistogramMetricFamily:
    """Without a sum: of ratios it would say nothing."""
    total, buckets = 0, []
    for bound in bounds:
        total += counts[bound]
        buckets.append(("+Inf" if bound == bounds[-1] else str(bound), float(total)))
    return HistogramMetricFamily(f"scoring_challenger_{name}", meaning, buckets=buckets, sum_value=None)
