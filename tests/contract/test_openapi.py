"""The OpenAPI document: committed as it is generated, whole, and true of the running service."""

import json
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from schema.examples import EXAMPLES
from schema.response import ScoreAnswer, SegmentAnswer
from service.app import create_app
from service.openapi import as_yaml, openapi_document
from service.settings import Settings
from tests.service.running import ROOT


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi_document(create_app(Settings()))


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_openapi_yaml_is_what_the_code_says():
    committed = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    assert committed == as_yaml(create_app(Settings())), "run `python -m service openapi > openapi.yaml`"


def test_the_service_serves_the_same_document(bare: httpx.Client, document: dict[str, Any]):
    assert bare.get("/openapi.json").json() == json.loads(json.dumps(document))


def test_every_reference_leads_somewhere_and_every_component_is_used(document: dict[str, Any]):
    used = set(references(document))
    for reference in used:
        assert reduce(getitem, reference.removeprefix("#/").split("/"), document)
    schemes = document["components"]["securitySchemes"]
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert set(schemes) == {name for one in operations for way in one.get("security", []) for name in way}
    used |= {f"#/components/securitySchemes/{name}" for name in schemes}
    named = {f"#/components/{kind}/{name}" for kind, names in document["components"].items() for name in names}
    assert named == used


def test_every_operation_says_its_errors_in_a_name_of_its_own(document: dict[str, Any]):
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert {"200", "500"} <= set(operation["responses"])
        assert operation["summary"]
        assert operation["description"]


def test_every_path_is_there_on_both_servers(bare: httpx.Client, document: dict[str, Any]):
    for server in document["servers"]:
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                answer = bare.request(method, server["url"].rstrip("/") + path)
                assert str(answer.status_code) in operation["responses"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_a_customer_is_answered_as_the_models_say(live: httpx.Client, name: str):
    _, payload = EXAMPLES[name]
    score, segments = live.post("/score", json=payload), live.post("/segments", json=payload)
    TypeAdapter(ScoreAnswer).validate_json(score.content, strict=True)
    TypeAdapter(SegmentAnswer).validate_json(segments.content, strict=True)
    assert live.post("/score/batch", json=[payload]).json() == [score.json()]


def test_the_documented_examples_are_those_that_are_run(document: dict[str, Any]):
    documented = document["components"]["examples"]
    assert {name: (documented[name]["summary"], documented[name]["value"]) for name in EXAMPLES} == EXAMPLES


def test_the_documented_batch_is_answered_row_by_row(live: httpx.Client, document: dict[str, Any]):
    rows = document["components"]["examples"]["batch"]["value"]
    assert live.post("/score/batch", json=rows).json() == [live.post("/score", json=row).json() for row in rows]
