"""`create_app(settings)`: the application; its lifespan loads the bundle."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from schema.refusal import NotJson, Refused
from service.batch import Batch
from service.endpoints import ENDPOINTS, allowed_methods
from service.envelope import Envelope
from service.openapi import declaration
from service.pages import Pages
from service.problems import METHOD, NOT_FOUND, Problem, problem_of, response
from service.rawroute import RawRoute
from service.readiness import Current, NotReady, Ready, load
from service.routes import Routes
from service.settings import Settings

logger = logging.getLogger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """The application; nothing is read before its lifespan starts."""
    current = Current(NotReady("The bundle is still being loaded."))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        current.state = load(settings.bundle)
        _report(current.state)
        yield

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.router.route_class = RawRoute
    asked = (current, settings.limits(), settings.default_language)
    _add_routes(app, Routes(*asked), Batch(*asked), Pages(app, current))
    app.add_middleware(Envelope, bundle_version=current.version)
    for kind in (HTTPException, Problem, Refused, NotJson):
        app.add_exception_handler(kind, _answer_problem)
    return app


def _add_routes(app: FastAPI, *handlers: Routes | Batch | Pages) -> None:
    for endpoint in ENDPOINTS:
        handler = next(getattr(some, endpoint.handler) for some in handlers if hasattr(some, endpoint.handler))
        app.add_api_route(endpoint.path, handler, methods=[endpoint.method], **declaration(endpoint))


async def _answer_problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return response(problem_of(error))
    if error.status_code != METHOD.status:
        return response(Problem(NOT_FOUND))
    allow = {"Allow": allowed_methods()[request.scope["route"].path]}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=allow)
    return response(Problem(METHOD, headers=allow))


def _report(state: Ready | NotReady) -> None:
    if isinstance(state, Ready):
        logger.info("bundle %s is in service", state.bundle.version)
    else:
        logger.error("no bundle is in service: %s", state.reason)
