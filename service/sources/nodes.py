"""A record that notes what is read of it, and so knows from where a field of the payload came.

Only a record that is refused, and a sample, is read in this way.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from schema.refusal import Fault, Refused
from service.sources.mapping import Place

DEEPEST = 64

Pointer = tuple[str | int, ...]  # into the record


class What(Enum):
    """What was seen at a pointer: nothing, not even its name; a name without a value; a part that came to nothing."""

    THERE = auto()
    EMPTY = auto()
    ABSENT = auto()
    NO_PART = auto()
    CONTAINER = auto()


@dataclass(frozen=True, slots=True)
class Seen:
    """A pointer that was asked for; `beyond`: the names that would have been asked for under it."""

    pointer: Pointer
    what: What
    beyond: tuple[str, ...] = ()


class Trace:
    """What was read: `places` of the payload and the pointer that each came from, and all pointers in `used`.

    `absent`: pointers whose last name is not in its object, with the names that are. `missed`: the rules of the mapping
    that came to nothing for that reason, with those pointers; `met`: the others.
    """

    def __init__(self) -> None:
        self.places: dict[Place, Pointer] = {}
        self.used: set[Pointer] = set()
        self.absent: dict[Pointer, tuple[str, ...]] = {}
        self.missed: dict[str, list[Pointer]] = {}
        self.met: set[str] = set()
        self._seen: list[Seen] = []

    def saw(self, pointer: Pointer, value: object) -> None:
        """A value was asked for."""
        if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict | list) for one in value)):
            self._seen.append(Seen(pointer, What.CONTAINER))
            return
        is_there = value is not None and value != ""
        self._seen.append(Seen(pointer, What.THERE if is_there else What.EMPTY))
        if is_there:
            self.used.add(pointer)

    def lacked(self, pointer: Pointer, names: Iterable[str]) -> None:
        """A name was asked for that its object, with these names, does not have."""
        self.absent.setdefault(pointer, tuple(names))
        self._seen.append(Seen(pointer, What.ABSENT))

    def lacked_part(self, pointer: Pointer) -> None:
        """A part was asked for that came to nothing at a pointer."""
        self._seen.append(Seen(pointer, What.NO_PART))

    def beyond(self, names: tuple[str, ...]) -> None:
        """What was seen last is nothing, and these names would have been asked for under it."""
        if self._seen:
            last = self._seen[-1]
            self._seen[-1] = Seen(last.pointer, last.what, names)

    def count(self, rule: str) -> None:
        """Note whether what was read since for a rule of the mapping came to nothing for want of a name."""
        if not self._seen:
            return
        missing = [seen.pointer for seen in self._seen if self._is_absent(seen)]
        has_leaf = any(seen.what is not What.CONTAINER and not self._is_absent(seen) for seen in self._seen)
        if has_leaf or not self._is_absent(self._seen[-1]):
            self.met.add(rule)
        else:
            self.missed.setdefault(rule, []).extend(missing)

    def forget(self) -> None:
        """What was read since is of no field."""
        self._seen = []

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

    def _is_absent(self, seen: Seen) -> bool:
        return seen.what is What.ABSENT or (seen.what is What.NO_PART and seen.pointer in self.absent)

    def _pointer(self) -> Pointer | None:
        """The values that were there, or what they have in common; else the first that was missing.

        Of `account.id || contact.id` without either object it is the last: the one that has to be there at the least.
        """
        there = list(dict.fromkeys(self._all(What.THERE)))
        if there:
            return there[0] if len(there) == 1 else _common(there)
        missing = [seen for seen in self._seen if seen.what in (What.EMPTY, What.ABSENT) and not seen.beyond]
        objects = [seen for seen in self._seen if seen.what is What.NO_PART or seen.beyond]
        found = missing[:1] or objects[-1:] or self._seen[-1:]
        return (*found[0].pointer, *found[0].beyond) if found else None

    def _all(self, what: What) -> list[Pointer]:
        return [seen.pointer for seen in self._seen if seen.what is what]


class Node(dict[str, Any]):
    """An object of the record, at its pointer; `added`: names that are not its own."""

    __slots__ = ("added", "at", "trace")

    def __init__(self, fields: dict[str, Any], at: Pointer, trace: Trace, added: Collection[str] = ()) -> None:
        super().__init__(fields)
        self.at, self.trace, self.added = at, trace, added

    def get(self, key: str, default: Any = None) -> Any:
        """The value, and a note that it was asked for."""
        value = super().get(key, default)
        if key not in self:
            self.trace.lacked((*self.at, key), (name for name in self if name not in self.added))
        elif key not in self.added:
            self.trace.saw((*self.at, key), value)
        elif value is None and (part := self.trace.places.get((key,))) is not None:
            self.trace.lacked_part(part)
        return value

    def beyond(self, names: tuple[str, ...]) -> None:
        """What was asked for last is nothing, so these names under it cannot be."""
        self.trace.beyond(names)

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
