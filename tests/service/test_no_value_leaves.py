"""What a customer's record holds is in no log line, metric, span or error, wherever in a payload it stands.

A mark is put into every field of a payload and in the place of every name, in valid records and in broken ones; the
server logs all it can and sends spans. Of names an error may show one that looks like a field's (schema/places.py), to
say which one is meant; those here do not.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.examples import EXAMPLES
from tests.service.collector import Collector, collecting
from tests.service.running import Running, running

MARK = "Qz7Marked"
NUMBER = 918273645  # a mark where numbers stand
FULL: dict[str, Any] = EXAMPLES["full"][1]
NDJSON = {"Content-Type": "application/x-ndjson"}
Path_ = tuple[str | int, ...]


@pytest.fixture(scope="module")
def watched(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Collector]]:
    pytest.importorskip("opentelemetry.sdk.trace", reason="the extra otlp is not installed")
    folder = tmp_path_factory.mktemp("watched")
    told = ("--log-level", "debug", "--access-log", "yes", "--bundle", str(demo_bundle))
    with collecting() as collector, running(folder, "--otlp-endpoint", collector.url, *told) as server:
        yield server, collector


def places(value: Any, at: Path_ = ()) -> Iterator[Path_]:
    """Where there is something: objects, lists, and what they hold."""
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*at, key))


PLACES = [place for place in places(FULL) if place]
MARKS: list[Any] = [
    MARK,
    NUMBER,
    float(NUMBER),
    -NUMBER,
    [MARK],
    {f"{MARK} 1990": MARK},
    {"date": MARK},
    f"{MARK} 2026-01-01",
]


def marked(place: Path_, mark: Any, *, as_name: bool) -> dict[str, Any]:
    """The full example with a mark in a place, or with a field of a marked name beside it."""
    payload = deepcopy(FULL)
    inner: Any = payload
    for key in place[:-1]:
        inner = inner[key]
    if as_name and isinstance(inner, dict):
        inner[f"{MARK} {place[-1]}"] = mark
    else:
        inner[place[-1]] = mark
    return payload


def texts_of(client: httpx.Client, payload: Any) -> Iterator[str]:
    """The errors that a payload gets, sent in every way."""
    body = json.dumps(payload).encode()
    for path in ("/score", "/segments"):
        answer = client.post(path, content=body, headers={"Content-Type": "application/json"})
        if answer.status_code != 200:
            yield answer.text + str(answer.headers)
    for row in client.post("/score/batch", json=[payload]).json():
        yield json.dumps(row) if "type" in row else ""
    line = client.post("/score/batch", content=body, headers=NDJSON).json()
    yield json.dumps(line) if "type" in line else ""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PLACES), st.sampled_from(MARKS), st.booleans())
def test_no_error_tells_what_was_sent(watched: tuple[Running, Collector], place: Path_, mark: Any, as_name: bool):
    with watched[0].client() as client:
        told = "".join(texts_of(client, marked(place, mark, as_name=as_name)))
    assert MARK not in told and str(NUMBER) not in told


def test_no_log_line_metric_or_span_tells_what_was_sent(watched: tuple[Running, Collector]):
    server, collector = watched
    with server.client() as client:
        for place in PLACES:
            for mark in MARKS[:2]:
                client.post("/score", json=marked(place, mark, as_name=mark is MARK))
        client.post("/score", json={**FULL, "customer_id": MARK, "attributes": {MARK: MARK, "n": NUMBER}})
        for content in (MARK, f'{{"customer_id": "{MARK}"', f'["{MARK}"]', f'{{"{MARK}": 1, "{MARK}": 2}}'):
            client.post("/score", content=content, headers={"Content-Type": "application/json"})
        client.post(f"/{MARK}?{MARK}={MARK}", headers={MARK: MARK, "Authorization": MARK, "Cookie": MARK})
        client.post(f"/score?lang={MARK}", json=FULL, headers={"Accept-Language": MARK, "User-Agent": MARK})
        client.request(MARK.upper(), "/score", headers={"Content-Type": MARK})
        exposed = client.get("/metrics").text
    assert server.stop() == -15
    logged, spans = server.log.read_text(), b"".join(collector.bodies).decode(errors="replace")
    assert len(logged.splitlines()) > len(PLACES) and len(collector.spans()) > len(PLACES)
    for text in (logged, exposed, spans):
        assert MARK.lower() not in text.lower()
        assert str(NUMBER) not in text
