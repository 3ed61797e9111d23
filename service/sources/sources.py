"""The mappings in service: read when the service starts, listed by GET /sources."""

from asyncio import Lock
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from schema.written import plain_json
from service.sources.folder import every_mapping
from service.sources.mapping import Mapping


class Sources:
    """The handler of the list, and what the other handlers find mappings in. Raises `WrongMapping`."""

    def __init__(self, folder: Path | None) -> None:
        self.all: Table[str, Mapping] = every_mapping(folder)
        self.one_at_a_time = Lock()  # records of many kilobytes

    async def sources(self, _: Request) -> Response:
        """The mappings that exist."""
        listing = {"sources": [described(one) for one in self.all.values()]}
        return Response(plain_json(listing), 200, {}, "application/json")


def described(mapping: Mapping) -> dict[str, Any]:
    """What a mapping says of itself."""
    about = mapping.about
    return {
        "name": mapping.name,
        "title": about.title,
        "shipped": about.shipped,
        "extends": about.extends,
        "verified": about.verified,
        "note": about.note or None,
        "documentation": list(about.documentation),
        "fills": [*(rows.name for rows in mapping.rows), *mapping.objects],
        "answers": mapping.back is not None,
    }
