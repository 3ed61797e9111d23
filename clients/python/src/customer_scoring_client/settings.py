"""What both clients are set up with, once."""

from dataclasses import dataclass, field

import httpx

from customer_scoring_client.exchange import Exchange
from customer_scoring_client.request import Request, Wishes
from customer_scoring_client.retry import Retry

CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`timeout_seconds`: silence in one attempt; `deadline_seconds`: a call with all its attempts and pauses."""

    language: str | None = None
    retry: Retry = field(default_factory=Retry)
    timeout_seconds: float = 30.0
    deadline_seconds: float = 60.0

    def exchange(self, request: Request) -> Exchange:
        """The attempts of one call."""
        return Exchange(self.retry, self.deadline_seconds, request.request_id)

    def timeout(self, seconds_left: float) -> httpx.Timeout:
        """Of one attempt: never longer than what is left of the call."""
        silence = min(self.timeout_seconds, seconds_left)
        return httpx.Timeout(silence, connect=min(CONNECT_SECONDS, silence))

    def wishes(self, language: str | None, request_id: str | None = None, source: str | None = None) -> Wishes:
        """A call's own, and the client's where it has none."""
        return Wishes(language or self.language, request_id, source)
