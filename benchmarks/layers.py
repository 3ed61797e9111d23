"""`python -m benchmarks.layers`: what stands around a route, in CPU of a `/score` and as a share of the bare route's.

In this process and without a network, 32 at a time, in turns: the bare route, which counts nothing; the service as it
starts by itself (request ids, headers, hosts, room, metrics, logs); with keys; with a quota; with an access log. Over
HTTP the shares are smaller, since the bare route costs more there.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, nullcontext, redirect_stderr
from hashlib import sha256
from io import BytesIO, TextIOWrapper
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from starlette.types import ASGIApp, Message, Scope

from benchmarks.results import command_of, markdown, publish, section, show, versions_of
from benchmarks.serving.noop import SAMPLE
from service.app import create_app
from service.garbage import spare_what_stays
from service.settings import Settings
from service.telemetry.logs import configure
from service.telemetry.metrics import Metrics

AT_ONCE, BATCHES = 32, 10
ROOM: Mapping[str, Any] = {"max_in_flight": AT_ONCE, "max_in_flight_steady": AT_ONCE}
KEY = "csk_benchmark"
CLIENT = f'[clients.crm]\nscopes = ["score"]\nkeys = [{{sha256 = "{sha256(KEY.encode()).hexdigest()}"}}]\n'
WAYS: Mapping[str, Mapping[str, Any]] = {
    "bare route": {},
    "as it starts": {},
    "with keys": {"keys_toml": CLIENT},
    "with keys and a quota": {"keys_toml": f'{CLIENT}quota = "1000000/minute"\n'},
    "with an access log": {"access_log": "yes"},
}
BARE = "bare route"
HEADERS = (
    (b"host", b"localhost"), (b"content-type", b"application/json"), (b"authorization", f"Bearer {KEY}".encode()),
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """A table: microseconds of CPU a request, and what each way adds to the bare route of its round; medians."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layers", description=__doc__)
    parser.add_argument("--bundle", type=Path, default=Path("models/current"))
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--results", action="store_true", help="write the section of benchmarks/RESULTS.md")
    asked = parser.parse_args(arguments)
    taken = asyncio.run(_measured(asked.bundle, asked.rounds))
    headings = ("", "CPU us a request", "added")
    rows = [[way, f"{median(costs):.0f}", f"{_added(costs, taken[BARE]):.1%}"] for way, costs in taken.items()]
    show(headings, rows)
    if asked.results:
        command, versions = command_of("benchmarks.layers", arguments), versions_of("fastapi", "starlette")
        publish("layers", section("Around the route", command, versions, [markdown(headings, rows)]))
    return 0


def _added(costs: Sequence[float], bare: Sequence[float]) -> float:
    return median(cost / beside - 1 for cost, beside in zip(costs, bare, strict=True))


async def _measured(bundle: Path, rounds: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    async with AsyncExitStack() as stack:
        stack.enter_context(redirect_stderr(TextIOWrapper(BytesIO())))
        configure("info")
        apps: dict[str, ASGIApp] = {}
        for way, more in WAYS.items():
            app = create_app(Settings(bundle=bundle, **ROOM, **more))
            await stack.enter_async_context(app.router.lifespan_context(app))
            apps[way] = app.router if way == BARE else app
        spare_what_stays()  # as the server does
        for way in (way for _ in range(rounds) for way in WAYS):
            with patch.multiple(Metrics, scored=_nothing, grouped=_nothing) if way == BARE else nullcontext():
                taken[way].append(await _cost(apps[way]))
    return taken


def _nothing(*_: object) -> None:
    """Counts nothing."""


async def _cost(app: ASGIApp) -> float:
    """Microseconds of CPU a request."""
    body, statuses = SAMPLE.read_bytes(), list[int]()
    begun = time.process_time()
    for _ in range(BATCHES):
        await asyncio.gather(*(_ask(app, body, statuses.append) for _ in range(AT_ONCE)))
    taken = time.process_time() - begun
    if set(statuses) != {200} or len(statuses) != BATCHES * AT_ONCE:
        raise SystemExit("the sample was not scored; send docs/sample.json by hand")
    return taken / len(statuses) * 1e6


async def _ask(app: ASGIApp, body: bytes, answered: Callable[[int], None]) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered(message["status"])

    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/score", "raw_path": b"/score", "query_string": b"", "root_path": "", "headers": list(HEADERS),
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "state": {},
    }  # fmt: skip
    await app(scope, receive, send)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
