"""The page for people at /: its HTML in a language, and what a browser may do with it."""

import json
import re
from collections.abc import Mapping
from functools import cached_property
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from service.assets import CHARTS, FOLDER, Assets
from service.language import LANGUAGES

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Accept, Accept-Language",
}
NAMED = re.compile(r'data-text="([a-z_.]+)">')  # an element whose text stands in texts/<language>.json


class FrontPage:
    """Reads its files when it is first asked for; a service that nobody looks at never does."""

    @cached_property
    def assets(self) -> Assets:
        """The files that it consists of."""
        return Assets.read()

    @cached_property
    def _pages(self) -> Mapping[str, str]:
        template = (FOLDER / "index.html").read_text(encoding="utf-8")
        return {language: self._html(template, language) for language in LANGUAGES}

    def html(self, language: str) -> Response:
        """The page in a language."""
        return HTMLResponse(self._pages[language], headers={**HEADERS, "Content-Language": language})

    def file(self, request: Request) -> Response | None:
        """One of its files, None where there is no such."""
        asset = self.assets.files.get(request.path_params["name"])
        if asset is None:
            return None
        headers = {
            "ETag": asset.tag,
            "Cache-Control": self.assets.caching(request.path_params["version"]),
            "Vary": "Accept-Encoding",
        }
        if asset.tag in request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.compressed, 200, {**headers, "Content-Encoding": "gzip"}, asset.media_type)
        return Response(asset.body, 200, headers, asset.media_type)

    def _html(self, template: str, language: str) -> str:
        base = f"static/{self.assets.version}"
        preloads = "\n".join(f'<link rel="modulepreload" href="{base}/{name}">' for name in self.assets.modules())
        blanks = {
            "{{language}}": language,
            "{{base}}": base,
            "{{charts}}": "on" if CHARTS in self.assets.files else "off",
            "{{preloads}}": preloads,
        }
        for blank, value in blanks.items():
            template = template.replace(blank, value)
        texts = json.loads(self.assets.files[f"texts/{language}.json"].body)
        return NAMED.sub(lambda found: f"{found[0]}{escape(_text(texts, found[1]))}", template)


def _text(texts: Mapping[str, Any], path: str) -> str:
    found: Any = texts
    for part in path.split("."):
        found = found[part]
    return str(found)
