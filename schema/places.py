"""Where in a payload something is: as a JSON pointer for machines, as a path for people.

Names of the vocabulary are shown. Any other name is the caller's: it may hold personal data (maps keyed by a person's
name or number occur), so it is shown only where it looks like a field name; else the place is the object around it.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from scoring.vocabulary import OBJECTS, TABLES

Part = str | int

TOP = ("customer_id", "as_of", "currency", *TABLES, *OBJECTS, "attributes")
LEVELS: dict[str, tuple[str, ...]] = {name: tuple(fields) for name, fields in {**TABLES, **OBJECTS}.items()}
_KNOWN = frozenset(TOP).union(*LEVELS.values())

# A field name: ASCII, short, no digits in a row that could be a year, a telephone or a card number.
_FIELD_NAME = re.compile(r"(?!.*[0-9]{4})[A-Za-z_][A-Za-z0-9_]{0,39}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def shown(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts up to the first name that may not be shown."""
    for position, part in enumerate(parts):
        if isinstance(part, str) and not is_field_name(part):
            return tuple(parts[:position])
    return tuple(parts)


def is_field_name(name: str) -> bool:
    """Whether a name may be shown."""
    return name in _KNOWN or _FIELD_NAME.fullmatch(name) is not None


def pointer(parts: Iterable[Part]) -> str:
    """A JSON pointer (RFC 6901): `/orders/3/amount`; the empty one is the whole body."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def path(parts: Iterable[Part]) -> str:
    """The same for people: `orders[3].amount`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".") or "the payload"


def nearest(name: str, around: Sequence[Part]) -> str | None:
    """The known field that an unknown name most likely means: at its level, else of that name elsewhere."""
    if len(name) > 64:  # difflib is quadratic
        return None
    wanted = _HUMP.sub("_", name).replace("-", "_").replace(" ", "_").lower()
    near = get_close_matches(wanted, known_fields(around), n=1)
    if near:
        return near[0]
    elsewhere = [f"{level}.{wanted}" for level, fields in LEVELS.items() if wanted in fields]
    return f"{wanted} beside customer_id" if wanted in TOP else next(iter(elsewhere), None)


def known_fields(around: Sequence[Part]) -> tuple[str, ...]:
    """The fields of the object at a place."""
    names = [part for part in around if isinstance(part, str)]
    return LEVELS.get(names[0], ()) if names else TOP
