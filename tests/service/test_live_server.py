"""A service with a bundle: scoring, languages, limits, and what it says of a body that breaks the rules."""

import asyncio
import json
from collections.abc import Iterator

import httpx
import pytest

from tests.service.running import Running

CUSTOMER = {
    "customer_id": "C1",
    "as_of": "2026-01-15",
    "orders": [{"date": "2025-12-01", "amount": 120}, {"date": "2025-10-03", "amount": 80.5}],
}
JSON = {"Content-Type": "application/json"}


def errors_of(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.headers["content-type"] == "application/problem+json"
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def test_it_is_ready_and_says_with_which_bundle(live: httpx.Client):
    answer = live.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "bundle": answer.headers["x-bundle"]}


def test_a_customer_is_scored(live: httpx.Client):
    answer = live.post("/score", json=CUSTOMER)
    assert answer.status_code == 200
    assert (answer.json()["customer_id"], answer.json()["as_of"]) == ("C1", "2026-01-15")
    assert answer.json()["bundle"] == answer.headers["x-bundle"]
    assert answer.headers["cache-control"] == "no-store"


def test_v1_and_repetition_answer_the_same(live: httpx.Client):
    first = live.post("/score", json=CUSTOMER)
    assert first.json() == live.post("/score", json=CUSTOMER).json() == live.post("/v1/score", json=CUSTOMER).json()


def test_segments_answer_with_a_part_of_the_score(live: httpx.Client):
    whole, part = live.post("/score", json=CUSTOMER), live.post("/segments", json=CUSTOMER)
    assert part.status_code == 200
    assert len(part.content) < len(whole.content) / 2
    assert part.json()["tags"] == whole.json()["tags"]


def test_a_customer_with_nothing_but_an_id_is_served_as_of_today(live: httpx.Client):
    answer = live.post("/score", json={"customer_id": "nobody"})
    assert answer.status_code == 200
    assert answer.json()["inputs_missing"]


def test_a_batch_answers_each_row_as_if_it_were_alone(live: httpx.Client):
    rows = [
        CUSTOMER,
        {"customer_id": 7},
        {"customer_id": "C3", "as_of": "2026-01-15", "oders": []},
        CUSTOMER | {"orders": []},
    ]
    answers = live.post("/score/batch", json=rows)
    assert answers.status_code == 200
    first, second, third, fourth = answers.json()
    assert first == live.post("/score", json=rows[0]).json()
    assert fourth == live.post("/score", json=rows[3]).json()
    assert (second["status"], second["errors"][0]["pointer"]) == (422, "/1/customer_id")
    assert (third["status"], third["errors"][0]["pointer"]) == (422, "/2/oders")


def test_a_batch_may_be_empty_or_bad_throughout(live: httpx.Client):
    assert live.post("/score/batch", json=[]).json() == []
    assert [row["status"] for row in live.post("/score/batch", json=[{}, 1]).json()] == [422, 422]


def test_a_batch_that_is_no_list_or_too_long_is_refused(live: httpx.Client):
    assert errors_of(live.post("/score/batch", json=CUSTOMER)) == [("", "not_a_list")]
    too_many = live.post("/score/batch", json=[{"customer_id": "C"}] * 1001)
    assert (too_many.status_code, errors_of(too_many)) == (422, [("", "too_many_rows")])


@pytest.mark.parametrize("path", ["/score", "/segments", "/score/batch"])
@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"{'customer_id': 1}", b"[" * 100_000])
def test_what_is_not_json_is_a_400(live: httpx.Client, path: str, body: bytes):
    answer = live.post(path, content=body, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == "urn:customer-scoring:problem:not-json"


def test_a_field_that_breaks_the_rules_is_a_422_with_its_place_and_not_its_value(live: httpx.Client):
    answer = live.post("/score", json=CUSTOMER | {"orders": [{"date": "2025-12-01", "amount": "4111secret"}]})
    assert (answer.status_code, errors_of(answer)) == (422, [("/orders/0/amount", "not_a_number")])
    assert "secret" not in answer.text


def test_a_lone_surrogate_and_a_number_past_all_bounds_are_refused(live: httpx.Client):
    surrogate = live.post("/score", content=b'{"customer_id": "\\ud800"}', headers=JSON)
    assert errors_of(surrogate) == [("/customer_id", "lone_surrogate")]
    huge = b'{"customer_id": "C", "orders": [{"date": "2025-12-01", "amount": 1e400}]}'
    assert errors_of(live.post("/score", content=huge, headers=JSON)) == [("/orders/0/amount", "not_finite")]


def test_another_currency_than_the_bundles_is_refused(live: httpx.Client):
    assert live.post("/score", json=CUSTOMER | {"currency": "XTS"}).json()["errors"][0]["pointer"] == "/currency"


def test_10_000_orders_are_served_and_10_001_refused(live: httpx.Client):
    orders = [{"date": "2025-12-01", "amount": 1}] * 10_001
    assert live.post("/score", json=CUSTOMER | {"orders": orders[1:]}).status_code == 200
    assert live.post("/score", json=CUSTOMER | {"orders": orders}).json()["errors"][0]["pointer"] == "/orders"


@pytest.mark.parametrize(("first", "status"), [("text/plain", 415), ("application/json", 200)])
def test_of_two_content_types_the_first_counts(live: httpx.Client, first: str, status: int):
    second = {"text/plain": "application/json", "application/json": "text/plain"}[first]
    headers = [("Content-Type", first), ("Content-Type", second)]
    assert live.post("/score", content=b'{"customer_id": "C1"}', headers=headers).status_code == status


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=gbk",
        "application/json; profile=x; charset=gbk",
        "json",
        "",
    ],
)
def test_another_content_type_or_none_is_a_415_that_echoes_nothing(live: httpx.Client, content_type: str | None):
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = live.post("/score", content=b'{"customer_id": "secret"}', headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")
    assert answer.headers["accept-post"] == "application/json"
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-8",
        'Application/JSON;charset="UTF-8"',
        "application/json; charset=utf-8;",
        "application/json; charset=utf-8; profile=x",
    ],
)
def test_json_may_say_that_it_is_utf_8(live: httpx.Client, content_type: str):
    body = json.dumps(CUSTOMER).encode()
    assert live.post("/score", content=body, headers={"Content-Type": content_type}).status_code == 200


