"""The line on which a place of a TOML text stands, which Python's reader does not keep."""

import re
from bisect import bisect_right
from collections.abc import Generator, Iterator

_BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")  # commas too: between values they say nothing of where these stand
_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]+")  # a number, a day, true or false
_KEY = re.compile(r"""\s*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*(\.?)""")
_Walk = Generator[tuple[str, int], None, int]  # places and offsets; returns the offset at which what was read ends


def line_of(text: str, place: str) -> int | None:
    """The line, from 1, of a place as errors name it: `actions[3].when[0].at_least`; None where there is no such place.

    The line of a key, of an item of a list, or of the header of a table. `text` is TOML that can be read; of any other,
    lines are told up to where it breaks.
    """
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    at = next((offset for found, offset in _places(text) if found == place), None)
    return None if at is None else bisect_right(starts, at)


def _places(text: str) -> Iterator[tuple[str, int]]:
    """Every place of a text, and the offset at which it begins, in their order."""
    tables: dict[str, int] = {}  # how many tables each list of tables has so far
    table, at = "", _after_blank(text, 0)
    while at < len(text):
        if text[at] == "[":
            begins, several = at, text.startswith("[[", at)
            keys, at = _keys(text, at + 1 + several)
            table = _table(keys, tables, several=several)
            yield table, begins
            at = text.find("]", at) + 1 + several
            if at <= begins:
                return
        else:
            began = at
            at = yield from _pair(text, at, table)
            if at <= began:
                return
        at = _after_blank(text, at)


def _table(keys: list[str], tables: dict[str, int], *, several: bool) -> str:
    """The place of a header: in a list of tables, what is written below a table belongs to the last of them."""
    place = ""
    for i, key in enumerate(keys):
        place = _under(place, key)
        if several and i == len(keys) - 1:
            tables[place] = tables.get(place, 0) + 1
        if place in tables:
            place = f"{place}[{tables[place] - 1}]"
    return place


def _pair(text: str, at: int, table: str) -> _Walk:
    """A key and its value; returns where the value ends, or the same offset where there is neither."""
    keys, after = _keys(text, at)
    if not keys or not text.startswith("=", after):
        return at
    place = table
    for key in keys:
        place = _under(place, key)
        yield place, at
    return (yield from _value(text, _after_blank(text, after + 1), place))


def _value(text: str, at: int, place: str) -> _Walk:
    """What a value holds; returns where it ends."""
    if text.startswith("[", at):
        return (yield from _items(text, _after_blank(text, at + 1), place))
    if text.startswith("{", at):
        at = _after_blank(text, at + 1)
        while at < len(text) and text[at] != "}":
            began = at
            at = _after_blank(text, (yield from _pair(text, at, place)))
            if at <= began:
                return len(text)
        return at + 1
    found = _TEXT.match(text, at) or _PLAIN.match(text, at)
    return found.end() if found else len(text)


def _items(text: str, at: int, place: str) -> _Walk:
    number = 0
    while at < len(text) and text[at] != "]":
        yield f"{place}[{number}]", at
        at = _after_blank(text, (yield from _value(text, at, f"{place}[{number}]")))
        number += 1
    return at + 1


def _keys(text: str, at: int) -> tuple[list[str], int]:
    """The parts of a dotted key, and where it ends."""
    keys: list[str] = []
    while found := _KEY.match(text, at):
        keys.append(next(part for part in found.groups()[:3] if part is not None))
        at = found.end()
        if not found[4]:
            break
    return keys, at


def _under(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _after_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
