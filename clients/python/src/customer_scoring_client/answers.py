"""An answer as it came, and what it means where it is no success."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from customer_scoring_client.errors import Fault, ProblemAnswer, ScoringError, UnexpectedAnswer, kind_of
from customer_scoring_client.retry import UNAVAILABLE, asked_seconds

PROBLEM = "application/problem+json"
STRANGE = "is this the address of the service, or of a proxy?"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def asked_seconds(self) -> float | None:
        """What Retry-After says."""
        return asked_seconds(self.headers.get("retry-after"))


def decoded(answer: Answer, request_id: str) -> Any:
    """The JSON of a good answer. Raises `UnexpectedAnswer`."""
    try:
        return json.loads(answer.body)
    except ValueError:
        raise UnexpectedAnswer(f"{answer.status} without JSON; {STRANGE}", request_id, answer.status) from None


def refusal(answer: Answer, request_id: str) -> ScoringError:
    """The exception for an answer that is no success."""
    request_id = answer.headers.get("x-request-id", request_id)
    problem = _problem(answer)
    if problem is not None:
        return _told(problem, answer, request_id)
    message = f"{answer.status} without a problem document; {STRANGE}"
    if answer.status in UNAVAILABLE:  # a proxy's own page
        seconds = answer.asked_seconds
        return kind_of(answer.status)(
            answer.status, "unavailable", message, request_id=request_id, retry_after_seconds=seconds
        )
    return UnexpectedAnswer(message, request_id, answer.status)


def _told(problem: Mapping[str, Any], answer: Answer, request_id: str) -> ProblemAnswer:
    return kind_of(answer.status)(
        answer.status,
        str(problem.get("type", "")).rpartition(":")[2] or "unknown",
        str(problem.get("detail") or problem.get("title") or ""),
        faults=tuple(_faults(problem)),
        request_id=request_id,
        retry_after_seconds=answer.asked_seconds,
    )


def _problem(answer: Answer) -> dict[str, Any] | None:
    if answer.status < 400 or not answer.headers.get("content-type", "").startswith(PROBLEM):
        return None
    try:
        found = json.loads(answer.body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _faults(problem: Mapping[str, Any]) -> Iterator[Fault]:
    errors = problem.get("errors")
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, dict):
            yield Fault(*(str(error.get(name, "")) for name in ("pointer", "code", "detail")))
