"""When to try again: exponential backoff with full jitter, never sooner than the service asks.

Full jitter spreads clients that failed together evenly over the pause, so that they do not come back together (Brooker,
"Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from math import isfinite

UNAVAILABLE = frozenset({502, 503, 504})  # 502 and 504 are how a proxy tells of a connection that failed behind it
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Retry:
    """At most `attempts` in all; the n-th pause is drawn from 0 to min(cap_seconds, base_seconds * 2^(n-1))."""

    attempts: int = 5
    base_seconds: float = 0.2
    cap_seconds: float = 10.0
    draw: Callable[[float, float], float] = random.uniform

    def pause_seconds(self, attempt: int, asked_seconds: float | None = None) -> float:
        """Before the next attempt, after `attempt` of them; `asked_seconds` is what Retry-After says."""
        if asked_seconds is not None:
            return asked_seconds + self.draw(0.0, self.base_seconds)
        doublings = min(attempt - 1, 60)  # a float holds no more for long
        return self.draw(0.0, min(self.cap_seconds, self.base_seconds * 2.0**doublings))


USUAL = Retry()


def is_worth_another(status: int, asked_seconds: float | None) -> bool:
    """Scoring keeps nothing, so all that may pass by itself is tried again; of 4xx only 429 that says when."""
    return status in UNAVAILABLE or (status == TOO_MANY and asked_seconds is not None)


def asked_seconds(retry_after: str | None, now: datetime | None = None) -> float | None:
    """The seconds of a Retry-After field, a number or a date (RFC 9110, 10.2.3); None where it says nothing."""
    if retry_after is None:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        seconds = _seconds_until(retry_after, now or datetime.now(timezone.utc))
    return max(0.0, seconds) if isfinite(seconds) else None


def _seconds_until(date: str, now: datetime) -> float:
    try:
        then = parsedate_to_datetime(date)
    except ValueError:
        return float("nan")
    return (then if then.tzinfo else then.replace(tzinfo=timezone.utc)).timestamp() - now.timestamp()
