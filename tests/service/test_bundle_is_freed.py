"""A bundle that left service is freed at once: it holds no circle that only the collector could untie."""

import gc
import weakref
from datetime import date
from pathlib import Path

from schema.answer import answer, segment_answer
from schema.catalogue import actions, labels, model, segments
from schema.examples import EXAMPLES
from schema.limits import Limits
from schema.payload import parse
from schema.written import plain_json
from service.bundles.readiness import Current, Ready, load
from service.telemetry.metrics import Metrics

TODAY = date(2026, 1, 15)


def used(ready: Ready) -> "weakref.ref[object]":
    """Serve the bundle as a service does, and return a mark of whether it is still there."""
    bundle, metrics = ready.bundle, Metrics(Current(ready))
    parsed = [parse(plain_json(one), Limits(), currency=bundle.currency, today=TODAY) for _, one in EXAMPLES.values()]
    for answers in (answer, segment_answer):
        answers(parsed, bundle, "en", TODAY, watch=metrics.scored)
    plain_json([segments(bundle, "en"), actions(bundle, "en"), labels(bundle), model(bundle)])
    return weakref.ref(bundle.patterns[0].grid.edges)


def test_a_bundle_that_nobody_serves_is_freed_without_the_collector(demo_bundle: Path):
    used(_loaded(demo_bundle))  # what is imported, compiled and cached once
    gc.collect()
    gc.disable()
    try:
        ready: Ready | None = _loaded(demo_bundle)
        assert ready is not None
        still_there = used(ready)
        assert still_there() is not None
        ready = None
        assert still_there() is None
    finally:
        gc.enable()


def _loaded(path: Path) -> Ready:
    ready = load(path)
    assert isinstance(ready, Ready)
    return ready
