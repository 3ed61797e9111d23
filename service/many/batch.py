"""POST /score/batch: a JSON array, or a stream of NDJSON or Arrow, told apart by Content-Type."""

from functools import partial
from math import inf
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from schema.answer import answer
from schema.limits import Limits
from schema.payload import parse_batch
from schema.refusal import Refused
from schema.written import plain_json
from service.access.unfinished import Unfinished
from service.bundles.readiness import Current, Ready
from service.incoming import JSON, accepted_media, language_of, read_json, require_media
from service.many import arrow, ndjson
from service.many.arrow import ArrowIn, ArrowOut
from service.many.batches import Batches
from service.many.ndjson import NdjsonIn, NdjsonOut
from service.many.streams import Reading, StreamedAnswer, Writing
from service.problems import document, problem_of
from service.sources.sources import Sources
from service.sources.wanted import LinesIn, Wanted, wanted_of
from service.telemetry.metrics import ROW, Metrics

STREAMS = (*ndjson.MEDIA_TYPES, arrow.MEDIA_TYPE)


class Batch:
    """The handler of batches of one application."""

    def __init__(
        self, current: Current, limits: Limits, default_language: str, metrics: Metrics, sources: Sources
    ) -> None:
        self.current, self.limits, self.default_language, self.metrics = current, limits, default_language, metrics
        self.sources = sources
        self._batches = Batches()
        self._unfinished = Unfinished(inf, limits.batch_bytes)  # those who may send them at once are few

    async def score_batch(self, request: Request) -> Response:
        """Score many customers; a bad row yields a problem in its place."""
        ready, language = self.current.ready(), language_of(request, self.default_language)
        wanted = wanted_of(request, self.sources, ready, language, self.limits)
        taken = (*STREAMS,) if wanted is None else ndjson.MEDIA_TYPES
        media_type = require_media(request, (JSON, *taken))
        if media_type != JSON:
            return self._streamed(ready, language, media_type, accepted_media(request, taken, media_type), wanted)
        body = await read_json(request, self.limits.batch_bytes, self.limits.body_seconds, self._unfinished)
        answers = await self._batches.take_turns(partial(self._score_rows, body, ready, language, wanted))
        return Response(answers, 200, {"Content-Language": language, "Vary": "Accept-Language"}, JSON)

    def _streamed(self, ready: Ready, language: str, given: str, accepted: str, wanted: Wanted | None) -> Response:
        today = ready.today()
        form = ArrowIn if given == arrow.MEDIA_TYPE else NdjsonIn
        plain: Reading[Any] = form(self.limits, ready.bundle.currency, today)
        reading: Reading[Any] = plain if wanted is None else LinesIn(wanted, today)
        headers = {"Vary": "Accept, Accept-Language"}
        writing: Writing = ArrowOut(ready.bundle, today, self.metrics)
        if accepted != arrow.MEDIA_TYPE:
            shape = None if wanted is None else wanted.told
            writing = NdjsonOut(ready.bundle, today, language, accepted, self.metrics, shape)
            headers["Content-Language"] = language
        return StreamedAnswer(reading, writing, self._batches, self.limits, headers)

    def _score_rows(self, body: bytes, ready: Ready, language: str, wanted: Wanted | None) -> bytes:
        bundle, today = ready.bundle, ready.today()
        plain = partial(parse_batch, limits=self.limits, currency=bundle.currency)
        rows = plain(body, today=today) if wanted is None else wanted.rows(body, today)
        records = [row for row in rows if not isinstance(row, Refused)]
        made = answer(records, bundle, language, today, watch=self.metrics.scored)
        answers = iter(made if wanted is None else wanted.told(made, records))
        return plain_json([self._refused(row) if isinstance(row, Refused) else next(answers) for row in rows])

    def _refused(self, row: Refused) -> dict[str, object]:
        problem = problem_of(row)
        self.metrics.refused(problem, ROW)
        return document(problem)
