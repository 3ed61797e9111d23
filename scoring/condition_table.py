"""Many conjunctions of conditions at once, by a few NumPy calls for one customer and for a million.

It says what `conditions.all_hold` says of each. Tests of numbers are intervals, all compared in one matrix; tests of
texts are places in one flat table, looked up in one gather; what is neither is asked for one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scoring.columns import BoolArray, Category, Column, FloatArray, IntArray, absent
from scoring.conditions import TEXT_TESTS, Condition
from scoring.direct import concatenate, filled

Levels = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ConditionTable:
    """g conjunctions over c different conditions: intervals first, then tests of texts, then all others.

    `fields` name the number columns of the intervals, `which` (i,) says whose column each is, `low` and `high` (i, 1)
    are its ends, both inside. `texts` are the tests of texts. `levels`: the first condition of each conjunction, the
    longest one first, then the second of those that have one, and so on; c is what always holds. `places` (g,) tells
    where among them a conjunction stands.
    """

    fields: tuple[str, ...]
    which: IntArray
    low: FloatArray
    high: FloatArray
    texts: tuple[Condition, ...]
    others: tuple[Condition, ...]
    levels: tuple[IntArray, ...]
    places: IntArray

    @classmethod
    def of(cls, conjunctions: Sequence[Sequence[Condition]]) -> "ConditionTable":
        """Each condition is asked once, however many conjunctions have it."""
        different = {_key(one): one for all_of in conjunctions for one in all_of}
        kinds: dict[str, dict[str, Condition]] = {"number": {}, "text": {}, "other": {}}
        for key, one in different.items():
            kinds[_kind(one)][key] = one
        place = {key: i for i, key in enumerate([*kinds["number"], *kinds["text"], *kinds["other"]])}
        members = [[place[_key(one)] for one in all_of] or [len(place)] for all_of in conjunctions]
        longest_first = sorted(range(len(members)), key=lambda i: -len(members[i]))
        numbers = list(kinds["number"].values())
        fields = tuple(dict.fromkeys(one.field for one in numbers))
        ends = np.array([one.interval for one in numbers], dtype=np.float64).reshape(-1, 2)
        return cls(
            fields,
            np.array([fields.index(one.field) for one in numbers], dtype=np.int64),
            ends[:, :1],
            ends[:, 1:],
            tuple(kinds["text"].values()),
            tuple(kinds["other"].values()),
            _levels([members[i] for i in longest_first]),
            np.argsort(longest_first, kind="stable"),
        )

    def hold(self, columns: Mapping[str, Column], n: int) -> BoolArray:
        """Where all conditions of each conjunction hold (g, n)."""
        rows = [self._numbers(columns, n), self._texts(columns, n), *(o.holds(columns)[None, :] for o in self.others)]
        each = concatenate([*rows, np.ones((1, n), dtype=bool)])
        if not self.levels:
            return each[:0]
        found: BoolArray = each.take(self.levels[0], axis=0)
        for level in self.levels[1:]:
            found[: len(level)] &= each.take(level, axis=0)
        return found.take(self.places, axis=0)

    def _numbers(self, columns: Mapping[str, Column], n: int) -> BoolArray:
        if not self.fields:
            return np.empty((0, n), dtype=bool)
        nothing = absent(n)
        given = (columns[name] for name in self.fields)
        values = np.array([nothing if isinstance(column, Category) else column for column in given])[self.which]
        inside: BoolArray = (values >= self.low) & (values <= self.high)
        return inside

    def _texts(self, columns: Mapping[str, Column], n: int) -> BoolArray:
        if not self.texts:
            return np.empty((0, n), dtype=bool)
        given = [columns[one.field] for one in self.texts]
        levels = tuple(column.levels if isinstance(column, Category) else () for column in given)
        table, starts = _lookup(tuple(_wanted(one) for one in self.texts), levels)
        nothing = filled(n, -1, dtype=np.int32)
        codes = np.array([column.codes if isinstance(column, Category) else nothing for column in given])
        wanted: BoolArray = table[codes + starts]
        return wanted


def _levels(members: Sequence[Sequence[int]]) -> tuple[IntArray, ...]:
    """The first members of groups, the longest group first, then the second ones of those that have one, and so on."""
    longest = len(members[0]) if members else 0
    return tuple(np.array([group[i] for group in members if i < len(group)]) for i in range(longest))


def _key(one: Condition) -> str:
    return f"{one.field} {one.test} {one.operand!r}"


def _kind(one: Condition) -> str:
    """`number`: an interval; `text`: one of some texts; `other`: whether there is a value, one of some numbers."""
    operands = one.operand if one.test == "in" else [one.operand]
    if one.test in TEXT_TESTS and all(isinstance(value, str) for value in operands):
        return "text"
    return "other" if one.interval is None else "number"


def _wanted(one: Condition) -> Levels:
    return tuple(one.operand) if one.test == "in" else (one.operand,)


@lru_cache(maxsize=64)  # the levels of classes never change; those of the customers' own texts do, from batch to batch
def _lookup(wanted: tuple[Levels, ...], levels: tuple[Levels, ...]) -> tuple[BoolArray, IntArray]:
    """Whether each level of each test is wanted, one test after the other, each after a False for what is missing.

    And where the first level of each test stands (t, 1), so that a code, -1 for missing, leads to its place.
    """
    parts = [np.array([False, *(level in one for level in own)]) for one, own in zip(wanted, levels, strict=True)]
    starts = np.cumsum([0, *(len(part) for part in parts)])[:-1] + 1
    return concatenate(parts), starts[:, None]
