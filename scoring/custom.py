"""Dimensions of a company's own, written as data: classes by conditions, the first that hold win."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.conditions import Condition, check_keys, condition
from scoring.outputs import CUSTOM
from scoring.policy import in_every_language

CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class OwnClass:
    """One class: its code, its label by language, and what must hold together; no condition holds for everybody."""

    code: str
    labels: Mapping[str, str]
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension, its classes in the order in which they are tried; who is in none of them has none."""

    code: str
    labels: Mapping[str, str]
    classes: tuple[OwnClass, ...]

    @property
    def column(self) -> str:
        """Its column among those of an answer."""
        return CUSTOM + self.code


def dimensions_of(entries: Sequence[Mapping[str, Any]], fields: Collection[str]) -> tuple[Dimension, ...]:
    """Read dimensions; UnknownName or ValueError with place, rule and remedy. Conditions may name the `fields`."""
    found = tuple(_dimension(entry, f"dimensions[{i}]", fields) for i, entry in enumerate(entries))
    _check_different([dimension.code for dimension in found], "dimensions")
    return found


def _dimension(entry: Mapping[str, Any], place: str, fields: Collection[str]) -> Dimension:
    _check_table(entry, ("code", "labels", "classes"), place)
    if not isinstance(entry["classes"], list) or not entry["classes"]:
        raise ValueError(f"{place}.classes must hold at least one class, each under [[dimensions.classes]]")
    classes = tuple(_class(item, f"{place}.classes[{i}]", fields) for i, item in enumerate(entry["classes"]))
    _check_different([one.code for one in classes], f"{place}.classes")
    for i, one in enumerate(classes[:-1]):
        if not one.when:
            raise ValueError(f"{place}.classes[{i}].when holds for everybody; only the last class may")
    return Dimension(_code(entry, place), in_every_language(entry["labels"], f"{place}.labels"), classes)


def _class(entry: Mapping[str, Any], place: str, fields: Collection[str]) -> OwnClass:
    _check_table(entry, ("code", "labels", "when"), place)
    if not isinstance(entry["when"], list):
        raise ValueError(f"{place}.when must be a list of conditions; [] holds for everybody")
    when = tuple(condition(item, f"{place}.when[{i}]", fields) for i, item in enumerate(entry["when"]))
    return OwnClass(_code(entry, place), in_every_language(entry["labels"], f"{place}.labels"), when)


def _check_table(entry: object, keys: Sequence[str], place: str) -> None:
    if not isinstance(entry, Mapping):
        raise ValueError(f"{place} must be a table with the keys {', '.join(keys)}")
    check_keys(entry, keys, (), place)


def _code(entry: Mapping[str, Any], place: str) -> str:
    code = entry["code"]
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise ValueError(f"{place}.code must begin with a small letter and hold small letters, digits and _ only")
    return code


def _check_different(codes: Sequence[str], place: str) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"{place}: the code {twice[0]!r} stands twice; every one needs a code of its own")
