"""The client for code that waits."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, cast

import httpx

from customer_scoring_client import request as requests
from customer_scoring_client.answers import Answer, decoded
from customer_scoring_client.blocks import Block, cut
from customer_scoring_client.exchange import Exchange
from customer_scoring_client.in_order import in_threads
from customer_scoring_client.models import CustomerPayload, Problem, ScoreAnswer, SegmentAnswer
from customer_scoring_client.request import ARROW, BATCH, NDJSON, Request, Wishes
from customer_scoring_client.retry import USUAL, Retry
from customer_scoring_client.settings import Settings
from customer_scoring_client.version import __version__


class ScoringClient:
    """Talks to one service. Threads may share it. `http` brings proxies or certificates of your own.

    Every call raises `ScoringError`: `Invalid` and its kin at once, `Unavailable` and `NoAnswer` after all attempts.
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        language: str | None = None,
        retry: Retry = USUAL,
        timeout_seconds: float = 30.0,
        deadline_seconds: float = 60.0,
        http: httpx.Client | None = None,
    ) -> None:
        self._http = http or httpx.Client()
        self._http.base_url = url
        self._http.headers.update(requests.default_headers(__version__, api_key))
        self._settings = Settings(language, retry, timeout_seconds, deadline_seconds)

    def __enter__(self) -> "ScoringClient":  # noqa: PYI034 (Self came with 3.11)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def score(
        self, payload: CustomerPayload, *, language: str | None = None, request_id: str | None = None
    ) -> ScoreAnswer:
        """Everything about one customer."""
        request = requests.post("/score", payload, self._settings.wishes(language, request_id))
        return cast("ScoreAnswer", self._json(request))

    def score_from(self, source: str, record: Mapping[str, Any], *, language: str | None = None) -> ScoreAnswer:
        """The same of a CRM's own record, which the service's mapping of this name translates."""
        request = requests.post("/score", record, self._settings.wishes(language, source=source))
        return cast("ScoreAnswer", self._json(request))

    def segment(
        self, payload: CustomerPayload, *, language: str | None = None, request_id: str | None = None
    ) -> SegmentAnswer:
        """Segment, tier, band and tags only."""
        request = requests.post("/segments", payload, self._settings.wishes(language, request_id))
        return cast("SegmentAnswer", self._json(request))

    def score_batch(
        self, payloads: Sequence[CustomerPayload], *, language: str | None = None
    ) -> list[ScoreAnswer | Problem]:
        """A row each, in order; one that is refused is a `Problem` in its place (`is_problem`)."""
        request = requests.post(BATCH, payloads, self._settings.wishes(language))
        return cast("list[ScoreAnswer | Problem]", self._json(request))

    def score_stream(
        self, payloads: Iterable[CustomerPayload], *, language: str | None = None, in_flight: int = 4
    ) -> Iterator[ScoreAnswer | Problem]:
        """The same for any number, in constant memory: answers come while the next payloads go out."""
        lines = (requests.encoded(payload) for payload in payloads)
        for line in self.score_lines(lines, language=language, in_flight=in_flight):
            yield cast("ScoreAnswer | Problem", json.loads(line))

    def score_lines(
        self, lines: Iterable[bytes], *, language: str | None = None, source: str | None = None, in_flight: int = 4
    ) -> Iterator[bytes]:
        """NDJSON in and out: a line each that is not blank, in order."""
        wishes = self._settings.wishes(language, source=source)
        yield from in_threads(lambda block: self._block(block, wishes), cut(lines), in_flight)

    def score_arrow(self, stream: bytes) -> bytes:
        """An Arrow IPC stream in, one out: the columns of a score file, and `problem`."""
        return self._answer(requests.post_bytes(BATCH, stream, ARROW, Wishes())).body

    def segments(self, *, language: str | None = None) -> dict[str, Any]:
        """The segments and classes that the service knows."""
        return self._catalogue("/segments", language)

    def actions(self, *, language: str | None = None) -> dict[str, Any]:
        """The policy."""
        return self._catalogue("/actions", language)

    def labels(self) -> dict[str, Any]:
        """Every code and tag in three languages."""
        return self._catalogue("/labels", None)

    def model(self) -> dict[str, Any]:
        """What the bundle in service learned, and how good it was."""
        return self._catalogue("/model", None)

    def _catalogue(self, path: str, language: str | None) -> dict[str, Any]:
        return cast("dict[str, Any]", self._json(requests.get(path, self._settings.wishes(language))))

    def _json(self, request: Request) -> Any:
        return decoded(self._answer(request), request.request_id)

    def _block(self, block: Block, wishes: Wishes) -> list[bytes]:
        request = requests.post_bytes(BATCH, block.body, NDJSON, wishes)
        return block.answers(self._answer(request).body, request.request_id)

    def _answer(self, request: Request) -> Answer:
        exchange = self._settings.exchange(request)
        while not isinstance(told := exchange.after(self._attempt(request, exchange)), Answer):
            time.sleep(told)
        return told

    def _attempt(self, request: Request, exchange: Exchange) -> Answer | httpx.RequestError:
        try:
            return self._answered(request, exchange)
        except httpx.RequestError as error:
            return error

    def _answered(self, request: Request, exchange: Exchange) -> Answer:
        """Looks at the deadline between two pieces of the answer: who drips has no more time than who is silent."""
        timeout = self._settings.timeout(exchange.begin())
        with self._http.stream(
            request.method,
            request.path,
            params=request.params,
            headers=request.headers(),
            content=request.body,
            timeout=timeout,
        ) as response:
            pieces = []
            for piece in response.iter_bytes():
                exchange.seconds_left()
                pieces.append(piece)
            return Answer(response.status_code, response.headers, b"".join(pieces))
