"""Which pages of other origins may call from a browser (CORS): none, unless they are named."""

import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from service.problems import NO_SCOPE, Problem, response
from service.settings import WrongSetting

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](:[0-9]{1,5})?")
ASKED = ("Authorization", "X-API-Key", "Content-Type", "X-Request-ID", "traceparent")
TOLD = ("X-Request-ID", "X-Bundle", "Retry-After", "RateLimit", "RateLimit-Policy")
MAX_AGE_SECONDS = 600
REFUSED = "A page of this origin may not ask for this; the setting cors_origins names those that may."


class WrongOrigins(WrongSetting):
    """A list that breaks the rule; the message is the sentence to show."""


def origins_of(text: str) -> tuple[str, ...]:
    """The origins of a list with commas. Raises WrongOrigins."""
    origins = tuple(origin.strip() for origin in text.split(","))
    if not all(ORIGIN.fullmatch(origin) for origin in origins):
        raise WrongOrigins(
            "--cors-origins must be such as https://crm.example.com, several with commas: scheme, host and port as a"
            " browser sends them, nothing behind; any origin at all (*) is not to be had."
        )
    return origins


class CrossOrigin(CORSMiddleware):
    """Starlette's, which answers 400 in plain text where a problem is due. No cookies: nothing here has any."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app, origins, allow_methods=("GET", "HEAD", "POST"), allow_headers=ASKED, expose_headers=TOLD,
            max_age=MAX_AGE_SECONDS,
        )  # fmt: skip

    def preflight_response(self, request_headers: Headers) -> Response:
        """What a browser asks before it asks."""
        answer = super().preflight_response(request_headers)
        return answer if answer.status_code == 200 else response(Problem(NO_SCOPE, REFUSED, headers={"Vary": "Origin"}))
