"""Plain content: what a bundle may hold, in the one form that gives the same bytes for the same content.

Plain are None, bool, int, float, str, lists, dicts with str or int keys, and arrays of `ARRAY_TYPES`. The pickle that
joblib writes depends on which equal values are one object, so here equal texts become one, and all else is its own.
"""

import math
import re
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_DEPTH = 32
MAX_OBJECTS = 1_000_000
ARRAY_TYPES = re.compile(r"[<>|=](b1|[iu][1248]|f[248]|U[1-9][0-9]{0,4}|M8\[(Y|M|W|D|h|m|s|ms|us|ns)\])")
REMEDY = "give it as None, a number, a text, a list, a dict, or an array of bool, int, uint, float, text or dates"


class NotPlain(ValueError):
    """A value that a bundle may not hold: `place` is its path in the content, `rule` what is wrong with it."""

    def __init__(self, place: str, rule: str, remedy: str = REMEDY) -> None:
        super().__init__(f"{place}: {rule}; {remedy}")
        self.place, self.rule, self.remedy = place, rule, remedy


def plain(content: Mapping[str, object]) -> dict[str, object]:
    """The content in canonical form.

    Tuples become lists, NumPy scalars Python numbers, arrays C-contiguous with native byte order and one kind of NaN;
    equal texts become one object, containers that were one object become several. The order of dicts is kept. Raises
    NotPlain.
    """
    formed = _Former().mapping(content, "content", 0)
    if wrong := [key for key in formed if not isinstance(key, str)]:
        raise NotPlain("content", f"has the key {wrong[0]}", "use texts as keys here; an int will do further in")
    return {str(key): value for key, value in formed.items()}


class _Former:
    def __init__(self) -> None:
        self.objects = 0

    def form(self, value: object, place: str, depth: int) -> object:
        self.objects += 1
        if depth > MAX_DEPTH or self.objects > MAX_OBJECTS:
            rule = f"deeper than {MAX_DEPTH} levels or more than {MAX_OBJECTS} values"
            raise NotPlain(place, rule, "leave a container out of itself, and put many numbers into one array")
        if type(value) is np.ndarray or type(value) is np.memmap:
            return self.array(value, place)
        if isinstance(value, Mapping):
            return self.mapping(value, place, depth)
        if type(value) is list or type(value) is tuple:
            return [self.form(item, f"{place}[{i}]", depth + 1) for i, item in enumerate(value)]
        return _scalar(value, place)

    def mapping(self, value: Mapping[Any, object], place: str, depth: int) -> dict[str | int, object]:
        formed: dict[str | int, object] = {}
        for key, item in value.items():
            name = _scalar(key, f"a key of {place}") if isinstance(key, str | int | np.integer) else None
            if not isinstance(name, str | int) or isinstance(name, bool):
                raise NotPlain(f"a key of {place}", f"is a {type(key).__name__}", "use a text or an int")
            formed[name] = self.form(item, f"{place}.{name}", depth + 1)
        return formed

    def array(self, value: NDArray[np.generic], place: str) -> NDArray[np.generic]:
        name = value.dtype.newbyteorder("=").str
        if value.dtype.metadata or not ARRAY_TYPES.fullmatch(name):
            raise NotPlain(place, f"is an array of {value.dtype}")
        formed = np.empty(value.shape, name)  # by name, as arrays of texts may share the object that is their dtype
        formed[...] = value
        if formed.dtype.kind == "f":
            formed[np.isnan(formed)] = np.nan
        return formed


def _scalar(value: object, place: str) -> object:
    if isinstance(value, np.generic) and value.dtype.kind in "biufU" and value.dtype.char != "g":  # g: long double
        value = value.item()
    if value is None or type(value) is bool:
        return value
    if type(value) is float:
        return math.nan if math.isnan(value) else value
    if type(value) is int:
        if not -(2**63) <= value < 2**64:
            raise NotPlain(place, "is an int of more than 64 bits", "give it as a float or a text")
        return value
    if type(value) is str:
        return _text(value, place)
    raise NotPlain(place, f"is a {type(value).__name__}")


def _text(value: str, place: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotPlain(place, "is a text with a lone surrogate", "leave it out: UTF-8 cannot say it") from None
    return sys.intern(value)  # also one object with the names that the pickle itself writes
