"""What there is under which path: the one table that routing, the OpenAPI text, `Allow` and the index are made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.problems import INTERNAL, INVALID, MEDIA, NOT_JSON, TOO_LARGE, UNAVAILABLE, Kind

READING = (NOT_JSON, TOO_LARGE, MEDIA, INVALID, UNAVAILABLE, INTERNAL)
LOCALIZED = (INVALID, UNAVAILABLE, INTERNAL)
PLAIN = (UNAVAILABLE, INTERNAL)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path. `handler`: the method of `Routes`; `takes` and `gives`: schemas of `openapi.SCHEMAS`.

    `streams`: it also takes and gives those of `openapi.STREAMS`.
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


ENDPOINTS = (
    Endpoint(
        "POST", "/score", "score", "Score one customer",
        "Segment, value tier, churn risk with exact reasons, lifecycle, tags and the actions to take. Everything but"
        " customer_id is optional: absent or null means unknown, [] means known to be none. Scoring keeps nothing: it"
        " is safe to repeat.",
        "ScoreAnswer", READING, takes="CustomerPayload", localized=True,
    ),
    Endpoint(
        "POST", "/score/batch", "score_batch", "Score many customers",
        "A JSON array of payloads, up to the limits; one answer a row, in order. Or a stream of any length, told by"
        " Content-Type, that is answered while it comes, in its own form or in the one that Accept names: NDJSON, a"
        " payload and an answer a line; or Arrow, the columns of the tables in and those of a score file out. A row"
        " that breaks the rules yields a problem in its place and fails no other. Read the answers while you send. Safe"
        " to repeat.",
        "BatchAnswer", READING, takes="Batch", localized=True, streams=True,
    ),
    Endpoint(
        "POST", "/segments", "segments", "Segment one customer",
        "Segment, tier, churn band, RFM group, lifecycle stage and tags only, for real-time marketing. Takes what"
        " /score takes. Safe to repeat.",
        "SegmentAnswer", READING, takes="CustomerPayload", localized=True,
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
        "GET", "/livez", "livez", "Say whether the process answers", "For liveness probes; says nothing of the bundle.",
        "Live", (INTERNAL,),
    ),
    Endpoint(
        "GET", "/readyz", "readyz", "Say whether a bundle is in service",
        "For readiness probes. 503 with the reason and the remedy until a bundle's hash is verified and its golden rows"
        " replay.",
        "ReadyState", PLAIN,
    ),
    Endpoint(
        "GET", "/openapi.json", "openapi_json", "Get this description as OpenAPI",
        "The OpenAPI document that /docs shows; openapi.yaml in the repository is the same.",
        "OpenApi", (INTERNAL,),
    ),
    Endpoint("GET", "/docs", "docs", "Read this description", "A page without scripts.", "Page", (INTERNAL,)),
    Endpoint("GET", "/", "index", "See what there is", "As JSON, or to a browser as a page.", "Index", (INTERNAL,)),
)  # fmt: skip


def allowed_methods() -> Mapping[str, str]:
    """The `Allow` header of each path."""
    methods: dict[str, list[str]] = {}
    for endpoint in ENDPOINTS:
        methods.setdefault(endpoint.path, []).extend(["GET", "HEAD"] if endpoint.method == "GET" else [endpoint.method])
    return {path: ", ".join([*sorted(names), "OPTIONS"]) for path, names in methods.items()}
