"""A record that notes what is read of it, and so knows from where a field of the payload came.

Only a record that is refused, and a sample, is read in this way.
"""

from collections.abc import Collection
from typing import Any

from schema.refusal import Fault, Refused
from service.sources.mapping import Place

DEEPEST = 64

Pointer = tuple[str | int, ...]  # into the record


class Trace:
    """What was read: `places` of the payload and the pointer that each came from, and all pointers in `used`."""

    def __init__(self) -> None:
        self.places: dict[Place, Pointer] = {}
        self.used: set[Pointer] = set()
        self._leaves: list[tuple[Pointer, bool]] = []
        self._containers: list[Pointer] = []

    def saw(self, pointer: Pointer, value: object) -> None:
        """A value was asked for."""
        if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict | list) for one in value)):
            self._containers.append(pointer)
            return
        is_there = value is not None and value != ""
        self._leaves.append((pointer, is_there))
        if is_there:
            self.used.add(pointer)

    def forget(self) -> None:
        """What was read since is of no field."""
        self._leaves, self._containers = [], []

    def keep(self, place: Place) -> None:
        """What was read since is where the field at `place` came from."""
        pointer = self._pointer()
        if pointer is not None:
            self.places[place] = pointer
        self.forget()

    def of(self, place: Place) -> Pointer | None:
        """The pointer of a place, or of what is around it."""
        around = (place[:length] for length in range(len(place), 0, -1))
        return next((self.places[part] for part in around if part in self.places), None)

    def _pointer(self) -> Pointer | None:
        """The values that were there, or what they have in common; else the first that was missing."""
        there = list(dict.fromkeys(pointer for pointer, is_there in self._leaves if is_there))
        if there:
            return there[0] if len(there) == 1 else _common(there)
        if self._leaves:
            return self._leaves[0][0]
        return self._containers[-1] if self._containers else None


class Node(dict[str, Any]):
    """An object of the record, at its pointer; `added`: names that are not its own."""

    __slots__ = ("added", "at", "trace")

    def __init__(self, fields: dict[str, Any], at: Pointer, trace: Trace, added: Collection[str] = ()) -> None:
        super().__init__(fields)
        self.at, self.trace, self.added = at, trace, added

    def get(self, key: str, default: Any = None) -> Any:
        """The value, and a note that it was asked for."""
        value = super().get(key, default)
        if key not in self.added:
            self.trace.saw((*self.at, key), value)
        elif value is None and (part := self.trace.places.get((key,))) is not None:
            self.trace.saw(part, None)
        return value

    def values(self) -> Any:
        """All values, and a note that they were asked for."""
        for key in self:
            self.get(key)
        return super().values()


Node.__name__ = "dict"  # JMESPath's functions know types by their names


def noded(value: Any, at: Pointer, trace: Trace) -> Any:
    """A record with nodes for its objects; raises `Refused` for one that has no end."""
    if len(at) > DEEPEST:
        raise Refused([Fault("", "nested_too_deeply", "the record is nested too deeply; send plain records")])
    if isinstance(value, dict):
        return Node({key: noded(one, (*at, key), trace) for key, one in value.items()}, at, trace)
    if isinstance(value, list):
        return [noded(one, (*at, i), trace) for i, one in enumerate(value)]
    return value


def with_added(row: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    """A row that has names beside its own, which win over them."""
    if not added:
        return row
    if isinstance(row, Node):
        return Node({**row, **added}, row.at, row.trace, {*row.added, *added})
    return {**row, **added}


def leaves(value: object, at: Pointer = ()) -> list[Pointer]:
    """The pointers of all values that are there."""
    if isinstance(value, dict):
        return [leaf for key, one in value.items() for leaf in leaves(one, (*at, key))]
    if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        return [leaf for i, one in enumerate(value) for leaf in leaves(one, (*at, i))]
    return [] if value in (None, "", []) else [at]


def _common(pointers: list[Pointer]) -> Pointer:
    shortest = min(map(len, pointers))
    same = next((i for i in range(shortest) if len({pointer[i] for pointer in pointers}) > 1), shortest)
    return pointers[0][:same]
