"""The client for asyncio."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing
from types import TracebackType
from typing import Any, cast

import httpx

from customer_scoring_client import request as requests
from customer_scoring_client.answers import Answer, decoded
from customer_scoring_client.blocks import Block, Cutter
from customer_scoring_client.exchange import Exchange
from customer_scoring_client.in_order import in_tasks
from customer_scoring_client.models import CustomerPayload, Problem, ScoreAnswer, SegmentAnswer
from customer_scoring_client.request import ARROW, BATCH, NDJSON, Request, Wishes
from customer_scoring_client.retry import USUAL, Retry
from customer_scoring_client.settings import Settings
from customer_scoring_client.version import __version__


class AsyncScoringClient:
    """`ScoringClient` with `await`. The deadline of a call is exact here: what is late is cancelled."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        language: str | None = None,
        retry: Retry = USUAL,
        timeout_seconds: float = 30.0,
        deadline_seconds: float = 60.0,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._http = http or httpx.AsyncClient()
        self._http.base_url = url
        self._http.headers.update(requests.default_headers(__version__, api_key))
        self._settings = Settings(language, retry, timeout_seconds, deadline_seconds)

    async def __aenter__(self) -> "AsyncScoringClient":  # noqa: PYI034 (Self came with 3.11)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def score(
        self, payload: CustomerPayload, *, language: str | None = None, request_id: str | None = None
    ) -> ScoreAnswer:
        """Everything about one customer."""
        request = requests.post("/score", payload, self._settings.wishes(language, request_id))
        return cast("ScoreAnswer", await self._json(request))

    async def score_from(self, source: str, record: Mapping[str, Any], *, language: str | None = None) -> ScoreAnswer:
        """The same of a CRM's own record, which the service's mapping of this name translates."""
        request = requests.post("/score", record, self._settings.wishes(language, source=source))
        return cast("ScoreAnswer", await self._json(request))

    async def segment(
        self, payload: CustomerPayload, *, language: str | None = None, request_id: str | None = None
    ) -> SegmentAnswer:
        """Segment, tier, band and tags only."""
        request = requests.post("/segments", payload, self._settings.wishes(language, request_id))
        return cast("SegmentAnswer", await self._json(request))

    async def score_batch(
        self, payloads: Sequence[CustomerPayload], *, language: str | None = None
    ) -> list[ScoreAnswer | Problem]:
        """A row each, in order; one that is refused is a `Problem` in its place (`is_problem`)."""
        request = requests.post(BATCH, payloads, self._settings.wishes(language))
        return cast("list[ScoreAnswer | Problem]", await self._json(request))

    async def score_stream(
        self,
        payloads: Iterable[CustomerPayload] | AsyncIterable[CustomerPayload],
        *,
        language: str | None = None,
        in_flight: int = 4,
    ) -> AsyncGenerator[ScoreAnswer | Problem, None]:
        """The same for any number, in constant memory: answers come while the next payloads go out."""
        lines = (requests.encoded(payload) async for payload in _each(payloads))
        async with aclosing(self.score_lines(lines, language=language, in_flight=in_flight)) as answers:
            async for line in answers:
                yield cast("ScoreAnswer | Problem", json.loads(line))

    async def score_lines(
        self,
        lines: Iterable[bytes] | AsyncIterable[bytes],
        *,
        language: str | None = None,
        source: str | None = None,
        in_flight: int = 4,
    ) -> AsyncGenerator[bytes, None]:
        """NDJSON in and out: a line each that is not blank, in order."""
        wishes = self._settings.wishes(language, source=source)
        async with aclosing(in_tasks(lambda block: self._block(block, wishes), _blocks(lines), in_flight)) as answers:
            async for line in answers:
                yield line

    async def score_arrow(self, stream: bytes) -> bytes:
        """An Arrow IPC stream in, one out: the columns of a score file, and `problem`."""
        return (await self._answer(requests.post_bytes(BATCH, stream, ARROW, Wishes()))).body

    async def segments(self, *, language: str | None = None) -> dict[str, Any]:
        """The segments and classes that the service knows."""
        return await self._catalogue("/segments", language)

    async def actions(self, *, language: str | None = None) -> dict[str, Any]:
        """The policy."""
        return await self._catalogue("/actions", language)

    async def labels(self) -> dict[str, Any]:
        """Every code and tag in three languages."""
        return await self._catalogue("/labels", None)

    async def model(self) -> dict[str, Any]:
        """What the bundle in service learned, and how good it was."""
        return await self._catalogue("/model", None)

    async def _catalogue(self, path: str, language: str | None) -> dict[str, Any]:
        return cast("dict[str, Any]", await self._json(requests.get(path, self._settings.wishes(language))))

    async def _json(self, request: Request) -> Any:
        return decoded(await self._answer(request), request.request_id)

    async def _block(self, block: Block, wishes: Wishes) -> list[bytes]:
        request = requests.post_bytes(BATCH, block.body, NDJSON, wishes)
        return block.answers((await self._answer(request)).body, request.request_id)

    async def _answer(self, request: Request) -> Answer:
        exchange = self._settings.exchange(request)
        while not isinstance(told := exchange.after(await self._attempt(request, exchange)), Answer):
            await asyncio.sleep(told)
        return told

    async def _attempt(self, request: Request, exchange: Exchange) -> Answer | httpx.RequestError:
        left = exchange.begin()
        sent = self._http.request(
            request.method,
            request.path,
            params=request.params,
            headers=request.headers(),
            content=request.body,
            timeout=self._settings.timeout(left),
        )
        try:
            response = await asyncio.wait_for(sent, left)
        except asyncio.TimeoutError:
            raise exchange.deadline_passed() from None
        except httpx.RequestError as error:
            return error
        return Answer(response.status_code, response.headers, response.content)


async def _each(values: Iterable[Any] | AsyncIterable[Any]) -> AsyncIterator[Any]:
    if isinstance(values, AsyncIterable):
        async for value in values:
            yield value
    else:
        for value in values:
            yield value


async def _blocks(lines: Iterable[bytes] | AsyncIterable[bytes]) -> AsyncIterator[Block]:
    cutter = Cutter()
    async for line in _each(lines):
        if block := cutter.add(line):
            yield block
    if block := cutter.end():
        yield block
