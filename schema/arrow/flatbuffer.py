"""FlatBuffers, by hand: tables read, every position checked.

A table begins with how far before it its vtable lies; the vtable says where in the table each field stands, 0 for
nowhere. Whatever a table points to lies behind it.
"""

from dataclasses import dataclass
from struct import calcsize, unpack_from
from typing import Any

from schema.arrow.refused import Damaged

FIELDS = 2  # lengths that a vtable has before its fields


@dataclass(frozen=True, slots=True)
class Table:
    """A table at a position; reading past the bytes raises `Damaged`."""

    data: bytes
    at: int

    def number(self, slot: int, form: str, default: int = 0) -> int:
        """A scalar field in a form of `struct`."""
        place = self._place(slot)
        return default if place is None else int(read(self.data, place, form))

    def table(self, slot: int) -> "Table | None":
        """A field that is a table."""
        place = self._place(slot)
        return None if place is None else Table(self.data, place + int(read(self.data, place, "I")))

    def text(self, slot: int) -> str:
        """A field that is a string, empty where there is none."""
        place = self._place(slot)
        if place is None:
            return ""
        start = place + int(read(self.data, place, "I"))
        end = start + 4 + int(read(self.data, start, "I"))
        if end > len(self.data):
            raise Damaged
        try:
            return self.data[start + 4 : end].decode()
        except UnicodeDecodeError:
            raise Damaged from None

    def tables(self, slot: int) -> "list[Table]":
        """A field that is a vector of tables."""
        start, count = self._vector(slot, 4)
        places = range(start, start + 4 * count, 4)
        return [Table(self.data, place + int(read(self.data, place, "I"))) for place in places]

    def structs(self, slot: int, form: str) -> list[tuple[int, ...]]:
        """A field that is a vector of structs of 8-byte integers, or of such integers."""
        size = calcsize(f"<{form}")
        start, count = self._vector(slot, size)
        return [unpack_from(f"<{form}", self.data, start + i * size) for i in range(count)]

    def _vector(self, slot: int, size: int) -> tuple[int, int]:
        """Where a vector's elements begin, and how many there are."""
        place = self._place(slot)
        if place is None:
            return 0, 0
        start = place + int(read(self.data, place, "I"))
        count = int(read(self.data, start, "I"))
        if start + 4 + count * size > len(self.data):
            raise Damaged
        return start + 4, count

    def _place(self, slot: int) -> int | None:
        vtable = self.at - int(read(self.data, self.at, "i"))
        if 2 * (FIELDS + slot + 1) > read(self.data, vtable, "H"):
            return None
        offset = int(read(self.data, vtable + 2 * (FIELDS + slot), "H"))
        return self.at + offset if offset else None


def root(data: bytes) -> Table:
    """The table that a buffer is."""
    return Table(data, int(read(data, 0, "I")))


def read(data: bytes, at: int, form: str) -> Any:
    """One scalar."""
    if at < 0 or at + calcsize(f"<{form}") > len(data):
        raise Damaged
    return unpack_from(f"<{form}", data, at)[0]
