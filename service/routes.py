"""The endpoints: parse, call, return."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from time import perf_counter
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import Response

from schema import catalogue
from schema.answer import Watch, answer, segment_answer
from schema.limits import Limits
from schema.payload import parse
from schema.refusal import NotJson, Refused
from schema.written import plain_json
from scoring.customers import Record
from scoring.model import Bundle
from service.access.unfinished import Unfinished
from service.bundles.challenger import Challenger
from service.bundles.readiness import Current, Ready
from service.incoming import language_of, read_json
from service.sources.sources import Sources
from service.sources.wanted import Wanted, wanted_of
from service.telemetry.metrics import Metrics
from service.telemetry.traces import GROUP_SIZE
from service.together import Together


class Answers(Protocol):
    """What is wanted of some customers; `watch` is shown their scores."""

    def __call__(
        self, records: Sequence[Record], bundle: Bundle, language: str, today: date, *, watch: Watch | None = None
    ) -> list[dict[str, Any]]:
        """One answer a record."""
        ...


@dataclass(slots=True, eq=False)
class Asked:
    """The body of one customer, and what is wanted of whom in which language; with how many it was worked on."""

    body: bytes
    ready: Ready
    language: str
    answers: Answers
    group_size: int = 0


class Routes:
    """The handlers of one application."""

    def __init__(
        self,
        current: Current,
        limits: Limits,
        default_language: str,
        challenger: Challenger,
        metrics: Metrics,
        sources: Sources,
    ) -> None:
        self.current, self.limits, self.default_language, self.sources = current, limits, default_language, sources
        self._unfinished = Unfinished(limits.unfinished_bytes, limits.body_bytes, metrics.routes.shed)
        self._together = Together(
            partial(answers_of, limits=limits, challenger=challenger, metrics=metrics), lambda asked: len(asked.body)
        )

    async def score(self, request: Request) -> Response:
        """Score one customer."""
        return await self._one(request, answer)

    async def segments(self, request: Request) -> Response:
        """Score one customer, and answer only what real-time marketing needs."""
        return await self._one(request, segment_answer)

    async def segment_catalogue(self, request: Request) -> Response:
        """The segments that exist."""
        return self._localized(request, catalogue.segments)

    async def action_catalogue(self, request: Request) -> Response:
        """The actions that exist."""
        return self._localized(request, catalogue.actions)

    async def labels(self, _: Request) -> Response:
        """All codes and tags in all languages."""
        return _reply(plain_json(catalogue.labels(self.current.ready().bundle)))

    async def model(self, _: Request) -> Response:
        """What serves, and how good it was."""
        return _reply(plain_json(catalogue.model(self.current.ready().bundle)))

    async def livez(self, _: Request) -> Response:
        """The process answers."""
        return _reply(plain_json({"status": "live"}))

    async def readyz(self, _: Request) -> Response:
        """A bundle is in service."""
        state = {"status": "ready", "bundle": self.current.ready().bundle.version}
        return _reply(plain_json(state if self.current.refused is None else state | {"refused": self.current.refused}))

    async def _one(self, request: Request, answers: Answers) -> Response:
        ready, language = self.current.ready(), self._language(request)
        wanted = self._wanted(request, ready, language) if request.scope["query_string"] else None
        body = await read_json(request, self.limits.body_bytes, self.limits.body_seconds, self._unfinished)
        asked = Asked(body, ready, language, answers)
        told = await (self._together.answer(asked) if wanted is None else wanted.answer(body, partial(self._of, asked)))
        request.scope[GROUP_SIZE] = asked.group_size
        return _reply(told, language)

    async def _of(self, asked: Asked, payload: bytes) -> bytes:
        """The answer to a payload that was made of what came."""
        asked.body = payload
        return await self._together.answer(asked)

    def _wanted(self, request: Request, ready: Ready, language: str) -> Wanted | None:
        return wanted_of(request, self.sources, ready, language, self.limits)

    def _localized(self, request: Request, listing: Callable[[Bundle, str], dict[str, object]]) -> Response:
        ready, language = self.current.ready(), self._language(request)
        return _reply(plain_json(listing(ready.bundle, language)), language)

    def _language(self, request: Request) -> str:
        return language_of(request, self.default_language)


def answers_of(
    group: Sequence[Asked], limits: Limits, challenger: Challenger, metrics: Metrics
) -> list[bytes | Exception]:
    """The answers to requests that came together: each as alone, bit for bit, a refusal in its place."""
    metrics.grouped(len(group))
    found: dict[int, bytes | Exception] = {}
    alike: dict[tuple[int, str, Answers], list[int]] = {}
    for i, asked in enumerate(group):
        asked.group_size = len(group)
        alike.setdefault((id(asked.ready), asked.language, asked.answers), []).append(i)
    for places in alike.values():
        found.update(zip(places, _alike([group[i] for i in places], limits, challenger, metrics), strict=True))
    return [found[i] for i in range(len(group))]


def _alike(group: Sequence[Asked], limits: Limits, challenger: Challenger, metrics: Metrics) -> list[bytes | Exception]:
    """Requests for the same kind of answer in one language, of one bundle."""
    started, first = perf_counter(), group[0]
    bundle, today = first.ready.bundle, first.ready.today()
    parsed = [_parsed(asked.body, limits, bundle, today) for asked in group]
    records = [record for record in parsed if not isinstance(record, Exception)]
    made = first.answers(records, bundle, first.language, today, watch=metrics.scored) if records else []
    written = map(plain_json, made)
    found = [one if isinstance(one, Exception) else next(written) for one in parsed]
    if first.answers is answer:
        challenger.offer(records, made, today, perf_counter() - started)
    return found


def _parsed(body: bytes, limits: Limits, bundle: Bundle, today: date) -> Record | Exception:
    try:
        return parse(body, limits, currency=bundle.currency, today=today)
    except (Refused, NotJson) as refusal:
        return refusal


def _reply(body: bytes, language: str | None = None) -> Response:
    headers = {} if language is None else {"Content-Language": language, "Vary": "Accept-Language"}
    return Response(body, 200, headers, "application/json")
