"""POST /score/batch: a JSON array, or a stream of NDJSON or Arrow, told apart by Content-Type."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from schema.answer import answer
from schema.limits import Limits
from schema.payload import parse_batch
from schema.refusal import Refused
from schema.written import plain_json
from service import arrow, ndjson
from service.arrow import ArrowIn, ArrowOut
from service.batches import Batches
from service.incoming import JSON, accepted_media, language_of, read_json, require_media
from service.ndjson import NdjsonIn, NdjsonOut
from service.problems import document, problem_of
from service.readiness import Current, Ready
from service.streams import Reading, StreamedAnswer, Writing

STREAMS = (*ndjson.MEDIA_TYPES, arrow.MEDIA_TYPE)


class Batch:
    """The handler of batches of one application."""

    def __init__(self, current: Current, limits: Limits, default_language: str) -> None:
        self.current, self.limits, self.default_language = current, limits, default_language
        self._batches = Batches()

    async def score_batch(self, request: Request) -> Response:
        """Score many customers; a bad row yields a problem in its place."""
        ready, language = self.current.ready(), language_of(request, self.default_language)
        media_type = require_media(request, (JSON, *STREAMS))
        if media_type != JSON:
            return self._streamed(ready, language, media_type, accepted_media(request, STREAMS, media_type))
        body = await read_json(request, self.limits.batch_bytes)
        answers = await self._batches.take_turns(partial(_score_rows, body, ready, self.limits, language))
        return Response(answers, 200, {"Content-Language": language, "Vary": "Accept-Language"}, JSON)

    def _streamed(self, ready: Ready, language: str, given: str, wanted: str) -> Response:
        today = ready.today()
        form = ArrowIn if given == arrow.MEDIA_TYPE else NdjsonIn
        reading: Reading[Any] = form(self.limits, ready.bundle.currency, today)
        headers = {"Vary": "Accept, Accept-Language"}
        writing: Writing = ArrowOut(ready.bundle, today)
        if wanted != arrow.MEDIA_TYPE:
            writing, headers["Content-Language"] = NdjsonOut(ready.bundle, today, language, wanted), language
        return StreamedAnswer(reading, writing, self._batches, self.limits.batch_bytes, headers)


def _score_rows(body: bytes, ready: Ready, limits: Limits, language: str) -> bytes:
    bundle, today = ready.bundle, ready.today()
    rows = parse_batch(body, limits, currency=bundle.currency, today=today)
    answers = iter(answer([row for row in rows if not isinstance(row, Refused)], bundle, language, today))
    return plain_json([document(problem_of(row)) if isinstance(row, Refused) else next(answers) for row in rows])
