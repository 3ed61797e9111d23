"""The client against a real service."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from customer_scoring_client import (
    AsyncScoringClient,
    Invalid,
    Retry,
    ScoringClient,
    ServiceFailed,
    Unavailable,
    UnexpectedAnswer,
    is_problem,
)
from customer_scoring_client.blocks import BLOCK_BYTES, BLOCK_LINES, cut

from tests.clients.flaky import flaky, resets, says, through
from tests.service.running import Running

SAMPLE: Any = json.loads((Path(__file__).parents[2] / "docs" / "sample.json").read_bytes())


def customers(number: int) -> Iterator[Any]:
    for n in range(number):
        yield {
            "customer_id": str(n),
            "order_summary": {"count": 1 + n % 7, "amount": 100.0 + n, "last_on": "2026-10-01"},
        }


@pytest.fixture(scope="module")
def client(live_server: Running) -> Iterator[ScoringClient]:
    with ScoringClient(live_server.url, language="en") as one:
        yield one


def test_a_customer_is_answered_in_the_language_asked_for(client: ScoringClient) -> None:
    assert client.score(SAMPLE)["language"] == "en"
    answer = client.score(SAMPLE, language="zh-Hant")
    assert (answer["customer_id"], answer["language"]) == ("C002", "zh-Hant")
    assert client.segment(SAMPLE)["tags"] == answer["tags"]


def test_a_payload_that_breaks_the_rules_is_refused_with_its_places(client: ScoringClient) -> None:
    with pytest.raises(Invalid) as caught:
        client.score({**SAMPLE, "orders": [{"date": "2026-13-01", "amount": "many"}]}, request_id="ours-1")
    assert {fault.pointer for fault in caught.value.faults} == {"/orders/0/date", "/orders/0/amount"}
    assert all(fault.code and fault.detail for fault in caught.value.faults)
    assert (caught.value.code, caught.value.request_id) == ("invalid", "ours-1")


def test_not_a_number_never_leaves_the_client(client: ScoringClient) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        client.score({"customer_id": "a", "attributes": {"x": float("nan")}})


def test_a_batch_has_a_problem_in_the_place_of_a_bad_row(client: ScoringClient) -> None:
    bad: Any = {"customer_id": 7}
    first, second, third = client.score_batch([SAMPLE, bad, SAMPLE])
    assert is_problem(second) and second["status"] == 422
    assert first == third == client.score(SAMPLE)


def test_a_stream_has_the_answers_of_single_calls_in_order(client: ScoringClient) -> None:
    given = list(customers(BLOCK_LINES * 2 + 3))
    answers = list(client.score_stream(iter(given), in_flight=3))
    assert [answer.get("customer_id") for answer in answers] == [one["customer_id"] for one in given]
    assert answers[300] == client.score(given[300])


def test_a_stream_is_answered_while_it_is_still_written(client: ScoringClient) -> None:
    taken = 0

    def endless() -> Iterator[Any]:
        nonlocal taken
        for one in customers(10**9):
            taken += 1
            yield one

    answers = client.score_stream(endless(), in_flight=2)
    for n in range(2_000):
        assert next(answers).get("customer_id") == str(n)
    answers.close()  # type: ignore[attr-defined]
    assert taken <= 2_000 + 4 * BLOCK_LINES


def test_a_stream_on_asyncio_takes_what_comes_asynchronously(live_server: Running) -> None:
    async def slowly() -> AsyncIterator[Any]:
        for one in customers(600):
            await asyncio.sleep(0)
            yield one

    async def ids() -> list[Any]:
        async with AsyncScoringClient(live_server.url) as one:
            return [answer.get("customer_id") async for answer in one.score_stream(slowly())]

    assert asyncio.run(ids()) == [str(n) for n in range(600)]


def test_problems_of_a_stream_name_the_line_of_the_whole(client: ScoringClient) -> None:
    lines = [json.dumps(one).encode() for one in customers(BLOCK_LINES + 10)]
    lines[3:3] = [b"", b"  \n"]
    lines[BLOCK_LINES + 5] = b'{"customer_id": 7}'
    answers = [json.loads(line) for line in client.score_lines(lines)]
    assert len(answers) == BLOCK_LINES + 10
    assert [answer["line"] for answer in answers if "customer_id" not in answer] == [BLOCK_LINES + 6]


def test_a_block_that_fails_is_sent_again_and_nothing_is_lost_or_doubled(live_server: Running) -> None:
    good = through(live_server.url)
    with (
        flaky(good, resets, says(503, retry_after="0"), good, resets, good) as server,
        ScoringClient(server.url, retry=Retry(base_seconds=0.01)) as client,
    ):
        answers = list(client.score_stream(customers(BLOCK_LINES * 3), in_flight=1))
    assert [answer.get("customer_id") for answer in answers] == [str(n) for n in range(BLOCK_LINES * 3)]
    assert len(server.heard) == 6


def test_a_stream_with_too_few_answers_is_told(live_server: Running) -> None:
    short = says(200, b'{"customer_id":"0"}\n', content_type="application/x-ndjson")
    with (
        flaky(short) as server,
        ScoringClient(server.url) as client,
        pytest.raises(UnexpectedAnswer, match="1 answers came to the 2 lines from 1 on"),
    ):
        list(client.score_stream(customers(2)))


def test_blocks_are_small_and_a_long_line_goes_alone() -> None:
    long = b"x" * (BLOCK_BYTES + 1)
    blocks = list(cut([b"a", long, b"b", *[b"c"] * BLOCK_LINES]))
    assert [block.numbers[0] for block in blocks] == [1, 2, 3, BLOCK_LINES + 3]
    assert blocks[1].body == long


def test_the_catalogues_are_read(client: ScoringClient) -> None:
    assert client.segments()["segments"] and client.actions()["actions"]
    assert client.labels() and client.model()["bundle"]


def test_a_service_without_a_bundle_is_told_as_unavailable(bare_server: Running) -> None:
    with (
        ScoringClient(bare_server.url, retry=Retry(attempts=2), deadline_seconds=0.5) as client,
        pytest.raises(Unavailable) as caught,
    ):
        client.score(SAMPLE)
    assert isinstance(caught.value, ServiceFailed) and caught.value.retry_after_seconds


def test_arrow_goes_in_and_comes_out(client: ScoringClient) -> None:
    polars = pytest.importorskip("polars")
    from io import BytesIO  # noqa: PLC0415

    body = BytesIO()
    polars.DataFrame({"customer_id": ["a", "b"], "account_status": ["active", "left"]}).write_ipc_stream(body)
    scores = polars.read_ipc_stream(BytesIO(client.score_arrow(body.getvalue())))
    assert scores["customer_id"].to_list() == ["a", "b"] and scores["problem"].null_count() == 2


def test_another_systems_record_goes_out_under_its_name() -> None:
    said = says(200, b'{"customer_id":"a"}', content_type="application/json")
    with flaky(said) as server, ScoringClient(server.url, language="en") as client:
        client.score_from("hubspot", {"properties": {}})
    assert server.heard[0].target == "/score?lang=en&source=hubspot"
