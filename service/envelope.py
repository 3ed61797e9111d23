"""What every answer has, whatever it is: request id, bundle, no-store; and a problem where something broke unseen."""

import logging
import re
from asyncio import CancelledError
from binascii import hexlify
from collections.abc import Callable, Iterable
from os import urandom

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import PROBLEM, UNAVAILABLE, Problem, problem_of, response
from service.telemetry.logs import REQUEST_ID

VERSION_PREFIX = "/v1"
Header = tuple[bytes, bytes]

# No MIME sniffing, no page that names what it came from, no page of others that shows an answer as its own part.
SECURITY = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]

HARMLESS_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")

STOPPING = Problem(
    UNAVAILABLE, "The service is stopping; send the request again.", headers={"Retry-After": "1", "Connection": "close"}
)

logger = logging.getLogger(__name__)


class Envelope:
    """Pure ASGI middleware; `bundle_version` names the bundle in service, None where there is none."""

    def __init__(self, app: ASGIApp, bundle_version: Callable[[], str | None]) -> None:
        self.app = app
        self.bundle_version = bundle_version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wrap one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_of(scope["headers"])
        REQUEST_ID.set(request_id.decode())  # the server runs each request in a context of its own
        headers = headers_of(request_id, self.bundle_version())  # now: what is answered is of the bundle of now
        started = False

        async def send_enveloped(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message.pop(PROBLEM, None)  # it was for the layers below
                message["headers"] = _with(message["headers"], headers)
            await send(message)

        inner = _routed(scope)
        try:
            await self.app(inner, receive, send_enveloped)
        except ClientDisconnect:
            logger.debug("the client went away")
        except CancelledError:  # the server stops and does not wait any longer
            if not started:
                await response(STOPPING)(inner, receive, send_enveloped)
        except Exception as error:  # else the server below would log what the message holds
            logger.error("unexpected exception", exc_info=error)
            if not started:
                await response(problem_of(error))(inner, receive, send_enveloped)


def headers_of(request_id: bytes, version: str | None) -> list[Header]:
    """What every answer has; `version`: of the bundle, None where there is none."""
    headers = [(b"x-request-id", request_id), *SECURITY]
    return headers if version is None else [*headers, (b"x-bundle", version.encode())]


def _with(own: list[Header], every: list[Header]) -> list[Header]:
    """An answer's own headers and those of every answer; the page's files say for themselves how long to keep them."""
    for name, _ in own:
        if name == b"cache-control":
            return [*own, *(header for header in every if header[0] != b"cache-control")]
    return [*own, *every]


def request_id_of(headers: Iterable[Header]) -> bytes:
    """The caller's own, if it can be written into a header and a log line without harm; else a new one."""
    for name, value in headers:
        if name == b"x-request-id" and HARMLESS_ID.fullmatch(value):
            return bytes(value)
    return hexlify(urandom(16))


def _routed(scope: Scope) -> Scope:
    """The scope as the routes know it: /v1/score is /score below /v1, and HEAD is a GET whose body the server drops."""
    path: str = scope["path"]
    if path.startswith(f"{VERSION_PREFIX}/") or path == VERSION_PREFIX:
        scope = {**scope, "root_path": VERSION_PREFIX, "path": path if path != VERSION_PREFIX else f"{path}/"}
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
