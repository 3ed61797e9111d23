"""The columns that a stream says it has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schema.arrow.flatbuffer import Table
from schema.arrow.messages import SCHEMA, Message
from schema.arrow.refused import Damaged, damaged, refused

# Members of the union `Type`.
NULL, INT, FLOAT, UTF8, BOOL, DECIMAL, DATE, TIMESTAMP = 1, 2, 3, 5, 6, 7, 8, 10
LIST, STRUCT, LARGE_UTF8, LARGE_LIST, UTF8_VIEW = 12, 13, 20, 21, 24
KNOWN = {NULL, INT, FLOAT, UTF8, BOOL, DECIMAL, DATE, TIMESTAMP, LIST, STRUCT, LARGE_UTF8, LARGE_LIST, UTF8_VIEW}
INTEGERS = {8: "b", 16: "h", 32: "i", 64: "q"}
FLOATS = ("e", "f", "d")
SECONDS = (1, 10**3, 10**6, 10**9)  # units of a timestamp in a second
MOST_TYPES = 1_500
DEEPEST = 4  # a list of structs of texts has three levels


@dataclass(frozen=True, slots=True)
class Type:
    """What a column holds: `kind` of `Type`, `form` of its numbers as `struct` names it, units a day or 10^scale."""

    name: str
    kind: int
    form: str = ""
    scale: int = 1
    children: "tuple[Type, ...]" = ()


def columns_of(message: Message) -> tuple[Type, ...]:
    """The columns of the first message of a stream. Raises Refused."""
    try:
        kind, schema = message.table()
        if message.is_damaged or kind != SCHEMA:
            raise Damaged
        if schema.number(0, "h"):
            raise refused("big_endian", "the body must be little-endian, as nearly all Arrow streams are")
        return _all(schema.tables(1), 0, iter(range(MOST_TYPES)))
    except Damaged:
        raise damaged() from None


def _all(fields: Sequence[Table], depth: int, left: Iterator[int]) -> tuple[Type, ...]:
    """The types of fields, as many as are `left`: a few bytes can name one field many times."""
    return tuple(_type(field, depth, left) for field in fields)


def _type(field: Table, depth: int, left: Iterator[int]) -> Type:
    if next(left, None) is None:
        raise refused("too_many_columns", f"there must be at most {MOST_TYPES:,} columns, fields of structs among them")
    name, kind = field.text(0), field.number(2, "B")
    if field.table(4) is not None:
        raise refused(
            "dictionary", "columns must be plain texts and no dictionaries (categories); cast them to strings"
        )
    if kind not in KNOWN or depth == DEEPEST:
        rule = "columns must be texts, numbers, true or false, days, timestamps, lists and structs of them"
        raise refused("unknown_type", f"{rule}; cast the others")
    children = _all(field.tables(5), depth + 1, left)
    if kind in (LIST, LARGE_LIST) and len(children) != 1:
        raise Damaged
    form, scale = _numbers(kind, field.table(3) or field)
    return Type(name, kind, form, scale, children)


def _numbers(kind: int, of: Table) -> tuple[str, int]:
    """The form and the scale of a column's numbers."""
    if kind == INT:
        width = of.number(0, "i")
        if width not in INTEGERS:
            raise Damaged
        return INTEGERS[width] if of.number(1, "?") else INTEGERS[width].upper(), 1
    if kind == FLOAT:
        precision = of.number(0, "h")
        if not 0 <= precision < len(FLOATS):
            raise Damaged
        return FLOATS[precision], 1
    if kind == DATE:
        return ("q", 86_400_000) if of.number(0, "h", 1) else ("i", 1)
    if kind == TIMESTAMP:
        return "q", _units_a_day(of)
    if kind == DECIMAL:
        scale, width = of.number(1, "i"), of.number(2, "i", 128)
        if width not in (32, 64, 128, 256) or not 0 <= scale <= 76:
            raise Damaged
        return f"{width // 8}s", 10**scale
    return "", 1


def _units_a_day(of: Table) -> int:
    unit = of.number(0, "h")
    if not 0 <= unit < len(SECONDS):
        raise Damaged
    if of.text(1) not in ("", "UTC", "Etc/UTC", "+00:00", "Z"):
        raise refused(
            "time_zone", "timestamps must be of no time zone or UTC; cast them to days, as they are to be read"
        )
    return SECONDS[unit] * 86_400
