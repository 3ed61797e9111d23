"""The OpenAPI document: made from the endpoints' table and the models' own schemas, never on the way of a request."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from schema.examples import EXAMPLES
from schema.response import ScoreAnswer, SegmentAnswer
from schema.shapes import CustomerPayload
from service.endpoints import ENDPOINTS, Endpoint
from service.language import LANGUAGES
from service.links import Link
from service.problems import MEDIA_TYPE, NO_KEY, NO_SCOPE, TOO_MANY, UNAVAILABLE, Kind
from service.shapes import BundleChange, BundleState, CrmAnswer, Live, Problem, ReadyState
from service.sources.folder import shipped_names
from service.sources.wanted import SHAPES

REF = "#/components/schemas/{model}"

DESCRIPTION = (
    "A customer goes in as JSON; a segment, a value tier, a churn risk with exact reasons and the actions that pay come"
    " out. Every path also answers under /v1. Codes never change their meaning; new ones may come: treat an unknown one"
    " as other. Errors are problem documents (RFC 9457) that name place and rule and never repeat what was sent."
)

# Name of `Endpoint.takes` and `Endpoint.gives` -> what it is.
SCHEMAS: dict[str, Any] = {
    "CustomerPayload": CustomerPayload,
    "Batch": list[CustomerPayload],
    "ScoreAnswer": ScoreAnswer,
    "BatchAnswer": list[ScoreAnswer | Problem],
    "SegmentAnswer": SegmentAnswer,
    "CrmAnswer": CrmAnswer,
    "CrmBatchAnswer": list[CrmAnswer | Problem],
    "Catalogue": dict[str, Any],
    "Live": Live,
    "ReadyState": ReadyState,
    "BundleChange": BundleChange,
    "BundleState": BundleState,
    "OpenApi": dict[str, Any],
    "Index": dict[str, Any],
    "Problem": Problem,
}


# What is given in its place for `shape=crm`.
SHAPED = {"ScoreAnswer": "CrmAnswer", "SegmentAnswer": "CrmAnswer", "BatchAnswer": "CrmBatchAnswer"}

# What is no JSON.
TEXTS: dict[str, type[Response]] = {"Page": HTMLResponse, "Metrics": PlainTextResponse}


class Stream(NamedTuple):
    """What the request has, and what the answer; OpenAPI 3.1 has no words for the parts of a stream."""

    takes: str
    gives: str


STREAMS = {
    "application/x-ndjson": Stream(
        takes="a CustomerPayload a line, each of at most the bytes of a /score; application/jsonl and"
        " application/ndjson are the same",
        gives="a ScoreAnswer a line, or a Problem with the `line` that it is of; the last one has none, where the"
        " stream breaks off",
    ),
    "application/vnd.apache.arrow.stream": Stream(
        takes="record batches, uncompressed, each of at most the bytes of an array, with the columns of the tables:"
        " customer_id, as_of, account_status, profile_city, attributes_<name>, and the lists orders, usage, inquiries,"
        " feedback and contacts as lists of structs; texts as strings, no dictionaries",
        gives="record batches with the columns of a score file (churn_probability, actions) and `problem`, null where"
        " the row is scored",
    ),
}

HEADERS = {
    "X-Request-ID": "the caller's own if it is 1 to 128 of letters, digits, dot, hyphen, underscore; else a new one",
    "X-Bundle": "the version of the bundle in service",
    "Content-Language": "the language of names and sentences: zh-Hans, zh-Hant or en; an Arrow stream has none",
    "WWW-Authenticate": "Bearer, with what is wrong with the key that was sent (RFC 6750)",
    "RateLimit-Policy": "the quota of the client: q requests in w seconds, in this process",
    "RateLimit": "what is left of it: r requests; in t seconds there will be more",
    "Retry-After": "the seconds after which it may be worth while to send the request again",
}
ALWAYS = ("X-Request-ID", "X-Bundle")
SPOKEN = ("Content-Language",)  # of what is localized
MORE = {
    NO_KEY: ("WWW-Authenticate",),
    NO_SCOPE: ("WWW-Authenticate",),
    TOO_MANY: ("Retry-After", "RateLimit-Policy", "RateLimit"),
    UNAVAILABLE: ("Retry-After",),
}

# In OpenAPI 3.1 the list of a requirement may name roles for any kind of scheme: here the scope that a key must have.
SECURITY: dict[str, dict[str, str]] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "a key of this service; a service that was given no keys asks for none",
    },
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "the same, where a gateway uses it"},
}

PARAMETERS: dict[str, dict[str, Any]] = {
    "lang": {
        "name": "lang",
        "in": "query",
        "description": "the language of names and sentences; zh-CN, zh-TW and the like are understood",
        "schema": {"type": "string", "examples": list(LANGUAGES)},
    },
    "Accept-Language": {
        "name": "Accept-Language",
        "in": "header",
        "description": "the same wish with weights, where lang is not given",
        "schema": {"type": "string"},
    },
}

# Of what takes customers: as payloads, or as a CRM has them.
SOURCE_PARAMETERS: dict[str, dict[str, Any]] = {
    "source": {
        "name": "source",
        "in": "query",
        "description": "the mapping to read the body with, as JSON or NDJSON: a CRM's own records in place of payloads;"
        " pointers of errors lead into them. GET /sources lists the mappings, a company's own too",
        "schema": {"type": "string", "examples": shipped_names()},
    },
    "shape": {
        "name": "shape",
        "in": "query",
        "description": "crm: the answer as the [answer] of the mapping has it, fields of the CRM and tags to add and to"
        " remove; answer: as without a source",
        "schema": {"type": "string", "enum": list(SHAPES), "default": SHAPES[0]},
    },
}


def declaration(endpoint: Endpoint) -> dict[str, Any]:
    """What FastAPI is told of a route; the components that it refers to come with `openapi_document`."""
    problems = {str(kind.status): {"$ref": f"#/components/responses/{kind.code}"} for kind in endpoint.all_problems}
    extra: dict[str, Any] = {"responses": dict(sorted(problems.items()))}
    if endpoint.localized:
        names = [*PARAMETERS, *(SOURCE_PARAMETERS if endpoint.takes else ())]
        extra["parameters"] = [{"$ref": f"#/components/parameters/{name}"} for name in names]
    if endpoint.scope is not None:
        extra["security"] = [{name: [endpoint.scope]} for name in SECURITY]
    if endpoint.takes is not None:
        extra["requestBody"] = _request_body(endpoint.takes, streams=endpoint.streams)
    return {
        "summary": endpoint.summary,
        "description": endpoint.description,
        "operation_id": endpoint.handler,
        "response_class": TEXTS.get(endpoint.gives, JSONResponse),
        "responses": {200: _success(endpoint)},
        "openapi_extra": extra,
    }


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The whole document."""
    servers = [{"url": "/"}, {"url": "/v1"}]
    document = get_openapi(
        title="Customer scoring", version="1", description=DESCRIPTION, routes=app.routes, servers=servers
    )
    components = {
        "schemas": _schemas(),
        "responses": {kind.code: _problem(kind) for endpoint in ENDPOINTS for kind in endpoint.all_problems},
        "parameters": PARAMETERS | SOURCE_PARAMETERS,
        "examples": _examples(),
        "securitySchemes": SECURITY,
        "headers": {name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()},
        "links": {link.name: _link(link) for endpoint in ENDPOINTS for link in endpoint.links},
    }
    return {**document, "components": components}


