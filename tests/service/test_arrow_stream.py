"""POST /score/batch as an Arrow stream: a payload table in, the columns of a score file out."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import httpx
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from schema.written import plain_json
from tests.schema.payload_tables import stream_of, table_of
from tests.service.duplex import duplex
from tests.service.running import Running
from tests.training.records import Payload, payloads
from training.bulk import load, score_lines

DAY = date(2026, 10, 31)
ARROW = "application/vnd.apache.arrow.stream"


@pytest.fixture(scope="module")
def sent(demo_files) -> list[Payload]:
    return payloads(demo_files, DAY, 400)


def posted(live: httpx.Client, data: bytes, **headers: str) -> httpx.Response:
    return live.post("/score/batch", content=data, headers={"Content-Type": ARROW, **headers})


def read(answer: httpx.Response) -> pl.DataFrame:
    assert (answer.status_code, answer.headers["content-type"]) == (200, ARROW)
    return pl.read_ipc_stream(BytesIO(answer.content))


@pytest.mark.parametrize("rows", [1_000, 150])
def test_a_table_is_answered_with_the_bits_of_a_score_file(live: httpx.Client, demo_bundle: Path, sent, rows):
    found = read(posted(live, stream_of(table_of(sent), rows)))
    lines = [(number, plain_json(one)) for number, one in enumerate(sent, 1)]
    expected = score_lines(lines, DAY, load(demo_bundle))
    assert_frame_equal(found, expected.drop("line"), check_exact=True)


def test_a_bad_row_is_a_problem_in_its_place(live: httpx.Client):
    table = pl.DataFrame(
        {"customer_id": ["a", "b", None, "d"], "as_of": [DAY] * 4, "profile_age": [30.0, -1.0, 40.0, None]}
    )
    found = read(posted(live, stream_of(table)))
    assert found["customer_id"].to_list() == ["a", None, None, "d"]
    assert [problem and problem.split(":")[0] for problem in found["problem"]] == [
        None,
        "/profile/age",
        "/customer_id",
        None,
    ]


def test_a_table_may_be_empty(live: httpx.Client):
    found = read(posted(live, stream_of(pl.DataFrame({"customer_id": []}, {"customer_id": pl.String}))))
    assert found.height == 0 and {"customer_id", "churn_probability", "problem"} <= set(found.columns)


def test_a_stream_of_one_form_is_answered_in_the_other_where_it_is_asked_for(live: httpx.Client, sent):
    table, lines = stream_of(table_of(sent[:5])), b"\n".join(map(plain_json, sent[:5]))
    ndjson = posted(live, table, Accept="application/x-ndjson", **{"Accept-Language": "en"})
    assert ndjson.headers["content-type"] == "application/x-ndjson"
    alone = live.post("/score", json=sent[0], params={"lang": "en"})
    assert ndjson.content.splitlines()[0] == alone.content
    arrow = live.post("/score/batch", content=lines, headers={"Content-Type": "application/jsonl", "Accept": ARROW})
    assert_frame_equal(read(arrow), read(posted(live, table)), check_exact=True)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_arrow"),
        (b'{"customer_id": "a"}', "not_arrow"),
        (stream_of(pl.DataFrame({"customer": ["a"]})), "unknown_column"),
        (stream_of(pl.DataFrame({"customer_id": ["a"]}), compression="zstd"), "compressed"),
    ],
)
def test_what_cannot_be_read_is_a_problem(live: httpx.Client, data, code):
    answer = posted(live, data)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [error["code"] for error in answer.json()["errors"]] == [code]


def test_damage_behind_the_first_batch_ends_the_answer_with_a_problem(live: httpx.Client):
    data = stream_of(pl.DataFrame({"customer_id": ["a", "b"]}), 1)
    found = read(posted(live, data[:-8] + b"what is this"))
    assert found["customer_id"].to_list() == ["a", "b", None]
    assert "is damaged" in found["problem"][2]


def test_a_batch_is_answered_before_the_next_one_is_sent(live_server: Running):
    data = stream_of(pl.DataFrame({"customer_id": ["a", "b"]}), 1)
    length = len(stream_of(pl.DataFrame({"customer_id": ["a"]}), 1)) - 8
    with duplex(live_server, ARROW) as stream:
        stream.send(data[:length])
        assert stream.answer.read1(100).startswith(b"\xff\xff\xff\xff")
        stream.send(data[length:])
        stream.end()
        assert stream.answer.read().endswith(b"\xff\xff\xff\xff\0\0\0\0")


def test_problems_of_rows_say_nothing_of_what_was_sent(live: httpx.Client, live_server: Running):
    table = pl.DataFrame({"customer_id": ["MARKED-1"], "currency": ["MARKED-2"], "profile_city": ["MARKED-3" * 99]})
    found = read(posted(live, stream_of(table)))
    told = posted(live, stream_of(table), Accept="application/x-ndjson").text
    assert json.loads(told)["line"] == 1
    assert "MARKED" not in f"{found['problem'][0]}{told}{live_server.log.read_text()}"
