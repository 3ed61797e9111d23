"""The endpoints: parse, call, return."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from schema import catalogue
from schema.answer import answer, segment_answer
from schema.limits import Limits
from schema.payload import parse
from schema.refusal import NotJson, Refused
from schema.written import plain_json
from scoring.customers import Record
from scoring.model import Bundle
from service.incoming import language_of, read_json
from service.readiness import Current, Ready
from service.together import Together

Answers = Callable[[Sequence[Record], Bundle, str, date], list[dict[str, object]]]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The body of one customer, and what is wanted of whom in which language."""

    body: bytes
    ready: Ready
    language: str
    answers: Answers


class Routes:
    """The handlers of one application."""

    def __init__(self, current: Current, limits: Limits, default_language: str) -> None:
        self.current, self.limits, self.default_language = current, limits, default_language
        self._together = Together(partial(answers_of, limits=limits), lambda asked: len(asked.body))

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
        return _reply(plain_json({"status": "ready", "bundle": self.current.ready().bundle.version}))

    async def _one(self, request: Request, answers: Answers) -> Response:
        ready, language = self.current.ready(), self._language(request)
        body = await read_json(request, self.limits.body_bytes)
        return _reply(await self._together.answer(Asked(body, ready, language, answers)), language)

    def _localized(self, request: Request, listing: Callable[[Bundle, str], dict[str, object]]) -> Response:
        ready, language = self.current.ready(), self._language(request)
        return _reply(plain_json(listing(ready.bundle, language)), language)

    def _language(self, request: Request) -> str:
        return language_of(request, self.default_language)


def answers_of(group: Sequence[Asked], limits: Limits) -> list[bytes | Exception]:
    """The answers to requests that came together: each as alone, bit for bit, a refusal in its place."""
    found: dict[int, bytes | Exception] = {}
    alike: dict[tuple[int, str, Answers], list[int]] = {}
    for i, asked in enumerate(group):
        alike.setdefault((id(asked.ready), asked.language, asked.answers), []).append(i)
    for places in alike.values():
        found.update(zip(places, _alike([group[i] for i in places], limits), strict=True))
    return [found[i] for i in range(len(group))]


def _alike(group: Sequence[Asked], limits: Limits) -> list[bytes | Exception]:
    """Requests for the same kind of answer in one language, of one bundle."""
    first = group[0]
    bundle, today = first.ready.bundle, first.ready.today()
    parsed = [_parsed(asked.body, limits, bundle, today) for asked in group]
    records = [record for record in parsed if not isinstance(record, Exception)]
    made = iter(first.answers(records, bundle, first.language, today) if records else ())
    return [one if isinstance(one, Exception) else plain_json(next(made)) for one in parsed]


def _parsed(body: bytes, limits: Limits, bundle: Bundle, today: date) -> Record | Exception:
    try:
        return parse(body, limits, currency=bundle.currency, today=today)
    except (Refused, NotJson) as refusal:
        return refusal


def _reply(body: bytes, language: str | None = None) -> Response:
    headers = {} if language is None else {"Content-Language": language, "Vary": "Accept-Language"}
    return Response(body, 200, headers, "application/json")
