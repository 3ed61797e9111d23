"""The client against a server that fails as networks fail; each test is bounded in time."""

import asyncio
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from customer_scoring_client import (
    AsyncScoringClient,
    BadRequest,
    DeadlinePassed,
    Invalid,
    NoAnswer,
    NotAuthorized,
    Retry,
    ScoringClient,
    TooManyRequests,
    Unavailable,
    UnexpectedAnswer,
)
from customer_scoring_client.answers import Answer
from customer_scoring_client.exchange import Exchange
from customer_scoring_client.retry import asked_seconds

from tests.clients.flaky import drips, flaky, hangs, resets, says, through
from tests.service.running import Running

ONE: Any = {"customer_id": "a"}
GOOD = says(200, b'{"customer_id":"a"}', content_type="application/json")
QUICK = Retry(attempts=4, base_seconds=0.01)
BUSY = b'{"type":"urn:customer-scoring:problem:unavailable","title":"t","status":503,"detail":"no bundle"}'
Score = Callable[..., Any]


def _waiting(url: str, **options: Any) -> Any:
    with ScoringClient(url, **{"retry": QUICK, **options}) as client:
        return client.score(ONE)


def _awaiting(url: str, **options: Any) -> Any:
    async def scored() -> Any:
        async with AsyncScoringClient(url, **{"retry": QUICK, **options}) as client:
            return await client.score(ONE)

    return asyncio.run(scored())


@pytest.fixture(params=[_waiting, _awaiting], ids=["sync", "async"])
def score(request: pytest.FixtureRequest) -> Score:
    """One call, by either client."""
    found: Score = request.param
    return found


def test_a_service_that_comes_back_is_reached_with_one_and_the_same_request(score: Score, live_server: Running) -> None:
    with flaky(says(503, BUSY, content_type="application/problem+json"), resets, through(live_server.url)) as server:
        assert score(server.url)["customer_id"] == "a"
    assert len(server.heard) == 3
    assert len({(heard.headers["x-request-id"], heard.body) for heard in server.heard}) == 1


def test_retry_after_is_waited_for(score: Score) -> None:
    with flaky(says(503, retry_after="1"), GOOD) as server:
        score(server.url)
    assert 1.0 <= server.pauses()[0] < 3.0


def test_a_quota_that_says_when_is_waited_for_and_one_that_does_not_is_told_at_once(score: Score) -> None:
    with flaky(says(429, retry_after="0"), GOOD) as server:
        assert score(server.url) == {"customer_id": "a"}
    problem = BUSY.replace(b"unavailable", b"quota")
    with flaky(says(429, problem, content_type="application/problem+json")) as server, pytest.raises(TooManyRequests):
        score(server.url)
    assert len(server.heard) == 1


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(score: Score) -> None:
    began = time.monotonic()
    with (
        flaky(says(503, BUSY, content_type="application/problem+json", retry_after="90")) as server,
        pytest.raises(Unavailable) as caught,
    ):
        score(server.url, deadline_seconds=5.0)
    assert time.monotonic() - began < 3.0
    assert (caught.value.code, caught.value.detail, caught.value.retry_after_seconds) == (
        "unavailable",
        "no bundle",
        90,
    )


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 415, 422, 500])
def test_what_another_attempt_cannot_mend_is_tried_once(score: Score, status: int) -> None:
    problem = BUSY.replace(b"503", str(status).encode())
    said = says(status, problem, content_type="application/problem+json", x_request_id="r1", retry_after="0")
    with flaky(said) as server, pytest.raises(Exception, match=rf"^{status} unavailable: no bundle$") as caught:
        score(server.url)
    assert len(server.heard) == 1
    assert isinstance(caught.value, BadRequest) == (status < 500)
    assert isinstance(caught.value, NotAuthorized) == (status in (401, 403))
    assert caught.value.request_id == "r1"  # type: ignore[attr-defined]


def test_a_server_that_resets_every_connection_is_given_up(score: Score) -> None:
    with flaky(resets) as server, pytest.raises(NoAnswer, match="after 4 attempts") as caught:
        score(server.url)
    assert len(server.heard) == 4 == caught.value.attempts


def test_an_address_where_nothing_listens_is_given_up(score: Score) -> None:
    with flaky(GOOD) as server:
        pass
    with pytest.raises(NoAnswer, match="is the service up at this address"):
        score(server.url)


def test_silence_ends_an_attempt_and_the_next_one_is_answered(score: Score) -> None:
    began = time.monotonic()
    with flaky(hangs, GOOD) as server:
        assert score(server.url, timeout_seconds=0.3) == {"customer_id": "a"}
    assert 0.3 <= time.monotonic() - began < 5.0


