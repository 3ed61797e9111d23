"""Requests as the service wants them: path, language, id, body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

JSON, NDJSON, ARROW = "application/json", "application/x-ndjson", "application/vnd.apache.arrow.stream"
BATCH = "/score/batch"


def new_id() -> str:
    """An id that the service takes over into its log and its answer; all attempts of a call have the same."""
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Request:
    """One call, before its first attempt."""

    method: str
    path: str
    body: bytes | None = None
    media_type: str = JSON
    params: Mapping[str, str] = field(default_factory=dict)
    request_id: str = field(default_factory=new_id)

    def headers(self) -> dict[str, str]:
        """Those of this call."""
        headers = {"X-Request-ID": self.request_id, "Accept": self.media_type}
        return headers if self.body is None else {**headers, "Content-Type": self.media_type}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a call may set for itself; None leaves it to the service. `source`: whose records these are."""

    language: str | None = None
    request_id: str | None = None
    source: str | None = None

    def params(self) -> dict[str, str]:
        """As the query says them."""
        named = {"lang": self.language, "source": self.source}
        return {name: value for name, value in named.items() if value is not None}


def get(path: str, wishes: Wishes) -> Request:
    """One of the catalogues."""
    return Request("GET", path, params=wishes.params(), request_id=wishes.request_id or new_id())


def post(path: str, value: object, wishes: Wishes) -> Request:
    """A payload, or a list of them, as JSON. Raises ValueError at NaN, which JSON does not know."""
    return post_bytes(path, encoded(value), JSON, wishes)


def post_bytes(path: str, body: bytes, media_type: str, wishes: Wishes) -> Request:
    """A body that is already written."""
    return Request("POST", path, body, media_type, wishes.params(), wishes.request_id or new_id())


def encoded(value: object) -> bytes:
    """JSON in UTF-8 on one line."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def default_headers(version: str, api_key: str | None) -> dict[str, str]:
    """Those of every call."""
    headers: dict[str, Any] = {"User-Agent": f"customer-scoring-client/{version}"}
    return headers if api_key is None else {**headers, "Authorization": f"Bearer {api_key}"}
