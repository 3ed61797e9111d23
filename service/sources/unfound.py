"""The rules of a mapping that found nothing in a record, as a name is not there: misspelt, or only not in this one."""

from dataclasses import dataclass
from difflib import get_close_matches

from service.sources.nodes import Pointer, Trace


@dataclass(frozen=True, slots=True)
class Unfound:
    """Rules that look where nothing stands, and the name there that is nearest and that no rule reads ("": none)."""

    rules: tuple[str, ...]
    absent: tuple[str, ...]
    nearest: str

    def __str__(self) -> str:
        told = f"{', '.join(self.rules)}: nothing stands at {' or '.join(self.absent)} in this record"
        return f"{told}; the nearest is {self.nearest}" if self.nearest else told


def unfound(trace: Trace) -> tuple[Unfound, ...]:
    """What never found a value, together where it looked in the same places."""
    taken = {part[:length] for part in trace.used for length in range(1, len(part) + 1)}
    found: dict[tuple[str, ...], tuple[list[str], list[Pointer]]] = {}
    for rule, pointers in trace.missed.items():
        if rule not in trace.met:
            absent = tuple(dict.fromkeys(map(named, pointers)))
            found.setdefault(absent, ([], pointers))[0].append(rule)
    return tuple(
        Unfound(tuple(rules), absent, next(filter(None, (_nearest(one, trace, taken) for one in pointers)), ""))
        for absent, (rules, pointers) in found.items()
    )


def named(pointer: Pointer) -> str:
    """Without the places of rows: what is left over in one is so in all."""
    return "".join("[]" if isinstance(part, int) else f".{part}" for part in pointer).removeprefix(".")


def _nearest(pointer: Pointer, trace: Trace, taken: set[Pointer]) -> str:
    above, name = pointer[:-1], str(pointer[-1])
    names = {one.lower(): one for one in trace.absent[pointer] if (*above, one) not in taken}
    near = get_close_matches(name.lower(), names, 1)
    return named((*above, names[near[0]])) if near else ""
