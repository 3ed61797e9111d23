"""One call over all its attempts, decided without I/O: the sync and the async client do what it says."""

import ssl
import time
from collections.abc import Iterator

import httpx

from customer_scoring_client.answers import Answer, refusal
from customer_scoring_client.errors import DeadlinePassed, NoAnswer, ScoringError
from customer_scoring_client.retry import Retry, is_worth_another

HOPELESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)  # the fault of the caller: the same again and again


class Exchange:
    """What to do after each attempt: pause and go on, be content, or raise what went wrong."""

    def __init__(self, retry: Retry, deadline_seconds: float, request_id: str) -> None:
        self._retry, self._request_id = retry, request_id
        self._deadline_seconds, self._ends_at = deadline_seconds, time.monotonic() + deadline_seconds
        self._attempt = 0

    def begin(self) -> float:
        """Count an attempt and say how many seconds it may take. Raises `DeadlinePassed`."""
        self._attempt += 1
        return self.seconds_left()

    def seconds_left(self) -> float:
        """Until the deadline. Raises `DeadlinePassed`."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise self.deadline_passed()
        return left

    def deadline_passed(self) -> DeadlinePassed:
        """What to raise when time is up."""
        message = f"no answer within {self._deadline_seconds:g} s; give the call a longer deadline or less to do"
        return DeadlinePassed(message, self._request_id, self._attempt)

    def after(self, outcome: Answer | httpx.RequestError) -> Answer | float:
        """The answer to be content with, or seconds to pause before the next attempt. Raises `ScoringError`."""
        if isinstance(outcome, httpx.RequestError):
            return self._after_failure(outcome)
        if 200 <= outcome.status < 300:
            return outcome
        final = refusal(outcome, self._request_id)
        if not is_worth_another(outcome.status, outcome.asked_seconds):
            raise final
        return self._pause(outcome.asked_seconds, final, None)

    def _after_failure(self, error: httpx.RequestError) -> float:
        tried = "1 attempt" if self._attempt == 1 else f"{self._attempt} attempts"
        message = f"no answer after {tried} ({type(error).__name__}: {error}); is the service up at this address?"
        final = NoAnswer(message, self._request_id, self._attempt)
        if isinstance(error, HOPELESS) or _distrusts(error):
            raise final from error
        return self._pause(None, final, error)

    def _pause(self, asked: float | None, final: ScoringError, cause: Exception | None) -> float:
        """A pause that leaves no time for another attempt is not made: the caller hears at once."""
        pause = self._retry.pause_seconds(self._attempt, asked)
        if self._attempt >= self._retry.attempts or time.monotonic() + pause >= self._ends_at:
            raise final from cause
        return pause


def _distrusts(error: BaseException) -> bool:
    """Whether the other side's certificate is refused, which no repetition mends."""
    return any(isinstance(one, ssl.SSLCertVerificationError) for one in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