def test_a_compressed_body_is_a_415(live: httpx.Client):
    answer = live.post("/score", content=b"{}", headers=JSON | {"Content-Encoding": "gzip"})
    assert answer.status_code == 415


LIMIT = 4 * 1024 * 1024


def padded(size: int) -> bytes:
    body = json.dumps(CUSTOMER).encode()
    return body + b" " * (size - len(body))


def in_chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 60_000):
        yield body[start : start + 60_000]


def test_a_body_of_the_limit_is_served(live: httpx.Client):
    assert live.post("/score", content=padded(LIMIT), headers=JSON).status_code == 200
    assert live.post("/score", content=in_chunks(padded(LIMIT)), headers=JSON).status_code == 200


def test_a_byte_more_is_a_413_whether_announced_or_not(live: httpx.Client):
    for content in (padded(LIMIT + 1), in_chunks(padded(LIMIT + 1))):
        answer = live.post("/score", content=content, headers=JSON)
        assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
        assert str(LIMIT) in answer.json()["detail"]
        assert answer.headers["connection"] == "close"


def test_who_waits_for_a_go_ahead_is_told_before_it_sends(live_server: Running):
    head = f"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {LIMIT + 1}"
    with live_server.connect() as connection:
        connection.sendall(f"{head}\r\nExpect: 100-continue\r\n\r\n".encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_far_over_the_limit_is_not_heard_out(live_server: Running):
    head = b"POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 999999999999"
    with live_server.connect() as connection:
        connection.sendall(head + b"\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "zh-Hans"),
        ("", "zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("?lang=en", "zh-TW", "en"),
        ("?lang=zh-HK", "en", "zh-Hant"),
    ],
)
def test_the_answer_is_in_the_language_asked_for(live: httpx.Client, query: str, header: str, language: str):
    answer = live.post(f"/score{query}", json=CUSTOMER, headers={"Accept-Language": header})
    assert answer.json()["language"] == answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"


def test_two_header_fields_are_one_wish(live: httpx.Client):
    headers = [("Accept-Language", "fr"), ("Accept-Language", "en")]
    assert live.get("/segments", headers=headers).headers["content-language"] == "en"


def test_a_language_we_have_not_is_refused_with_those_we_have(live: httpx.Client):
    answer = live.post("/score?lang=fr", json=CUSTOMER)
    assert (answer.status_code, errors_of(answer)) == (422, [("", "unknown_language")])
    assert "zh-Hans, zh-Hant, en" in answer.json()["errors"][0]["detail"]


def test_the_catalogues_speak_the_language_asked_for(live: httpx.Client):
    for path in ("/segments", "/actions"):
        texts = {live.get(path, params={"lang": language}).text for language in ("zh-Hans", "zh-Hant", "en")}
        assert len(texts) == 3


def test_labels_and_model_are_served(live: httpx.Client):
    for path in ("/labels", "/model"):
        answer = live.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.json()


def test_no_value_that_was_sent_is_in_an_error_or_in_the_log(live: httpx.Client, live_server: Running):
    marked = {"customer_id": "MARKED-1", "profile": {"city": "MARKED-2"}, "orders": [{"date": "MARKED-3", "amount": 1}]}
    refused = [
        live.post("/score?lang=MARKED-4", json=marked),
        live.post("/score", json=marked, headers={"Accept-Language": "MARKED-5"}),
        live.post("/score/batch", json=[marked, marked | {"profile": {"age": "MARKED-6"}}]),
        live.post("/score", content=b'{"customer_id": "MARKED-7"', headers=JSON),
        live.post("/MARKED-8"),
    ]
    assert [answer.status_code for answer in refused] == [422, 422, 200, 400, 404]
    assert "MARKED" not in "".join(answer.text for answer in refused)
    assert live.post("/score", json=marked | {"orders": []}).json()["customer_id"] == "MARKED-1"
    assert "MARKED" not in live_server.log.read_text()


def test_who_asks_beside_others_gets_the_same_bytes_as_alone(live: httpx.Client):
    """Sixty requests at once, good and bad, of two kinds and in two languages."""
    asked = [
        ("/segments" if i % 5 == 0 else "/score", "en" if i % 2 else "zh-Hant", {**CUSTOMER, "customer_id": f"C{i}"})
        for i in range(60)
    ]
    asked[7] = ("/score", "en", {"customer_id": 7})
    asked[8] = ("/score", "en", {"customer_id": "C8", "orders": 5})
    alone = [live.post(path, params={"lang": language}, json=body) for path, language, body in asked]

    async def together() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=live.base_url, timeout=30) as client:
            posts = (client.post(path, params={"lang": language}, json=body) for path, language, body in asked)
            return await asyncio.gather(*posts)

    for one, other in zip(alone, asyncio.run(together()), strict=True):
        assert (one.status_code, one.content) == (other.status_code, other.content)
    assert [answer.status_code for answer in alone].count(422) == 2
