"""What there is under which path: the one table that routing, the OpenAPI text, `Allow` and the index are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from starlette.types import Scope as Asked

from service.links import (
    AGAIN,
    EXAMPLE,
    EXAMPLE_BATCH,
    EXAMPLE_IN_SHORT,
    IN_FULL,
    IN_SHORT,
    ITS_ACTIONS,
    ITS_BUNDLE,
    OF_AN_ANSWER,
    RECORD,
    RECORDS,
    THEN,
    UNDO,
    Link,
)
from service.problems import (
    CONFLICT,
    INTERNAL,
    INVALID,
    MEDIA,
    MISDIRECTED,
    NO_KEY,
    NO_SCOPE,
    NOT_JSON,
    TOO_LARGE,
    TOO_MANY,
    TOO_SLOW,
    UNAVAILABLE,
    Kind,
)

GUARDED = (NO_KEY, NO_SCOPE, TOO_MANY)  # what every endpoint answers that asks for a key
READING = (NOT_JSON, TOO_SLOW, TOO_LARGE, MEDIA, INVALID, UNAVAILABLE, INTERNAL)
LOCALIZED = (INVALID, UNAVAILABLE, INTERNAL)
PLAIN = (UNAVAILABLE, INTERNAL)

Scope = Literal["score", "segments", "read", "admin"]  # what a key may be good for
SCOPES: tuple[Scope, ...] = get_args(Scope)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path. `handler`: the method of `Routes`; `takes` and `gives`: schemas of `openapi.SCHEMAS`.

    `streams`: it also takes and gives those of `openapi.STREAMS`. `scope`: what a key must be good for, where keys are
    asked for at all; None: nobody is asked. `links`: what its answer leads to.
    """

    method: str
    path: str
    handler: str
    summary: str
    description: str
    gives: str
    problems: tuple[Kind, ...]
    takes: str | None = None
    localized: bool = False
    streams: bool = False
    scope: Scope | None = "read"
    links: tuple[Link, ...] = ()

    @property
    def all_problems(self) -> tuple[Kind, ...]:
        """Those of its own and those of keys and hosts."""
        return self.problems if self.scope is None else (*self.problems, MISDIRECTED, *GUARDED)


