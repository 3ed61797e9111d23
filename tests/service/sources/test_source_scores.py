"""Each CRM's records, as they come, on a real server."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from schema.limits import Limits
from service.bundles.readiness import Ready, load
from service.sources.translate import translate
from service.sources.wanted import MOST_BYTES, Wanted
from tests.service.sources.samples import HOME, NAMES, payload, sample, shipped

NDJSON = {"Content-Type": "application/x-ndjson"}


def test_the_seven_are_shipped():
    assert NAMES == ["fxiaoke", "hubspot", "salesforce", "shopify", "wecom", "zhiyuntong", "zoho_crm"]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_becomes_this_payload(name: str):
    made = translate(sample(name), shipped(name), HOME)
    assert (made.payload, made.wrong) == (payload(name), ())


@pytest.mark.parametrize("name", NAMES)
def test_a_record_is_answered_as_the_payload_that_it_becomes(live: httpx.Client, name: str):
    for path in ("/score", "/v1/score", "/segments"):
        answer = live.post(path, params={"source": name}, json=sample(name))
        assert answer.status_code == 200
        assert answer.content == live.post(path, json=payload(name)).content


@pytest.mark.parametrize("name", NAMES)
def test_many_records_are_answered_as_one_is(live: httpx.Client, name: str):
    alone = live.post("/score", json=payload(name)).json()
    rows = live.post("/score/batch", params={"source": name}, json=[sample(name), {}, sample(name)]).json()
    assert (rows[0], rows[2]) == (alone, alone)
    assert (rows[1]["status"], rows[1]["errors"][0]["code"]) == (422, "missing")
    lines = "\n".join(json.dumps(row) for row in (sample(name), [], sample(name)))
    told = live.post("/score/batch", params={"source": name}, content=lines.encode(), headers=NDJSON).text.splitlines()
    assert [json.loads(line) for line in told[::2]] == [alone, alone]
    assert (json.loads(told[1])["line"], json.loads(told[1])["errors"][0]["code"]) == (2, "not_an_object")


def test_a_record_too_large_to_be_worked_on_with_others_is_answered_too(live: httpx.Client):
    record = sample("shopify") | {"note": "x" * 400_000}
    assert live.post("/score", params={"source": "shopify"}, json=record).json()["customer_id"] == "7073390000001"


def test_large_records_are_worked_on_one_at_a_time_and_small_ones_do_not_wait(demo_bundle: Path):
    ready = load(demo_bundle)
    assert isinstance(ready, Ready)

    async def story() -> list[int]:
        inside, most = [0, 0], [0, 0]

        async def asked(payload: bytes) -> bytes:
            is_large = json.loads(payload)["customer_id"] == "large"
            inside[is_large] += 1
            most[is_large] = max(most[is_large], inside[is_large])
            await asyncio.sleep(0.05)
            inside[is_large] -= 1
            return b"{}"

        wanted = Wanted(shipped("shopify"), False, ready, "en", Limits(), asyncio.Lock())
        small, large = sample("shopify"), sample("shopify") | {"note": "x" * MOST_BYTES}
        large["customer"] |= {"id": "large"}
        bodies = [json.dumps(one).encode() for one in (large, small)]
        await asyncio.gather(*(wanted.answer(body, asked) for body in bodies * 4))
        return most

    assert asyncio.run(story()) == [4, 1]


def test_the_mappings_are_listed_with_what_they_rest_on(live: httpx.Client):
    listed = {one["name"]: one for one in live.get("/sources").json()["sources"]}
    assert list(listed) == NAMES
    for one in listed.values():
        assert one["shipped"] and one["answers"]
        assert one["documentation"] if one["verified"] else one["note"]
    assert [name for name, one in listed.items() if not one["verified"]] == ["fxiaoke", "zhiyuntong"]


def test_the_openapi_document_names_them(live: httpx.Client):
    document = live.get("/openapi.json").json()
    assert document["components"]["parameters"]["source"]["schema"]["examples"] == NAMES
    for path in ("/score", "/segments", "/score/batch"):
        named = [one["$ref"].rsplit("/", 1)[1] for one in document["paths"][path]["post"]["parameters"]]
        assert {"source", "shape"} <= {*named}
