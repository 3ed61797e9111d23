"""`python -m benchmarks.serving.noop --port N`: the service with one more endpoint, which does nothing.

`POST /noop` takes the request model of `/score` and returns an answer that was made before, through FastAPI's ordinary
way: body to dict, validated by the model, the answer validated by the response model and written. All else is the
service's own: middleware, HTTP protocol, settings. So it is what a framework costs that carries such a request.
"""

import argparse
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest.mock import patch

from fastapi import APIRouter, FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware

from schema.answer import answer
from schema.limits import Limits
from schema.payload import parse
from schema.response import ScoreAnswer
from schema.shapes import CustomerPayload
from service import app, server
from service.bundles.readiness import NotReady, load
from service.settings import Settings
from service.telemetry import logs

SAMPLE = Path("docs/sample.json")


def with_noop(settings: Settings) -> FastAPI:
    """The application of the service, with `/noop` before all other routes, so that it is found first."""
    whole, router = app.create_app(settings), APIRouter()
    router.add_api_route("/noop", noop(settings), methods=["POST"], response_model=ScoreAnswer)
    (route,) = router.routes
    route.app = AsyncExitStackMiddleware(route.app)  # type: ignore[attr-defined]  # FastAPI's way, not the service's
    whole.router.routes[:0] = router.routes
    return whole


def noop(settings: Settings) -> Callable[[CustomerPayload], Awaitable[dict[str, object]]]:
    """The handler, with the full answer to the sample at hand; SystemExit where no bundle can be had."""
    ready = load(settings.bundle)
    if isinstance(ready, NotReady):
        raise SystemExit(ready.reason)
    record = parse(SAMPLE.read_bytes(), Limits(), currency=ready.bundle.currency, today=ready.today())
    made = answer([record], ready.bundle, settings.default_language, ready.today())[0]

    async def does_nothing(payload: CustomerPayload) -> dict[str, object]:  # noqa: ARG001 (validated, not used)
        return made

    return does_nothing


def main(arguments: list[str]) -> int:
    """Serve as `python -m service` does."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving.noop", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bundle", type=Path, default=Settings().bundle)
    asked = parser.parse_args(arguments)
    settings = Settings(bundle=asked.bundle, port=asked.port)
    logs.configure(settings.log_level)
    with patch.object(server, "create_app", with_noop):  # what `serve` serves; all else of it stays
        server.serve(settings, server.listen(settings.host, settings.port))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