@pytest.mark.parametrize("turn", [hangs, drips])
def test_the_deadline_ends_a_call_whatever_the_server_does(score: Score, turn: Any) -> None:
    began = time.monotonic()
    with flaky(turn) as server, pytest.raises(NoAnswer):
        score(server.url, deadline_seconds=0.6, timeout_seconds=0.4)
    assert 0.3 <= time.monotonic() - began < 3.0


def test_an_endless_drip_is_told_as_a_passed_deadline(score: Score) -> None:
    with flaky(drips) as server, pytest.raises(DeadlinePassed, match=r"no answer within 0\.4 s"):
        score(server.url, deadline_seconds=0.4)


def test_a_page_of_a_proxy_is_not_taken_for_an_answer(score: Score) -> None:
    page = says(200, b"<html>sign in</html>", content_type="text/html")
    with flaky(page) as server, pytest.raises(UnexpectedAnswer, match="or of a proxy"):
        score(server.url)
    with flaky(says(302, location="http://127.0.0.1:1/")) as server, pytest.raises(UnexpectedAnswer, match=r"^302 "):
        score(server.url)


def test_a_proxy_whose_upstream_is_away_is_tried_again(score: Score) -> None:
    with flaky(says(502, b"<html>bad gateway</html>", content_type="text/html"), GOOD) as server:
        assert score(server.url) == {"customer_id": "a"}


def test_an_answer_that_breaks_off_is_fetched_again(score: Score) -> None:
    broken = says(200, b'{"customer_id":', content_length="100", content_type="application/json")
    with flaky(broken, GOOD) as server:
        assert score(server.url) == {"customer_id": "a"}


def test_the_key_language_and_id_of_a_call_are_sent(score: Score) -> None:
    with flaky(GOOD) as server:
        score(server.url, api_key="s3cret", language="zh-Hant")
    heard = server.heard[0]
    assert heard.headers["authorization"] == "Bearer s3cret"
    assert (heard.method, heard.target) == ("POST", "/score?lang=zh-Hant")


def test_an_address_without_a_scheme_is_told_at_once() -> None:
    with pytest.raises(NoAnswer, match="after 1 attempt "):
        _waiting("127.0.0.1:8000")


def test_a_certificate_that_is_refused_is_not_tried_again() -> None:
    exchange = Exchange(Retry(), 10.0, "r")
    exchange.begin()
    error = httpx.ConnectError("certificate verify failed")
    error.__cause__ = ssl.SSLCertVerificationError()
    with pytest.raises(NoAnswer, match="after 1 attempt"):
        exchange.after(error)


def test_pauses_are_drawn_from_a_range_that_doubles_up_to_the_cap() -> None:
    ranges: list[tuple[float, float]] = []
    retry = Retry(base_seconds=1.0, cap_seconds=5.0, draw=lambda low, high: ranges.append((low, high)) or high)
    assert [retry.pause_seconds(attempt) for attempt in (1, 2, 3, 4, 1000)] == [1.0, 2.0, 4.0, 5.0, 5.0]
    assert {low for low, _ in ranges} == {0.0}
    assert retry.pause_seconds(1, 7.0) == 8.0


def test_retry_after_is_read_as_a_number_or_a_date() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert asked_seconds("120") == 120.0
    assert asked_seconds(format_datetime(now + timedelta(seconds=30), usegmt=True), now) == 30.0
    assert asked_seconds(format_datetime(now - timedelta(seconds=30), usegmt=True), now) == 0.0
    assert [asked_seconds(said) for said in (None, "", "soon", "nan", "inf", "-3")] == [
        None,
        None,
        None,
        None,
        None,
        0.0,
    ]


@pytest.mark.parametrize(
    ("pointer", "told"), [("/orders/3/amount", "/orders/3/amount: must be finite"), ("", "must be finite")]
)
def test_faults_are_told_by_their_places(pointer: str, told: str) -> None:
    body = b'{"type":"urn:customer-scoring:problem:invalid","status":422,"title":"t","detail":"It breaks rules.",'
    body += b'"errors":[{"pointer":"%s","code":"number","detail":"must be finite"}]}' % pointer.encode()
    exchange = Exchange(Retry(), 10.0, "r")
    with pytest.raises(Invalid) as caught:
        exchange.after(Answer(422, {"content-type": "application/problem+json"}, body))
    assert str(caught.value) == f"422 invalid: {told}"
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.code, fault.detail) == (pointer, "number", "must be finite")
