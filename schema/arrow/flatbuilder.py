"""FlatBuffers written by hand: every table before what it points to, its vtable before it."""

from collections.abc import Callable, Mapping, Sequence
from struct import calcsize, pack, pack_into

from schema.arrow.flatbuffer import FIELDS

# Writes a value behind what there is, and says where; a scalar says its form and value, and stands in the table itself.
Child = Callable[[bytearray], int]
Scalar = tuple[str, int]
Fields = Mapping[int, Scalar | Child]  # by slot


def built(fields: Fields) -> bytes:
    """A whole buffer, of a length that 8 divides."""
    out = bytearray(4)
    pack_into("<I", out, 0, table(fields)(out))
    _pad(out, 8)
    return bytes(out)


def table(fields: Fields) -> Child:
    """A table."""

    def write(out: bytearray) -> int:
        places, size = _laid_out(fields)
        slots = max(fields, default=-1) + 1
        _pad(out, 2)
        vtable = len(out)
        out += pack(f"<{FIELDS + slots}H", 2 * (FIELDS + slots), size, *(places.get(slot, 0) for slot in range(slots)))
        _pad(out, 8)
        start = len(out)
        out += bytes(size)
        pack_into("<i", out, start, start - vtable)
        for slot, value in fields.items():
            if isinstance(value, tuple):
                pack_into(f"<{value[0]}", out, start + places[slot], value[1])
        for slot, value in fields.items():
            if not isinstance(value, tuple):
                _point(out, start + places[slot], value)
        return start

    return write


def text(value: str) -> Child:
    """A string."""

    def write(out: bytearray) -> int:
        encoded = value.encode()
        _pad(out, 4)
        start = len(out)
        out += pack("<I", len(encoded)) + encoded + b"\0"
        return start

    return write


def tables(children: Sequence[Child]) -> Child:
    """A vector of tables."""

    def write(out: bytearray) -> int:
        _pad(out, 4)
        start = len(out)
        out += pack("<I", len(children)) + bytes(4 * len(children))
        for i, child in enumerate(children):
            _point(out, start + 4 + 4 * i, child)
        return start

    return write


def structs(rows: Sequence[tuple[int, ...]]) -> Child:
    """A vector of structs of 8-byte integers, which stand where 8 divides."""

    def write(out: bytearray) -> int:
        _pad(out, 8)
        out += bytes(4)
        start = len(out)
        out += pack("<I", len(rows)) + b"".join(pack(f"<{len(row)}q", *row) for row in rows)
        return start

    return write


def _laid_out(fields: Fields) -> tuple[dict[int, int], int]:
    """Where each field stands in its table, the largest first so that each stands where its size divides; the size."""
    sizes = {slot: calcsize(f"<{value[0]}") if isinstance(value, tuple) else 4 for slot, value in fields.items()}
    places, end = {}, 4  # behind the way to the vtable
    for slot in sorted(sizes, key=lambda slot: -sizes[slot]):
        end += -end % sizes[slot]
        places[slot] = end
        end += sizes[slot]
    return places, end


def _point(out: bytearray, place: int, child: Child) -> None:
    pack_into("<I", out, place, child(out) - place)


def _pad(out: bytearray, to: int) -> None:
    out += bytes(-len(out) % to)
