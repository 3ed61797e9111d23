"""A client of the customer scoring service: typed, sync and async, with retries and streams.

with ScoringClient("http://127.0.0.1:8000", language="en") as client:
answer = client.score({"customer_id": "C002", "orders": []})
"""

from customer_scoring_client.async_client import AsyncScoringClient
from customer_scoring_client.client import ScoringClient
from customer_scoring_client.errors import (
    BadRequest,
    DeadlinePassed,
    Fault,
    Invalid,
    NoAnswer,
    NotAuthorized,
    ProblemAnswer,
    ScoringError,
    ServiceFailed,
    TooLarge,
    TooManyRequests,
    Unavailable,
    UnexpectedAnswer,
)
from customer_scoring_client.files import Scored, score_file
from customer_scoring_client.models import CustomerPayload, Problem, ScoreAnswer, SegmentAnswer
from customer_scoring_client.retry import Retry
from customer_scoring_client.rows import is_problem
from customer_scoring_client.version import __version__

__all__ = [
    "AsyncScoringClient",
    "BadRequest",
    "CustomerPayload",
    "DeadlinePassed",
    "Fault",
    "Invalid",
    "NoAnswer",
    "NotAuthorized",
    "Problem",
    "ProblemAnswer",
    "Retry",
    "ScoreAnswer",
    "Scored",
    "ScoringClient",
    "ScoringError",
    "SegmentAnswer",
    "ServiceFailed",
    "TooLarge",
    "TooManyRequests",
    "Unavailable",
    "UnexpectedAnswer",
    "__version__",
    "is_problem",
    "score_file",
]
