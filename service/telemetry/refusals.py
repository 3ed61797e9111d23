"""The place of a fault as a label: a field of the vocabulary, or a fixed word; never a name of the caller's own."""

from functools import lru_cache

from schema.places import LEVELS, TOP

WHOLE, OWN, UNKNOWN = "request", "attributes", "unknown"


@lru_cache(maxsize=4096)
def field_of(pointer: str) -> str:
    """`/3/orders/7/amount` is `orders.amount`, whatever the row and the entry."""
    names = [part for part in pointer.split("/")[1:] if not part.isdecimal()]
    if not names:
        return WHOLE
    if names[0] not in TOP:
        return UNKNOWN
    if names[0] == OWN or len(names) == 1:
        return names[0]
    return f"{names[0]}.{names[1] if names[1] in LEVELS.get(names[0], ()) else UNKNOWN}"
