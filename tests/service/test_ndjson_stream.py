"""POST /score/batch as a stream of lines: answers as they come, bounded memory, and nobody else waits."""

import json
import socket
import statistics
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.service.duplex import Duplex, duplex
from tests.service.running import Running

CUSTOMER = {
    "customer_id": "C1",
    "as_of": "2026-01-15",
    "orders": [{"date": "2025-12-01", "amount": 120}, {"date": "2025-10-03", "amount": 80.5}],
}
LINE = json.dumps(CUSTOMER).encode() + b"\n"
NDJSON = {"Content-Type": "application/x-ndjson"}


def posted(live: httpx.Client, *lines: bytes, **others: object) -> list[dict[str, object]]:
    answer = live.post("/score/batch", content=b"\n".join(lines), headers=NDJSON, **others)
    assert answer.status_code == 200
    return [json.loads(line) for line in answer.text.splitlines()]


def memory(server: Running) -> int:
    """KiB that the process holds of its own."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon")))


def cpu(server: Running) -> int:
    """Clock ticks that the process has worked."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


@pytest.mark.parametrize("media_type", ["application/x-ndjson", "application/jsonl", "application/ndjson"])
def test_a_line_is_answered_as_a_request_is(live: httpx.Client, media_type: str):
    answer = live.post("/score/batch", content=LINE * 3, headers={"Content-Type": media_type})
    alone = live.post("/score", json=CUSTOMER)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.content == (alone.content + b"\n") * 3
    assert answer.headers["x-bundle"] == alone.headers["x-bundle"]


def test_a_bad_line_is_a_problem_in_its_place_with_its_number(live: httpx.Client):
    bad = json.dumps({"customer_id": "x", "orders": [{"date": "2026-01-01"}]}).encode()
    first, broken, wrong, last = posted(live, LINE[:-1], b"", b"{broken", bad, LINE[:-1])
    assert first == last == live.post("/score", json=CUSTOMER).json()
    assert (broken["status"], broken["type"], broken["line"]) == (400, "urn:customer-scoring:problem:not-json", 3)
    assert (wrong["status"], wrong["line"]) == (422, 4)
    assert wrong["errors"][0]["pointer"] == "/orders/0/amount"


def test_a_line_over_the_limit_is_a_problem_and_the_next_one_is_answered(live: httpx.Client):
    long, following = posted(live, b'{"customer_id": "' + b"x" * 5_000_000 + b'"}', LINE[:-1])
    assert (long["errors"][0]["code"], long["line"]) == ("line_too_long", 1)
    assert following["customer_id"] == "C1"


def test_nothing_is_answered_with_nothing(live: httpx.Client):
    assert posted(live) == posted(live, b"", b" ") == []


def test_the_language_asked_for_is_that_of_every_line(live: httpx.Client):
    assert [one["language"] for one in posted(live, LINE * 2, params={"lang": "zh-Hant"})] == ["zh-Hant"] * 2


def test_a_stream_may_have_more_customers_than_an_array(live: httpx.Client):
    lines = [b'{"customer_id": "%d"}' % i for i in range(2_500)]
    assert [one["customer_id"] for one in posted(live, *lines)] == [str(i) for i in range(2_500)]


def test_another_media_type_is_told_which_there_are(live: httpx.Client):
    answer = live.post("/score/batch", content=LINE, headers={"Content-Type": "text/csv"})
    assert answer.status_code == 415
    assert "application/json, application/x-ndjson" in answer.headers["accept-post"]


def test_without_a_bundle_a_stream_is_a_503(bare: httpx.Client):
    assert bare.post("/score/batch", content=LINE, headers=NDJSON).status_code == 503


def test_an_answer_comes_before_the_next_line_is_sent(live_server: Running):
    with duplex(live_server) as stream:
        for i in range(3):
            stream.send(b'{"customer_id": "%d"}\n' % i)
            assert stream.line()["customer_id"] == str(i)
        stream.end()
        assert stream.line() is None


def sent_by_another(stream: Duplex, data: Iterable[bytes]) -> Thread:
    def send() -> None:
        for one in data:
            stream.send(one)
        stream.end()

    thread = Thread(target=send, daemon=True)
    thread.start()
    return thread


def test_memory_does_not_grow_with_the_stream(live_server: Running):
    peaks = []
    for lines in (2_000, 10_000):
        with duplex(live_server) as stream:
            sent_by_another(stream, [LINE * 200] * (lines // 200))
            most, answered = 0, 0
            while stream.line() is not None:
                answered += 1
                most = max(most, memory(live_server)) if answered % 100 == 0 else most
            assert answered == lines
            peaks.append(most)
    assert peaks[1] - peaks[0] < 20 * 1024


def test_who_does_not_read_is_not_taken_in_without_end(live_server: Running):
    """What the sockets hold and the bound of a batch, and no more; then it reads, and every line is answered."""
    before = memory(live_server)
    with duplex(live_server) as stream:
        stream.connection.settimeout(2)
        sent = sent_until_it_stops(stream, 100_000_000)
        assert memory(live_server) - before < 100 * 1024
    assert 16_000_000 / 3 < sent < 100_000_000


def sent_until_it_stops(stream: Duplex, most: int) -> int:
    sent, chunk = 0, b"%x\r\n%b\r\n" % (len(LINE) * 500, LINE * 500)
    with suppress(TimeoutError):
        while sent < most:
            stream.connection.send(chunk)
            sent += len(chunk)
    return sent


def test_who_goes_away_is_worked_for_no_longer(live_server: Running, live: httpx.Client):
    with duplex(live_server) as stream:
        stream.send(LINE * 20_000)
        assert stream.line()["customer_id"] == "C1"
        stream.connection.shutdown(socket.SHUT_RDWR)
    assert live.post("/score/batch", json=[CUSTOMER]).status_code == 200
    deadline = time.monotonic() + 10
    while (worked := cpu(live_server)) and time.monotonic() < deadline:
        time.sleep(0.5)
        if cpu(live_server) - worked <= 2:
            return
    raise AssertionError("it works on for a client that is gone")


def test_a_customer_and_a_batch_are_answered_while_a_stream_runs(live_server: Running, live: httpx.Client):
    def asked() -> float:
        begun = time.perf_counter()
        assert live.post("/score", json=CUSTOMER).status_code == 200
        return time.perf_counter() - begun

    alone = statistics.median(asked() for _ in range(30))
    with duplex(live_server) as stream:
        thread = sent_by_another(stream, [LINE * 500] * 20)
        lines = [stream.line()]
        reading = Thread(target=lambda: lines.extend(stream.rest()), daemon=True)
        reading.start()
        beside = statistics.median(asked() for _ in range(30))
        assert live.post("/score/batch", json=[CUSTOMER] * 10).status_code == 200
        assert reading.is_alive()  # all of it was answered while the stream went on
        reading.join(120)
        thread.join(10)
    assert len(lines) == 10_000
    assert beside < 5 * alone + 0.03