def as_yaml(app: FastAPI) -> str:
    """The text of openapi.yaml; PyYAML is a tool of development and not of the service."""
    import yaml  # noqa: PLC0415

    text: str = yaml.safe_dump(openapi_document(app), sort_keys=False, allow_unicode=True, width=120)
    return "# Made by `python -m service openapi > openapi.yaml`.\n" + text


def _schemas() -> dict[str, Any]:
    adapters = {name: TypeAdapter(kind) for name, kind in SCHEMAS.items()}
    inputs = [(name, _mode(name), adapter) for name, adapter in adapters.items()]
    by_key, shared = TypeAdapter.json_schemas(inputs, ref_template=REF)
    named = {name: schema for (name, _), schema in by_key.items() if schema != _ref(name)}
    return dict(sorted((shared.get("$defs", {}) | named).items()))


def _mode(name: str) -> Any:
    return "validation" if name in {"CustomerPayload", "Batch"} else "serialization"


def _ref(name: str) -> dict[str, str]:
    return {"$ref": REF.format(model=name)}


def _request_body(name: str, *, streams: bool) -> dict[str, Any]:
    shown = ["batch"] if name == "Batch" else list(EXAMPLES)
    examples = {key: {"$ref": f"#/components/examples/{key}"} for key in shown}
    content = {"application/json": {"schema": _ref(name), "examples": examples}}
    return {"required": True, "content": content | (_streams(lambda stream: stream.takes) if streams else {})}


def _streams(told: Callable[[Stream], str]) -> dict[str, Any]:
    return {name: {"schema": {"type": "string", "description": told(stream)}} for name, stream in STREAMS.items()}


def _examples() -> dict[str, Any]:
    """The components for `_request_body`; FastAPI would take every null out of an example that it is told of."""
    batch = [deepcopy(value) for _, value in list(EXAMPLES.values())[-2:]]  # copies, or YAML makes anchors of them
    shown = {**EXAMPLES, "batch": ("Two customers in one request", batch)}
    return {key: {"summary": summary, "value": value} for key, (summary, value) in shown.items()}


def _success(endpoint: Endpoint) -> dict[str, Any]:
    text = TEXTS.get(endpoint.gives)
    shaped = SHAPED.get(endpoint.gives)
    schema = {"anyOf": [_ref(endpoint.gives), _ref(shaped)]} if shaped else _ref(endpoint.gives)
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    content = content if text is None else {str(text.media_type): {"schema": {"type": "string"}}}
    content |= _streams(lambda stream: stream.gives) if endpoint.streams else {}
    headers = _headers(*ALWAYS, *(SPOKEN if endpoint.localized else ()))
    links = {link.name: {"$ref": f"#/components/links/{link.name}"} for link in endpoint.links}
    return {"description": "The answer", "headers": headers, "content": content} | ({"links": links} if links else {})


def _link(link: Link) -> dict[str, Any]:
    given = {"parameters": dict(link.parameters), "requestBody": link.body}
    return {"operationId": link.to, "description": link.description} | {key: it for key, it in given.items() if it}


def _problem(kind: Kind) -> dict[str, Any]:
    names = (*ALWAYS, *MORE.get(kind, ()))
    content = {MEDIA_TYPE: {"schema": _ref("Problem")}}
    return {"description": kind.detail, "headers": _headers(*names), "content": content}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
