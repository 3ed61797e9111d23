"""What people read: the index, the reference, and the OpenAPI document they are made from."""

import json
from functools import cached_property
from html import escape
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from service.bundles.readiness import Current, NotReady
from service.endpoints import ENDPOINTS
from service.frontpage import FrontPage
from service.incoming import language_of
from service.openapi import openapi_document
from service.problems import NOT_FOUND, Problem
from service.reference import CONTENT_SECURITY_POLICY, page, reference
from service.settings import Settings

ASSETS = "/static/{version}/{name:path}"  # no endpoint: nothing of it is promised, and no key is asked for
HTML_HEADERS = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}


class Pages:
    """The handlers for people; each text is made once, off the event loop, when it is first asked for."""

    def __init__(self, app: FastAPI, current: Current, settings: Settings) -> None:
        self._app, self._current, self._language = app, current, settings.default_language
        self._front = FrontPage() if settings.page == "on" else None

    async def openapi_json(self, _: Request) -> Response:
        """The OpenAPI document."""
        return Response(await run_in_threadpool(lambda: self._openapi_text), media_type="application/json")

    async def docs(self, _: Request) -> Response:
        """The OpenAPI document as a page."""
        return HTMLResponse(await run_in_threadpool(lambda: self._reference), headers=HTML_HEADERS)

    async def index(self, request: Request) -> Response:
        """What there is: the page for people, or a list; to a machine as JSON."""
        if "text/html" not in request.headers.get("accept", ""):
            return JSONResponse({"status": self._status(), "endpoints": _summaries()}, headers={"Vary": "Accept"})
        if self._front is None:
            return HTMLResponse(self._index_page(), headers={**HTML_HEADERS, "Vary": "Accept"})
        return await run_in_threadpool(self._front.html, language_of(request, self._language))

    async def asset(self, request: Request) -> Response:
        """A file of the page."""
        found = None if self._front is None else await run_in_threadpool(self._front.file, request)
        if found is None:
            raise Problem(NOT_FOUND)
        return found

    def _status(self) -> str:
        state = self._current.state
        return state.reason if isinstance(state, NotReady) else f"Bundle {state.bundle.version} is in service."

    def _index_page(self) -> str:
        items = (f"<tr><td>{_link(method, path)}</td><td>{escape(text)}</td></tr>" for method, path, text in _rows())
        blocks = ["<h1>Customer scoring</h1>", f"<p>{escape(self._status())}</p>", "<table>", *items, "</table>"]
        return page("Customer scoring", blocks)

    @cached_property
    def _document(self) -> dict[str, Any]:
        return openapi_document(self._app)

    @cached_property
    def _openapi_text(self) -> bytes:
        return json.dumps(self._document, ensure_ascii=False).encode()

    @cached_property
    def _reference(self) -> str:
        return reference(self._document)


def _rows() -> list[tuple[str, str, str]]:
    return [(endpoint.method, endpoint.path, endpoint.summary) for endpoint in ENDPOINTS]


def _summaries() -> dict[str, str]:
    return {f"{method} {path}": text for method, path, text in _rows()}


def _link(method: str, path: str) -> str:
    name = f"<code>{method} {path}</code>"
    return f'<a href="{path}">{name}</a>' if method == "GET" else name
