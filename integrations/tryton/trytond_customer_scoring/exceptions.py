"""What goes wrong between Tryton and the service, and what a user is told of it."""

from trytond.exceptions import UserError


class ServiceError(Exception):
    """The service gave no scores; the text names no address, key or customer."""


class Unavailable(ServiceError):
    """It was not there, was too slow or was overloaded: the same request may succeed later."""


class Refused(ServiceError):
    """It refused the whole request (key, address or settings): the same request is refused again."""


class ScoringError(UserError):
    """Shown to who pressed the button."""
