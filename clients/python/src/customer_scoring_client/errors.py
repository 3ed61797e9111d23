"""What can go wrong, as one tree: `except ScoringError` catches all. No text holds what a customer's data says."""

from dataclasses import dataclass


class ScoringError(Exception):
    """Base of all that this package raises on purpose. `request_id` finds the call in the log of the service."""

    def __init__(self, message: str, request_id: str = "") -> None:
        super().__init__(message)
        self.request_id = request_id


class NoAnswer(ScoringError):
    """No attempt was answered: the connection failed, broke, or stayed silent."""

    def __init__(self, message: str, request_id: str = "", attempts: int = 0) -> None:
        super().__init__(message, request_id)
        self.attempts = attempts


class DeadlinePassed(NoAnswer):
    """The call as a whole took longer than it may."""


class UnexpectedAnswer(ScoringError):
    """Something answered that is not the service, or not as it promises; a proxy's page of HTML is the usual one."""

    def __init__(self, message: str, request_id: str = "", status: int = 0) -> None:
        super().__init__(message, request_id)
        self.status = status


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: its place as a JSON pointer, a stable word for machines, the rule and the remedy."""

    pointer: str
    code: str
    detail: str


class ProblemAnswer(ScoringError):
    """The service answered with a problem document (RFC 9457)."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        faults: tuple[Fault, ...] = (),
        request_id: str = "",
        retry_after_seconds: float | None = None,
    ) -> None:
        told = "; ".join(f"{fault.pointer}: {fault.detail}" if fault.pointer else fault.detail for fault in faults)
        super().__init__(f"{status} {code}: {told or detail}", request_id)
        self.status, self.code, self.detail, self.faults = status, code, detail, faults
        self.retry_after_seconds = retry_after_seconds


class BadRequest(ProblemAnswer):
    """4xx: the same request will be refused again."""


class Invalid(BadRequest):
    """422: the payload breaks rules; `faults` names each place."""


class TooLarge(BadRequest):
    """413: over a limit of the service."""


class NotAuthorized(BadRequest):
    """401 or 403: no key, an unknown one, or one that may not do this."""


class TooManyRequests(BadRequest):
    """429: over the quota of the key."""


class ServiceFailed(ProblemAnswer):
    """5xx: not the fault of the request."""


class Unavailable(ServiceFailed):
    """502, 503 or 504, still after all attempts."""


KINDS: dict[int, type[ProblemAnswer]] = {
    401: NotAuthorized,
    403: NotAuthorized,
    413: TooLarge,
    422: Invalid,
    429: TooManyRequests,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def kind_of(status: int) -> type[ProblemAnswer]:
    """The exception for a status of 4xx or 5xx."""
    return KINDS.get(status, BadRequest if status < 500 else ServiceFailed)
