"""Requests of all kinds, right and wrong, from a seed: bytes as they go over a connection."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from service.endpoints import ENDPOINTS
from tests.fuzz import seeds
from tests.fuzz.edits import edited, patched

PATHS = (*sorted({endpoint.path for endpoint in ENDPOINTS}), "/v1/score", "/nowhere", "//", "/score/", "/%ff", "/..%2f")
POSTS = ("/score", "/score/batch", "/segments", "/v1/score", "/v1/score/batch")
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "X" * 40)
QUERIES = ("", "?lang=en", "?lang=xx", "?lang=zh-Hant&lang=en", "?lang=%00", "?" + "a" * 3_000, "?%ff=%zz&=&")
TYPES = (
    "application/json", "application/json; charset=utf-8", "application/json; charset=latin-1", "text/plain", "", ";;;",
    "application/x-ndjson", "application/vnd.apache.arrow.stream", "multipart/form-data", "APPLICATION/JSON",
)  # fmt: skip
HEADERS = (
    "Accept-Language: zh-Hant, en;q=0.5", "Accept-Language: " + "en," * 500, "Accept: */*;q=0", "Expect: 100-continue",
    "X-Request-ID: abc", "X-Request-ID: \xff", "Content-Encoding: gzip", "Upgrade: h2c", "Connection: Upgrade",
    "Authorization: Bearer x", "X-API-Key: ", "traceparent: 00-0-0-00", "Range: bytes=0-1", "Origin: https://a.example",
    "Accept: application/vnd.apache.arrow.stream", "Transfer-Encoding: gzip", "Host: ", "Cookie: " + "c" * 4_000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes; `is_whole` where they are one request that a server can tell the end of."""

    data: bytes
    method: str
    is_whole: bool


def requests(seed: int) -> Iterator[Sent]:
    """Requests without end."""
    random = Random(seed)
    while True:
        whole = _request(random)
        yield whole if random.random() < 0.9 else Sent(_damaged(whole.data, random), whole.method, is_whole=False)


def _request(random: Random) -> Sent:
    posts = random.random() < 0.8
    method = "POST" if posts else random.choice(METHODS)
    path = random.choice(POSTS if posts else PATHS) + random.choice(QUERIES if random.random() < 0.2 else ("",))
    body = _body(random) if posts or random.random() < 0.2 else b""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Type: {_media_type(path, random)}"]
    lines += random.sample(HEADERS, random.choice((0, 0, 0, 1, 2)))
    chunked = random.random() < 0.1
    lines.append("Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}")
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    odd = any(line.startswith(("Transfer-Encoding: gzip", "Upgrade", "Expect", "Host: ")) for line in lines[3:])
    return Sent(head + (_chunks(body, random) if chunked else body), method, is_whole=not odd and method != "HEAD")


def _media_type(path: str, random: Random) -> str:
    if random.random() < 0.1:
        return random.choice(TYPES)
    return random.choice(TYPES[:1] * 3 + TYPES[6:8]) if "batch" in path else TYPES[0]


def _body(random: Random) -> bytes:
    kind = random.randrange(8)
    if kind < 4:
        made = [json.dumps(_customer(random), default=str, ensure_ascii=random.random() < 0.5) for _ in range(3)]
        return (made[0] if kind < 2 else f"[{','.join(made)}]" if kind == 2 else "\n".join(made)).encode(
            "utf-8", "replace"
        )
    data = random.choice((_payloads, _lines, _streams, _payloads)[kind - 4]())
    return patched(data, [(random.randrange(1 << 16), random.randbytes(2)) for _ in range(random.randrange(4))])


def _customer(random: Random) -> object:
    return edited(random.choice(seeds.PAYLOADS), random.randbytes(random.choice((0, 0, 0, 3, 8, 20))))


def _chunks(body: bytes, random: Random) -> bytes:
    size = random.choice((1, 7, 64, 1_000)) if len(body) < 1_000 else 1_000
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"


def _damaged(data: bytes, random: Random) -> bytes:
    """Cut off, or with other bytes in it."""
    if random.random() < 0.3:
        return data[: random.randrange(len(data))]
    return patched(data, [(random.randrange(min(len(data), 300)), random.randbytes(random.choice((1, 1, 4))))])


_payloads, _lines, _streams = cache(seeds.payloads), cache(seeds.lines), cache(seeds.streams)
