"""`create_app(settings)`: the application; its lifespan loads the bundle."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from schema.refusal import NotJson, Refused
from service.admin import Admin
from service.application import Lean
from service.bundles.challenger import Challenger
from service.bundles.lifecycle import Lifecycle, Source
from service.bundles.readiness import Current, NotReady
from service.bundles.watching import Watching
from service.endpoints import ENDPOINTS, allowed_methods
from service.layers import add_layers
from service.many.batch import Batch
from service.openapi import declaration
from service.pages import ASSETS, Pages
from service.problems import METHOD, NOT_FOUND, Problem, problem_of, response
from service.rawroute import RawRoute
from service.routes import Routes
from service.settings import Settings
from service.sources.sources import Sources
from service.telemetry.challenger_metrics import ChallengerCollector
from service.telemetry.metrics import Metrics
from service.telemetry.traces import traces_of

OWN_PAGES: dict[str, Any] = {"openapi_url": None, "docs_url": None, "redoc_url": None, "redirect_slashes": False}


def create_app(settings: Settings) -> FastAPI:
    """The application; only keys and mappings are read before its lifespan starts. Raises WrongSetting."""
    current = Current(NotReady("The bundle is still being loaded."))
    metrics, traces = Metrics(current, settings.build), traces_of(settings.otlp_endpoint, current)
    lifecycle = Lifecycle(current, Source(settings.bundle, settings.public_key), metrics.reloaded)
    challenger = Challenger(settings.challenger_percent)
    metrics.registry.register(ChallengerCollector(challenger))
    second = None if settings.challenger is None else Source(settings.challenger, settings.public_key)
    watching = Watching(lifecycle, challenger, second, settings.watch_seconds)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        lifecycle.begin()
        async with watching.running():
            yield
        await run_in_threadpool(traces.close)

    kind = Lean if settings.otlp_endpoint is None else FastAPI
    app = kind(lifespan=lifespan, telemetry=traces.telemetry, **OWN_PAGES)
    app.router.route_class = RawRoute
    asked = (current, settings.limits(), settings.default_language)
    pages, sources = Pages(app, current, settings), Sources(settings.sources)
    admin = Admin(lifecycle, challenger, watching)
    scoring = (Routes(*asked, challenger, metrics, sources), Batch(*asked, metrics, sources))
    _add_routes(app, *scoring, pages, admin, metrics, sources)
    app.add_api_route(ASSETS, pages.asset, methods=["GET"], include_in_schema=False)
    add_layers(app, settings, current, metrics, traces)
    for error in (HTTPException, Problem, Refused, NotJson):
        app.add_exception_handler(error, _answer_problem)
    return app


def _add_routes(app: FastAPI, *handlers: Routes | Batch | Pages | Admin | Metrics | Sources) -> None:
    for endpoint in ENDPOINTS:
        found = (getattr(some, endpoint.handler, None) for some in handlers)
        handler = next(one for one in found if callable(one))
        app.add_api_route(endpoint.path, handler, methods=[endpoint.method], **declaration(endpoint))


async def _answer_problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return response(problem_of(error))
    if error.status_code != METHOD.status:
        return response(Problem(NOT_FOUND))
    allow = {"Allow": allowed_methods().get(request.scope["route"].path, "GET, HEAD, OPTIONS")}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=allow)
    return response(Problem(METHOD, headers=allow))
