"""A stream cut into its messages: a length, a header in FlatBuffers, a body of buffers."""

from dataclasses import dataclass
from struct import unpack_from

from schema.arrow.flatbuffer import Table, root
from schema.arrow.refused import Damaged

SCHEMA, DICTIONARY, RECORDS = 1, 2, 3  # MessageHeader
CONTINUED = b"\xff\xff\xff\xff"
PREFIX = 8  # the mark, and the length of the header; a length of 0 is the end
MOST_HEADER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """One message, by its number from 0; one that could not be cut has no bytes, and is the last."""

    number: int
    header: bytes
    body: bytes
    is_damaged: bool = False
    is_too_long: bool = False

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return len(self.header) + len(self.body) + 200

    def table(self) -> tuple[int, Table]:
        """What kind it is, and its header's own table. Raises Damaged."""
        message = root(self.header)
        header = message.table(2)
        if header is None:
            raise Damaged
        return message.number(1, "B"), header


class Messages:
    """Cuts bytes into messages of at most `most` bytes; after one that cannot be cut nothing more is."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = bytearray()
        self._number = 0
        self._is_over = False

    def feed(self, data: bytes) -> list[Message]:
        """The messages that end in `data`."""
        if self._is_over:
            return []
        self._held += data
        found = []
        while not self._is_over and (message := self._next()) is not None:
            found.append(message)
        return found

    def rest(self) -> list[Message]:
        """A message that is cut off, where there is one. A stream may end without its mark of the end."""
        if self._is_over or not (self._held or not self._number):
            return []
        return [self._last(is_damaged=True)]

    def _next(self) -> Message | None:
        if len(self._held) < PREFIX:
            return None
        length = unpack_from("<i", self._held, 4)[0]
        if self._held[:4] != CONTINUED or not 0 <= length <= MOST_HEADER:
            return self._last(is_damaged=True)
        if length == 0:
            self._is_over = True
            self._held.clear()
            return None
        start = PREFIX + length
        if len(self._held) < start:
            return None
        header = bytes(self._held[PREFIX:start])
        try:
            size = root(header).number(3, "q")
        except Damaged:
            return self._last(is_damaged=True)
        if size < 0 or start + size > self._most:
            return self._last(is_damaged=size < 0, is_too_long=size >= 0)
        if len(self._held) < start + size:
            return None
        message = Message(self._number, header, bytes(self._held[start : start + size]))
        del self._held[: start + size]
        self._number += 1
        return message

    def _last(self, *, is_damaged: bool = False, is_too_long: bool = False) -> Message:
        self._is_over = True
        self._held.clear()
        return Message(self._number, b"", b"", is_damaged, is_too_long)
