"""What JSON allows and a payload does not: names given twice, halves of surrogate pairs, endless nesting and digits."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schema.faults import fault
from schema.places import Part
from schema.refusal import Fault, NotJson

DEEPEST = 8  # a payload has 3 levels; what is far deeper need not be walked to be refused

_SURROGATE = re.compile("[\ud800-\udfff]")


MOST_DIGITS = 4_300  # Python reads no longer integer


class Endless(float):
    """An integer of more digits than are read; what is too long in other forms is infinite, and so is this."""


class Repeated(dict[str, object]):
    """An object of which a name was given twice; the last value is kept."""


_NEED_A_LOOK = frozenset({str, list, dict, Repeated, Endless})


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded body: its value, with repeated names marked, and whether there are any."""

    value: object
    repeats: bool


def load(body: bytes) -> Document:
    """The document with lone surrogates let in; slow, for bodies in doubt."""
    repeated: list[Repeated] = []
    if body.startswith(BOM_UTF8):
        raise NotJson("the body is not JSON: it begins with a byte order mark; save and send it as UTF-8 without one")

    def made(pairs: list[tuple[str, object]]) -> dict[str, object]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            repeated.append(fields := Repeated(fields))
        return fields

    try:
        document = json.loads(body.decode(), object_pairs_hook=made, parse_int=_integer)
        return Document(document, bool(repeated))
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not UTF-8; send the body as UTF-8"
    except json.JSONDecodeError as error:
        reason = f"it goes wrong at line {error.lineno} column {error.colno}; serialise it with a JSON library"
    except RecursionError:
        reason = "it is nested too deeply; send plain customers"
    # Raised out here: the errors above hold the body, and would stay with it as its context.
    raise NotJson(f"the body is not JSON: {reason}")


def may_repeat(body: bytes, names: int) -> bool:
    """Whether a body may name a field twice, `names` being the names that were parsed from it.

    A colon follows each name, so as many colons as names means that no name was lost. Colons within texts (times,
    addresses) seldom follow a quote, so a second count leaves them out; what is left gets a full look.
    """
    return body.count(b":") != names and body.translate(None, b" \t\r\n").count(b'":') != names


def faults_in(document: object) -> Iterator[Fault]:
    """Repeated names, lone surrogates and deep nesting of a loaded document; a wrong name is reported at its object."""
    waiting: list[tuple[tuple[Part, ...], object]] = [((), document)]
    while waiting:
        parts, value = waiting.pop()
        if len(parts) > DEEPEST:
            yield fault(parts[:DEEPEST], "nested_too_deeply", "is nested too deeply; flatten it into fields of its own")
            continue
        if isinstance(value, Repeated):
            yield fault(parts, "repeated_name", "must not name a field twice; send each field once")
        if isinstance(value, Endless):
            yield fault(parts, "not_finite", f"must be a number of at most {MOST_DIGITS:,} digits; correct it")
        if _is_cut(value) or (isinstance(value, dict) and any(map(_is_cut, value))):
            rule = "must not hold half of a surrogate pair; send whole characters, and look where texts are cut"
            yield fault(parts, "lone_surrogate", rule)
        waiting.extend(((*parts, part), each) for part, each in _items(value) if type(each) in _NEED_A_LOOK)


def _integer(digits: str) -> int | Endless:
    return int(digits) if len(digits) <= MOST_DIGITS else Endless("inf")


def _is_cut(value: object) -> bool:
    return isinstance(value, str) and not value.isascii() and _SURROGATE.search(value) is not None


def _items(value: object) -> Iterable[tuple[Part, object]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()
