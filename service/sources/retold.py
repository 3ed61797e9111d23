"""What is wrong with a payload, told of the record that it was made from: place, rule and remedy, never a value."""

from collections.abc import Collection, Iterator, Sequence

from schema.faults import MOST_FAULTS
from schema.places import is_field_name, path, pointer
from schema.refusal import Fault, Refused
from service.sources.mapping import Mapping
from service.sources.nodes import Pointer, Trace, noded
from service.sources.translate import Found, Row, translate
from service.sources.values import Home


def of_translation(record: Row, mapping: Mapping, home: Home) -> Refused:
    """What a translation found wrong."""
    trace = Trace()
    wrong = translate(noded(record, (), trace), mapping, home, trace).wrong
    return Refused([_found(one, trace, mapping.names) for one in wrong])


def of_payload(record: Row, mapping: Mapping, home: Home, refused: Refused) -> Refused:
    """What the schema found wrong with the payload."""
    trace = Trace()
    translate(noded(record, (), trace), mapping, home, trace)
    return Refused([_retold(fault, trace, mapping.names) for fault in refused.faults[:MOST_FAULTS]])


def _found(found: Found, trace: Trace, names: Collection[str]) -> Fault:
    at = _shown(trace.of(found.place) or (), names)
    return Fault(pointer(at), found.code, f"{_place(at)}, read as {path(found.place)}, {found.rule}")


def _retold(fault: Fault, trace: Trace, names: Collection[str]) -> Fault:
    place = tuple(_parts(fault.pointer))
    at = _shown(trace.of(place) or (), names)
    rule = fault.detail.removeprefix(f"{path(place)} ")
    if rule == fault.detail:
        return Fault(pointer(at), fault.code, f"{_place(at)}: {fault.detail}")
    return Fault(pointer(at), fault.code, f"{_place(at)}, read as {path(place)}, {rule}")


def _place(at: Sequence[str | int]) -> str:
    return path(at) if at else "the record"


def _shown(at: Pointer, names: Collection[str]) -> Pointer:
    """Up to the first name that is neither the mapping's nor looks like a field's: it may be a person's."""
    for i, part in enumerate(at):
        if isinstance(part, str) and part not in names and not is_field_name(part):
            return at[:i]
    return at


def _parts(text: str) -> Iterator[str | int]:
    """A JSON pointer into a payload as a place; only lists have numbers there."""
    for i, part in enumerate(text.split("/")[1:]):
        name = part.replace("~1", "/").replace("~0", "~")
        yield int(name) if i == 1 and name.isascii() and name.isdigit() else name
