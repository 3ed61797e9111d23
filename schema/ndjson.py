"""NDJSON: bytes as they come, cut into numbered lines; a line is a payload, or what is wrong with it."""

from dataclasses import dataclass
from datetime import date

from schema.limits import Limits
from schema.payload import parse
from schema.refusal import Fault, NotJson, Refused
from scoring.customers import Record

END = b"\n"
OBJECT_BYTES = 200  # that a line takes beside its own


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, by its number from 1; `text` is None where it is over the limit, and was not kept."""

    number: int
    text: bytes | None

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return len(self.text or b"") + OBJECT_BYTES


class Lines:
    """Cuts bytes into lines and keeps of an unfinished one no more than `most` bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._number = 0
        self._begun: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> list[Line]:
        """The lines that end in `data`."""
        *ended, rest = data.split(END)
        lines = [line for part in ended if (line := self._ended(part)) is not None]
        self._keep(rest)
        return lines

    def rest(self) -> list[Line]:
        """The last line, where nothing ends it."""
        last = self._ended(b"")
        return [] if last is None else [last]

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._most:
            self._begun.clear()
        elif part:
            self._begun.append(part)

    def _ended(self, part: bytes) -> Line | None:
        self._keep(part)
        self._number += 1
        text = b"".join(self._begun) if self._size <= self._most else None
        self._begun.clear()
        self._size = 0
        return None if text is not None and not text.strip() else Line(self._number, text)


def parse_line(line: Line, limits: Limits, *, currency: str, today: date) -> Record | Refused | NotJson:
    """The customer of a line as `payload.parse` reads it, or why it is refused; pointers are into the line."""
    if line.text is None:
        detail = f"the line must have at most {limits.body_bytes:,} bytes; send the latest entries, and the totals of "
        return Refused([Fault("", "line_too_long", f"{detail}all orders as order_summary")])
    try:
        return parse(line.text, limits, currency=currency, today=today)
    except (Refused, NotJson) as refusal:
        return refusal
