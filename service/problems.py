"""Errors as `application/problem+json` (RFC 9457): one table of kinds, nothing of the input."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import dumps

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from schema.refusal import Fault, NotJson, Refused

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:customer-scoring:problem:"
PROBLEM = "problem"  # a key of the message that begins an answer; no server looks at it


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its code (the end of `type`), HTTP status, title, and what it tells the caller to do."""

    code: str
    status: int
    title: str
    detail: str


NOT_JSON = Kind("not-json", 400, "Not JSON", "The body must be JSON text in UTF-8.")
NO_KEY = Kind("no-key", 401, "No key", "Send a key: Authorization: Bearer KEY, or X-API-Key: KEY.")
NO_SCOPE = Kind("forbidden", 403, "Not allowed", "What was sent may not do this.")
NOT_FOUND = Kind("not-found", 404, "Not found", "There is nothing at this path; / lists what there is.")
METHOD = Kind("method-not-allowed", 405, "Method not allowed", "This path does not take the method; see Allow.")
CONFLICT = Kind("conflict", 409, "Not possible now", "The state of the service does not allow this; see the detail.")
TOO_SLOW = Kind("too-slow", 408, "Body too slow", "The body did not come in time; send it at once.")
TOO_LARGE = Kind("too-large", 413, "Body too large", "The body is over the limit.")
MEDIA = Kind("unsupported-media-type", 415, "Unsupported media type", "Send application/json in UTF-8.")
MISDIRECTED = Kind(
    "misdirected", 421, "Misdirected request", "The Host is no name of this service; call it by one that it has, on its"
    " own machine localhost, or give the name to the setting hosts (SCORING_HOSTS, --hosts).",
)  # fmt: skip
INVALID = Kind("invalid", 422, "Invalid request", "The request breaks the rules named in errors.")
TOO_MANY = Kind("quota", 429, "Quota used up", "The quota of this client is used up; see Retry-After.")
INTERNAL = Kind("internal", 500, "Internal error", "The service failed; its log has the X-Request-ID of this answer.")
UNAVAILABLE = Kind("unavailable", 503, "Not available now", "The service cannot score now; see Retry-After.")
OVERLOADED = Kind("overloaded", 503, "Overloaded", "The service has as much work as it may; see Retry-After.")

KINDS = (
    NOT_JSON, NO_KEY, NO_SCOPE, NOT_FOUND, METHOD, CONFLICT, TOO_SLOW, TOO_LARGE, MEDIA, MISDIRECTED, INVALID, TOO_MANY,
    INTERNAL, UNAVAILABLE, OVERLOADED,
)  # fmt: skip
NOT_HTTP = Kind(
    "not-http", 400, "Not HTTP", "What came is no HTTP/1.1 request; the connection is closed."
)  # before any route


class Problem(Exception):
    """What a route raises to answer with a problem; `detail` in place of the kind's own."""

    def __init__(
        self, kind: Kind, detail: str = "", faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail or kind.detail)
        self.kind = kind
        self.detail = detail or kind.detail
        self.faults = tuple(faults)
        self.headers = dict(headers or {})


def problem_of(error: Exception) -> Problem:
    """The problem that an exception stands for; what is not in the table is internal."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refused):
        return Problem(INVALID, faults=error.faults)
    if isinstance(error, NotJson):
        return Problem(NOT_JSON, str(error))
    return Problem(INTERNAL)


def document(problem: Problem) -> dict[str, object]:
    """The JSON object of RFC 9457, with `errors` where places are known."""
    kind = problem.kind
    members: dict[str, object] = {
        "type": TYPE_PREFIX + kind.code,
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
    }
    return members | {"errors": _errors(problem.faults)} if problem.faults else members


def _errors(faults: Sequence[Fault]) -> list[dict[str, str]]:
    return [{"pointer": fault.pointer, "code": fault.code, "detail": fault.detail} for fault in faults]


def response(problem: Problem) -> Response:
    """The HTTP answer to a problem."""
    body = dumps(document(problem), ensure_ascii=False).encode()
    headers = {"Content-Language": "en", **problem.headers}
    return ProblemResponse(problem, body, headers)


class ProblemResponse(Response):
    """An answer that says on its way out of the application what it is, for the layer that counts refusals."""

    def __init__(self, problem: Problem, body: bytes, headers: Mapping[str, str]) -> None:
        super().__init__(body, problem.kind.status, headers, MEDIA_TYPE)
        self._problem = problem

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        """Send it."""
        start = {"status": self.status_code, "headers": self.raw_headers, PROBLEM: self._problem}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": self.body})
