"""Traces of a real server, received by a real collector."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.service.collector import collecting
from tests.service.running import ROOT, running

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{SPAN}-01"
CUSTOMER = {"customer_id": "C1"}
WITHOUT_THE_EXTRA = """
import sys
sys.modules["opentelemetry.sdk"] = sys.modules["opentelemetry.exporter"] = None  # as if they were not installed
from service.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
pytest.importorskip("opentelemetry.sdk.trace", reason="the extra otlp is not installed")


def test_a_span_a_request_goes_to_the_collector_with_what_is_named_and_nothing_else(tmp_path: Path, demo_bundle: Path):
    bundle = ("--bundle", str(demo_bundle))
    with collecting() as collector, running(tmp_path, "--otlp-endpoint", collector.url, *bundle) as server:
        with server.client() as client:
            headers = {"traceparent": PARENT, "tracestate": "vendor=MARKED", "User-Agent": "MARKED"}
            answer = client.post("/score?lang=en&mark=MARKED", json=CUSTOMER, headers=headers)
            client.get("/MARKED")
            client.post("/score?lang=MARKED", json=CUSTOMER)
            for path in ("/livez", "/readyz", "/metrics"):
                client.get(path)
        server.stop()
        spans = {span["name"]: span for span in collector.spans()[:2]}
        assert len(collector.spans()) == 3 and set(collector.paths) == {"/v1/traces"}
        assert "MARKED" not in b"".join(collector.bodies).decode(errors="replace")

    named = {"name": "POST /score", "trace": TRACE, "parent": SPAN, "service": "customer-scoring"}
    assert spans["POST /score"] == named | {
        "attributes": {
            "http.request.method": "POST",
            "http.route": "/score",
            "http.response.status_code": 200,
            "scoring.bundle": answer.headers["x-bundle"],
            "scoring.group_size": 1,
        },
        "events": 0,
    }
    assert spans["GET other"]["attributes"]["http.response.status_code"] == 404
    version, trace, span, flags = answer.headers["traceparent"].split("-")
    assert (version, trace, flags) == ("00", TRACE, "01") and span != SPAN


def test_a_collector_that_is_not_there_holds_nobody_up(tmp_path: Path, demo_bundle: Path):
    nowhere = "http://127.0.0.1:9"
    with running(tmp_path, "--otlp-endpoint", nowhere, "--bundle", str(demo_bundle)) as server:
        with server.client() as client:
            assert client.post("/score", json=CUSTOMER).status_code == 200
        assert server.stop() == -15


def test_without_the_setting_nothing_of_it_is_imported_and_the_trace_is_passed_on(live: httpx.Client):
    assert live.post("/score", json=CUSTOMER, headers={"traceparent": PARENT}).headers["traceparent"] == PARENT
    assert "traceparent" not in live.post("/score", json=CUSTOMER).headers
    code = "import sys, service.server; sys.exit('opentelemetry.sdk' in sys.modules or 'requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("collector:4318", "must be the URL of an OTLP/HTTP collector"),
        ("http://collector:4318/v1/traces", "must be the URL of an OTLP/HTTP collector"),
        ("http://collector:4318", "requirements/otlp.lock"),
    ],
)
def test_where_it_cannot_be_done_a_sentence_says_what_to_do(url: str, sentence: str):
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_EXTRA, "--port", "0", "--otlp-endpoint", url],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2
    assert sentence in ended.stderr and "Traceback" not in ended.stderr
