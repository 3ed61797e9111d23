"""Why a payload is refused: place, rule and remedy, never the value."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    `pointer` is a JSON pointer (RFC 6901) into the body, `code` a stable word for machines, `detail` a sentence with
    the rule and the remedy.
    """

    pointer: str
    code: str
    detail: str


class Refused(ValueError):
    """A payload that is well-formed JSON and breaks the schema's rules (HTTP 422)."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in faults))
        self.faults = tuple(faults)


class NotJson(ValueError):
    """A body that cannot be parsed at all (HTTP 400)."""
