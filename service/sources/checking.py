"""What a mapping makes of one record: where each value lands, what is left over, and what would be refused."""

from dataclasses import asdict, dataclass
from typing import Any

from pydantic_core import to_json

from schema.jsontext import load
from schema.limits import Limits
from schema.payload import parse
from schema.places import path
from schema.refusal import Fault, Refused
from service.sources import retold
from service.sources.mapping import Json, Mapping, Place
from service.sources.nodes import Trace, leaves, noded
from service.sources.translate import translate
from service.sources.unfound import Unfound, named, unfound
from service.sources.values import Home


@dataclass(frozen=True, slots=True)
class Landed:
    """A value of the payload, and where in the record it came from ("" for one that the mapping itself gives)."""

    source: str
    place: str
    value: Json


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a record."""

    landed: tuple[Landed, ...]
    left: tuple[str, ...]
    carried: tuple[str, ...]
    unfound: tuple[Unfound, ...]
    faults: tuple[Fault, ...]
    payload: dict[str, Json]

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {name: list(one) if isinstance(one, tuple) else one for name, one in asdict(self).items()}


def checked(body: bytes, mapping: Mapping, home: Home) -> Checked:
    """What a mapping makes of a record; raises `NotJson`, or `Refused` where it is no object."""
    record = load(body).value
    if not isinstance(record, dict):
        raise Refused([Fault("", "not_an_object", "the sample must be one record, a JSON object")])
    trace = Trace()
    made = translate(noded(record, (), trace), mapping, home, trace)
    landed = [Landed(_source(trace, place), path(place), value) for place, value in _values(made.payload, ())]
    left = sorted({*map(named, leaves(record))} - {*map(named, trace.used)})
    faults = _faults(record, mapping, home)
    return Checked(tuple(landed), tuple(left), made.carried, unfound(trace), faults, made.payload)


def _faults(record: dict[str, Any], mapping: Mapping, home: Home) -> tuple[Fault, ...]:
    made = translate(record, mapping, home)
    if made.wrong:
        return retold.of_translation(record, mapping, home).faults
    try:
        parse(to_json(made.payload, inf_nan_mode="constants"), Limits(), currency=home.currency)
    except Refused as refused:
        return retold.of_payload(record, mapping, home, refused).faults
    return ()


def _values(value: Json, place: Place) -> list[tuple[Place, Json]]:
    """The values of a payload by place; lists of texts are one value."""
    if isinstance(value, dict):
        return [found for key, one in value.items() for found in _values(one, (*place, key))]
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return [found for i, one in enumerate(value) for found in _values(one, (*place, i))]
    return [(place, value)]


def _source(trace: Trace, place: Place) -> str:
    pointer = trace.places.get(place)
    return "" if pointer is None else path(pointer)
