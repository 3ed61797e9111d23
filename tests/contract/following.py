"""Links of the OpenAPI document, followed as its specification says: by hand, and by nothing of the service's own."""

import json
from collections.abc import Mapping
from functools import reduce
from typing import Any

import httpx

Json = Mapping[str, Any]


def followed(
    client: httpx.Client, document: Json, first: httpx.Response, name: str, body: object = None
) -> httpx.Response:
    """The answer to the request that the link makes of the first exchange; `body`: where the link leaves it to us."""
    link = document["components"]["links"][name]
    method, path, _ = operation_of(document, link["operationId"])
    values = {key: value_of(words, first) for key, words in link.get("parameters", {}).items()}
    query = {key: value for key, value in values.items() if value is not None}
    sent = value_of(link["requestBody"], first) if "requestBody" in link else body
    return client.request(method, path, params=query, json=sent)


def operation_of(document: Json, name: str) -> tuple[str, str, Json]:
    """Method, path and description of the one that has the name."""
    (found,) = (
        (method, path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if operation["operationId"] == name
    )
    return found


def value_of(expression: str, exchange: httpx.Response) -> Any:
    """What a runtime expression stands for; None where it does not resolve."""
    source, _, pointer = expression.partition("#")
    kind, _, name = source.removeprefix("$").partition(".")
    place, _, name = name.partition(".")
    if place == "body":
        text = exchange.content if kind == "response" else exchange.request.content
        return _at(json.loads(text), pointer)
    if place == "header":
        return (exchange if kind == "response" else exchange.request).headers.get(name)
    assert (kind, place) == ("request", "query"), f"{expression}: no such expression is known here"
    return exchange.request.url.params.get(name)


def _at(document: Any, pointer: str) -> Any:
    return reduce(lambda at, key: at[int(key)] if isinstance(at, list) else at[key], pointer.split("/")[1:], document)