ENDPOINTS = (
    Endpoint(
        "POST", "/score", "score", "Score one customer",
        "Segment, value tier, churn risk with exact reasons, lifecycle, tags and the actions to take. Everything but"
        " customer_id is optional: absent or null means unknown, [] means known to be none. Scoring keeps nothing: it"
        " is safe to repeat.",
        "ScoreAnswer", READING, takes="CustomerPayload", localized=True, scope="score",
        links=(IN_SHORT, *OF_AN_ANSWER, ITS_ACTIONS),
    ),
    Endpoint(
        "POST", "/score/batch", "score_batch", "Score many customers",
        "A JSON array of payloads, up to the limits; one answer a row, in order. Or a stream of any length, told by"
        " Content-Type, that is answered while it comes, in its own form or in the one that Accept names: NDJSON, a"
        " payload and an answer a line; or Arrow, the columns of the tables in and those of a score file out. A row"
        " that breaks the rules yields a problem in its place and fails no other. Read the answers while you send. Safe"
        " to repeat.",
        "BatchAnswer", READING, takes="Batch", localized=True, streams=True, scope="score",
        links=(*OF_AN_ANSWER, ITS_ACTIONS),
    ),
    Endpoint(
        "POST", "/segments", "segments", "Segment one customer",
        "Segment, tier, churn band, RFM group, lifecycle stage and tags only, for real-time marketing. Takes what"
        " /score takes. Safe to repeat.",
        "SegmentAnswer", READING, takes="CustomerPayload", localized=True, scope="segments",
        links=(IN_FULL, *OF_AN_ANSWER),
    ),
    Endpoint(
        "GET", "/segments", "segment_catalogue", "List the segments",
        "Each segment that the bundle knows: name, persona, rule and how true it is, share of the customers, value,"
        " churn, needs and sources; then the rules of size and stability, and codes that are no longer in use.",
        "Catalogue", LOCALIZED, localized=True,
    ),
    Endpoint(
        "GET", "/actions", "action_catalogue", "List the actions",
        "The bundle's policy: each action, the condition that calls for it, its cost and its expected effect.",
        "Catalogue", LOCALIZED, localized=True,
    ),
    Endpoint(
        "GET", "/labels", "labels", "List all codes with their labels",
        "Every code that an answer can hold, in zh-Hans, zh-Hant and en; under tags every tag with its label.",
        "Catalogue", PLAIN,
    ),
    Endpoint(
        "GET", "/model", "model", "Describe the bundle in service",
        "What the bundle was fitted on, what it learned, how good it was on the last cutoff, and the fields it uses.",
        "Catalogue", PLAIN,
    ),
    Endpoint(
        "GET", "/sources", "sources", "List the mappings of CRM records",
        "Each name that ?source= takes: where its field names come from, and whether the vendor documents them; what it"
        " fills in a payload, and whether it shapes answers for the way back.",
        "Catalogue", (INTERNAL,), links=(RECORD, RECORDS),
    ),
    Endpoint(
        "GET", "/livez", "livez", "Say whether the process answers", "For liveness probes; says nothing of the bundle.",
        "Live", (INTERNAL,), scope=None,
    ),
    Endpoint(
        "GET", "/readyz", "readyz", "Say whether a bundle is in service",
        "For readiness probes. 503 with the reason and the remedy until a bundle's hash is verified and its golden rows"
        " replay.",
        "ReadyState", PLAIN, scope=None, links=(ITS_BUNDLE,),
    ),
    Endpoint(
        "POST", "/admin/reload", "reload", "Load the bundle again",
        "Loads what the setting bundle leads to now, verifies and replays it beside the one in service, and puts it in"
        " its place; and the challenger too. 409 with the reason where something is wrong with it: the old one stays.",
        "BundleChange", (CONFLICT, INTERNAL), scope="admin", links=(UNDO, THEN, ITS_BUNDLE),
    ),
    Endpoint(
        "POST", "/admin/rollback", "rollback", "Go back to the bundle before",
        "Serves the bundle before this one, which is still in memory. It stays until the files at the path of the"
        " setting bundle change, or until a reload. 409 where there is none.",
        "BundleChange", (CONFLICT, INTERNAL), scope="admin", links=(AGAIN, THEN, ITS_BUNDLE),
    ),
    Endpoint(
        "GET", "/admin/bundles", "bundles", "See which bundles there are",
        "The bundle in service, the one before, why the newest was refused, and how the challenger compares: counts of"
        " customers by class and by difference, and nothing of any one of them.",
        "BundleState", (INTERNAL,), links=(UNDO, ITS_BUNDLE),
    ),
    Endpoint(
        "GET", "/metrics", "metrics_text", "Read the metrics",
        "For Prometheus, as its text format: counts, times and classes, and nothing of any one customer.",
        "Metrics", (INTERNAL,),
    ),
    Endpoint(
        "GET", "/openapi.json", "openapi_json", "Get this description as OpenAPI",
        "The OpenAPI document that /docs shows; openapi.yaml in the repository is the same.",
        "OpenApi", (INTERNAL,), links=(EXAMPLE, EXAMPLE_IN_SHORT, EXAMPLE_BATCH),
    ),
    Endpoint("GET", "/docs", "docs", "Read this description", "A page without scripts.", "Page", (INTERNAL,)),
    Endpoint(
        "GET", "/", "index", "See what there is",
        "As JSON; to a browser the page for people, or a list where that is switched off.",
        "Index", (MISDIRECTED, INTERNAL), scope=None,
    ),
)  # fmt: skip


def allowed_methods() -> Mapping[str, str]:
    """The `Allow` header of each path."""
    methods: dict[str, list[str]] = {}
    for endpoint in ENDPOINTS:
        methods.setdefault(endpoint.path, []).extend(["GET", "HEAD"] if endpoint.method == "GET" else [endpoint.method])
    return {path: ", ".join([*sorted(names), "OPTIONS"]) for path, names in methods.items()}


def by_route() -> Mapping[tuple[str, str], Endpoint]:
    """Each endpoint by method and path; HEAD is GET by then (service/envelope.py)."""
    return {(endpoint.method, endpoint.path): endpoint for endpoint in ENDPOINTS}


def route_of(asked: Asked) -> tuple[str, str]:
    """Method and path of a request as the routes match them: /v1/score is /score below /v1."""
    path: str = asked["path"]
    return asked["method"], path.removeprefix(asked.get("root_path", ""))
