"""The metrics of a real server: each test looks at what its own requests added."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from schema.examples import EXAMPLES
from service.telemetry.refusals import field_of
from tests.service.exposition import Exposition, metrics

CUSTOMER = EXAMPLES["full"][1]
TIMES = "scoring_http_request_duration_seconds_count"
Added = Callable[..., float]


@pytest.fixture
def added(live: httpx.Client) -> Added:
    """How much a metric grew since the test began."""
    before = metrics(live)

    def grew(name: str, **labels: str) -> float:
        return metrics(live).sum(name, **labels) - before.sum(name, **labels)

    return grew


def test_the_text_is_that_of_prometheus(live: httpx.Client):
    answer = live.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert len(Exposition(answer.text).families) > 15
    assert "_created" not in answer.text


def test_requests_are_timed_by_route_and_class_of_status(live: httpx.Client, added: Added):
    live.post("/score", json=CUSTOMER)
    live.post("/v1/score", json=CUSTOMER)
    live.post("/score", json={})
    live.head("/model")
    assert added(TIMES, method="POST", route="/score", status="2xx") == 2
    assert added(TIMES, method="POST", route="/score", status="4xx") == 1
    assert added(TIMES, method="GET", route="/model", status="2xx") == 1
    assert added("scoring_http_request_duration_seconds_bucket", route="/score", le="+Inf") == 3


def test_a_path_or_method_of_the_callers_own_is_no_label(live: httpx.Client, added: Added):
    live.get("/zebra-quince")
    live.request("PROPFIND", "/score")
    assert added(TIMES, route="other", method="other", status="4xx") == 2
    text = live.get("/metrics").text
    assert "quince" not in text and "PROPFIND" not in text


def test_what_is_being_answered_is_in_flight(live: httpx.Client):
    found = metrics(live)
    assert found.sum("scoring_http_requests_in_flight", route="/metrics") == 1
    assert found.sum("scoring_http_requests_in_flight") == 1


def test_refusals_are_counted_by_code_and_field_of_the_schema(live: httpx.Client, added: Added):
    live.post("/score", json={"customer_id": 1, "my_own": 2, "orders": [{"date": "x"}], "attributes": {"mine": []}})
    live.post("/score", content=b"{", headers={"Content-Type": "application/json"})
    assert added("scoring_problems_total", code="invalid", of="request") == 1
    assert added("scoring_problems_total", code="not-json", of="request") == 1
    for code, field in (
        ("not_a_text", "customer_id"),
        ("unknown_field", "unknown"),
        ("not_a_day", "orders.date"),
        ("missing", "orders.amount"),
        ("not_a_scalar", "attributes"),
    ):
        assert added("scoring_faults_total", code=code, field=field) == 1


@pytest.mark.parametrize(
    ("pointer", "field"),
    [
        ("", "request"),
        ("/12", "request"),
        ("/12/orders/3/amount", "orders.amount"),
        ("/orders", "orders"),
        ("/orders/3/colour", "orders.unknown"),
        ("/colour/deep", "unknown"),
        ("/attributes/colour", "attributes"),
        ("/profile/city", "profile.city"),
    ],
)
def test_a_place_is_told_by_names_of_the_schema_alone(pointer: str, field: str):
    assert field_of(pointer) == field


def test_rows_of_batches_and_streams_are_counted_too(live: httpx.Client, added: Added):
    live.post("/score/batch", json=[CUSTOMER, {"customer_id": "b"}, {"customer_id": 3}])
    lines = b'{"customer_id": "c"}\n{"customer_id": 4}\n'
    live.post("/score/batch", content=lines, headers={"Content-Type": "application/x-ndjson"})
    assert added("scoring_customers_total") == 3
    assert added("scoring_problems_total", code="invalid", of="row") == 2
    assert added("scoring_faults_total", code="not_a_text", field="customer_id") == 2


def test_scores_are_counted_by_what_was_answered(live: httpx.Client, added: Added):
    said = live.post("/score", json=CUSTOMER).json()
    live.post("/segments", json={"customer_id": "nobody"})
    classes = {"band": said["churn"]["band"], "segment": said["segment"]["code"], "tier": said["value"]["tier"]}
    assert None not in classes.values()
    assert added("scoring_customers_total", **classes) == 1
    assert added("scoring_customers_total", band="none") == 1


def test_what_is_missing_is_counted_by_feature(live: httpx.Client, added: Added):
    live.post("/score", json=CUSTOMER)
    live.post("/score", json={"customer_id": "nobody"})
    assert added("scoring_feature_missing_total", feature="days_since_last_order") == 1
    assert added("scoring_customers_total") == 2


def test_requests_that_come_together_are_one_group(live: httpx.Client, added: Added):
    async def together() -> None:
        async with httpx.AsyncClient(base_url=live.base_url, timeout=30) as client:
            await asyncio.gather(*(client.post("/score", json=CUSTOMER) for _ in range(12)))

    asyncio.run(together())
    assert added("scoring_group_size_sum") == 12
    assert added("scoring_group_size_count") < 12


def test_every_scored_customer_is_in_one_bin_of_each_feature_of_its_pattern(live: httpx.Client, added: Added):
    said = live.post("/score", json=CUSTOMER).json()
    pattern = said["churn"]["pattern"]
    found = metrics(live)
    features = {one.labels["feature"] for one in found.of("scoring_drift_customers_total", pattern=pattern)}
    assert {"days_since_last_order", "churn_score", "expected_value"} <= features
    for feature in features:
        assert added("scoring_drift_customers_total", pattern=pattern, feature=feature) == 1
    assert added("scoring_drift_customers_total") == len(features)


def test_the_shares_that_training_expects_add_up_to_one(live: httpx.Client):
    found, sums = metrics(live), dict[tuple[str, str], float]()
    for one in found.of("scoring_drift_expected_ratio"):
        at = (one.labels["pattern"], one.labels["feature"])
        sums[at] = sums.get(at, 0.0) + one.value
    assert sums and all(total == pytest.approx(1.0) for total in sums.values())
    assert found.sum("scoring_drift_enabled") == 1


def test_the_bundle_in_service_is_named_with_its_day(live: httpx.Client):
    found, model = metrics(live), live.get("/model")
    assert found.sum("scoring_bundle_info", version=model.headers["x-bundle"]) == 1
    assert found.sum("scoring_ready") == 1
    as_of = found.sum("scoring_bundle_as_of_timestamp_seconds")
    assert as_of % 86_400 == 0 and as_of < found.sum("scoring_bundle_fresh_until_timestamp_seconds")


def test_the_process_and_the_build_are_told(live: httpx.Client):
    found = metrics(live)
    assert found.sum("process_resident_memory_bytes") > 20e6
    assert found.sum("scoring_build_info", build="unnamed") == 1
    assert {one.labels["generation"] for one in found.of("python_gc_collections_total")} == {"0", "1", "2"}
    outcomes = {one.labels["outcome"] for one in found.of("scoring_bundle_reloads_total")}
    assert {"loaded", "refused", "rolled_back"} <= outcomes


def test_without_a_bundle_the_metrics_say_so_and_nothing_more_of_it(bare: httpx.Client):
    bare.post("/score", json=CUSTOMER)
    found = metrics(bare)
    assert found.sum("scoring_ready") == 0
    assert not list(found.of("scoring_bundle_info"))
    assert found.sum("scoring_problems_total", code="unavailable") >= 1
    assert found.sum(TIMES, route="/score", status="5xx") >= 1
