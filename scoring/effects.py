"""What an action is expected to bring, for everyone and for those of whom a pilot has shown otherwise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import Column, FloatArray, IntArray
from scoring.conditions import Condition, check_keys, check_name, condition
from scoring.direct import filled
from scoring.values import number, table, text, whole

SCALES = ("relative", "absolute", "money")
BASES = ("assumed", "measured")
MEASURED = ("n", "low", "high")
SAID = ("value", "basis", *MEASURED, "source")  # keys of an effect besides its scale
MOST = {"relative": 10.0, "absolute": 1.0}  # ten times the expected value; a certain purchase
EVERYBODY = -1


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action is expected to bring.

    `relative`: share of would-be leavers who stay, or of expected value added; `absolute`: probability points; `money`:
    currency. `basis`: assumed | measured; a measured one has the number of customers `n` and its 95 % interval `low` to
    `high`. `source`: where the number comes from, in words.
    """

    scale: str
    value: float
    basis: str
    n: int | None = None
    low: float | None = None
    high: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """The effect on everybody, and on those for whom a condition holds; the first that holds counts."""

    everybody: Effect
    where: tuple[tuple[Condition, Effect], ...] = ()

    @property
    def scale(self) -> str:
        """One scale for all: that of the formula."""
        return self.everybody.scale

    def of(self, case: int) -> Effect:
        """The effect of a case that `cases` told."""
        return self.everybody if case == EVERYBODY else self.where[case][1]

    def cases(self, columns: Mapping[str, Column], n: int) -> IntArray:
        """Which of `where` each customer (n,) belongs to, EVERYBODY for none."""
        found = filled(n, EVERYBODY, dtype=np.int64)
        for i in reversed(range(len(self.where))):
            found[self.where[i][0].holds(columns)] = i
        return found

    def values(self, cases: IntArray) -> FloatArray:
        """The value (n,) of each case."""
        return np.array([*(effect.value for _, effect in self.where), self.everybody.value])[cases]


def expected(
    entry: Mapping[str, Any], where: Sequence[Mapping[str, Any]], place: str, fields: Collection[str]
) -> Expected:
    """Read `effect` and `effect_where` of an action; UnknownName or ValueError with place, rule and remedy."""
    check_keys(entry, ("scale", "value", "basis"), (*MEASURED, "source"), f"{place}.effect")
    scale = check_name(entry["scale"], SCALES, f"{place}.effect.scale")
    cases = []
    for i, case in enumerate(where):
        at = f"{place}.effect_where[{i}]"
        table(case, at)
        asked = {key: item for key, item in case.items() if key not in SAID}
        said = {key: item for key, item in case.items() if key in SAID}
        check_keys(said, ("value", "basis"), (*MEASURED, "source"), at)
        cases.append((condition(asked, at, fields), _effect(scale, said, at)))
    return Expected(_effect(scale, entry, f"{place}.effect"), tuple(cases))


def _effect(scale: str, entry: Mapping[str, Any], place: str) -> Effect:
    basis = check_name(entry["basis"], BASES, f"{place}.basis")
    if basis == "measured":
        if missing := [name for name in MEASURED if name not in entry]:
            raise ValueError(f"{place} lacks {', '.join(missing)}; a measured effect has them, an assumed one has not")
        whole(entry["n"], f"{place}.n", least=1)
        low, value, high = (number(entry[name], f"{place}.{name}") for name in ("low", "value", "high"))
        if not low <= value <= high:
            raise ValueError(f"{place}.value must lie within its interval, from low to high")
    elif stray := [name for name in MEASURED if name in entry]:
        raise ValueError(f"{place} has {', '.join(stray)}; only a measured effect has them")
    value = number(entry["value"], f"{place}.value")
    if scale != "money" and abs(value) > MOST[scale]:
        raise ValueError(f"{place}.value must be at most {MOST[scale]:g}: it is a share, not a percentage")
    numbers = {name: float(entry[name]) for name in ("low", "high") if name in entry}
    source = text(entry["source"], f"{place}.source") if "source" in entry else None
    return Effect(scale, value, basis, entry.get("n"), source=source, **numbers)
