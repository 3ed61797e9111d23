"""The links of the OpenAPI document, followed on a running service: each leads where it says."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from schema.examples import EXAMPLES
from scoring import bundle as bundles
from service.endpoints import ENDPOINTS, Endpoint
from service.links import Link
from tests.contract.following import Json, followed, operation_of
from tests.service.running import ROOT, running
from tests.service.sources.samples import NAMES, payload, sample
from tests.service.variants import marked

FULL = EXAMPLES["full"][1]
# What is sent first where an endpoint takes something; the others are asked as they are.
SENT = {"score": FULL, "segments": FULL, "score_batch": [FULL]}
FIRST = NAMES[0]  # what /sources lists first
RECORDS = {"record": sample(FIRST), "records": [sample(FIRST)]}  # what these links leave to the caller
LINKS = [(endpoint, link) for endpoint in ENDPOINTS for link in endpoint.links]
NAMED = list({link.name: link for _, link in LINKS}.values())


@pytest.fixture(scope="module")
def client(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Talks to a service that has served two bundles, so that there is one to go back to."""
    folder = tmp_path_factory.mktemp("links")
    before, after = (marked(demo_bundle, folder / "models", mark).name for mark in "AB")
    bundles.publish(folder / "models", before)
    arguments = ("--bundle", str(folder / "models" / "current"), "--watch-seconds", "0")
    with running(folder, *arguments) as server, server.client() as client:
        bundles.publish(folder / "models", after)
        yield client


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> Json:
    found: Json = client.get("/openapi.json").json()
    return found


@pytest.fixture(autouse=True)
def _one_to_go_back_to(client: httpx.Client) -> None:
    client.post("/admin/reload").raise_for_status()
    assert client.get("/admin/bundles").json()["previous"] is not None


def asked(client: httpx.Client, endpoint: Endpoint) -> httpx.Response:
    query = {"lang": "en"} if endpoint.localized else None
    return client.request(endpoint.method, endpoint.path, params=query, json=SENT.get(endpoint.handler))


@pytest.mark.parametrize(("endpoint", "link"), LINKS, ids=[f"{one.handler}-{link.name}" for one, link in LINKS])
def test_every_link_leads_to_an_answer(client: httpx.Client, document: Json, endpoint: Endpoint, link: Link):
    first = asked(client, endpoint)
    answers = document["paths"][endpoint.path][endpoint.method.lower()]["responses"][str(first.status_code)]
    assert answers["links"][link.name] == {"$ref": f"#/components/links/{link.name}"}
    assert followed(client, document, first, link.name, RECORDS.get(link.name)).status_code == 200


@pytest.mark.parametrize("link", NAMED, ids=lambda link: link.name)
def test_a_link_gives_what_its_target_takes(document: Json, link: Link):
    _, _, operation = operation_of(document, link.to)
    references = [parameter["$ref"].rsplit("/", 1)[1] for parameter in operation.get("parameters", [])]
    assert set(link.parameters) <= set(references)
    assert link.body is None or "requestBody" in operation


@pytest.mark.parametrize("link", NAMED, ids=lambda link: link.name)
def test_a_link_stands_in_docs(client: httpx.Client, link: Link):
    page = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
    assert f"`{link.name}`" in page
    assert f'<a href="#{link.to}">{link.name}</a>' in client.get("/docs").text


def test_a_customer_in_short_and_in_full_is_the_same_one(client: httpx.Client, document: Json):
    whole = client.post("/score", json=FULL, headers={"Accept-Language": "zh-Hant"})
    short = followed(client, document, whole, "in_short")
    assert short.headers["content-language"] == "zh-Hant"
    assert short.json()["segment_name"] == whole.json()["segment"]["name"]
    assert followed(client, document, short, "in_full").content == whole.content


def test_a_record_of_a_crm_stays_one_on_the_way(client: httpx.Client, document: Json):
    query = {"source": FIRST, "shape": "crm", "lang": "zh-Hans"}
    whole = client.post("/score", params=query, json=sample(FIRST))
    short = followed(client, document, whole, "in_short")
    assert short.content == client.post("/segments", params=query, json=sample(FIRST)).content


def test_segment_and_actions_of_an_answer_stand_in_the_catalogues(client: httpx.Client, document: Json):
    first = client.post("/score", params={"lang": "zh-Hant"}, json=FULL)
    segment, actions = first.json()["segment"], first.json()["actions"]
    segments = followed(client, document, first, "its_segment").json()["segments"]
    assert [one["name"] for one in segments if one["code"] == segment["code"]] == [segment["name"]]
    titles = {one["code"]: one["title"] for one in followed(client, document, first, "its_actions").json()["actions"]}
    assert actions and all(titles[one["code"]] == one["title"] for one in actions)


def test_the_codes_of_an_answer_have_their_labels(client: httpx.Client, document: Json):
    first = client.post("/score", params={"lang": "en"}, json=FULL)
    labels, segment = followed(client, document, first, "its_codes").json()["labels"]["en"], first.json()["segment"]
    assert labels["segment_names"][segment["code"]] == segment["name"]


@pytest.mark.parametrize("path", ["/score", "/segments", "/admin/reload", "/admin/rollback"])
def test_the_facts_are_those_of_the_bundle_that_answered(client: httpx.Client, document: Json, path: str):
    first = client.post(path, json=FULL)
    assert followed(client, document, first, "its_bundle").json()["bundle"] == first.json()["bundle"]


def test_a_name_of_the_list_reads_a_record(client: httpx.Client, document: Json):
    told = followed(client, document, client.get("/sources"), "record", sample(FIRST)).json()
    assert told["customer_id"] == payload(FIRST)["customer_id"]


def test_the_examples_of_the_document_are_scored(client: httpx.Client, document: Json):
    first = client.get("/openapi.json")
    assert followed(client, document, first, "example").json()["customer_id"] == FULL["customer_id"]
    assert len(followed(client, document, first, "example_batch").json()) == 2


def test_a_rollback_and_a_reload_undo_each_other(client: httpx.Client, document: Json):
    loaded = client.post("/admin/reload")
    back = followed(client, document, loaded, "undo")
    assert back.json()["bundle"] == loaded.json()["previous"]
    assert followed(client, document, back, "again").json()["bundle"] == loaded.json()["bundle"]
