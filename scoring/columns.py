"""The two kinds of column: numbers and categories.

Numbers, flags (0 or 1) and days (since 1970-01-01) are float64 with NaN for missing; texts are categories.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from scoring.direct import count_nonzero, filled, where

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

Value = TypeVar("Value", bound=np.generic)

EPOCH_ORDINAL = 719_163  # date(1970, 1, 1).toordinal()
NOTHING, NO_TEXT = np.float64(np.nan).tobytes(), np.int32(-1).tobytes()  # bytes are read-only, and so are views of them
NO_CODE = -2  # that no entry of a category has


@dataclass(frozen=True, slots=True, eq=False)
class Category:
    """A text column: `codes` (m,) into the ascending `levels`, -1 where missing.

    Levels ascend so that the order of two codes is the order of their texts, whatever else a batch holds.
    """

    codes: NDArray[np.int32]
    levels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: IntArray | BoolArray) -> "Category":
        """Rows by index or mask."""
        return Category(_taken(self.codes, rows), self.levels)

    def equals(self, text: str) -> BoolArray:
        """Where the text is the given one."""
        found: BoolArray = self.codes == (self.levels.index(text) if text in self.levels else NO_CODE)
        return found

    def isin(self, texts: Iterable[str]) -> BoolArray:
        """Where the text is one of those given; missing is none of them."""
        wanted = frozenset(texts)
        places = [i for i, level in enumerate(self.levels) if level in wanted]
        if len(places) < 2:
            found: BoolArray = self.codes == (places[0] if places else NO_CODE)
            return found
        table = np.zeros(len(self.levels) + 1, dtype=bool)
        table[places] = True
        return table[self.codes]

    def missing(self) -> BoolArray:
        """Where there is no text."""
        return self.codes < 0

    def codes_in(self, levels: Sequence[str]) -> FloatArray:
        """Codes 0..L-1 in another list of levels; NaN where missing or not among them."""
        position = {level: float(i) for i, level in enumerate(levels)}
        return np.array([position.get(level, np.nan) for level in self.levels] + [np.nan])[self.codes]

    def texts(self) -> list[str | None]:
        """The texts, None where missing."""
        lookup: list[str | None] = [*self.levels, None]
        return [lookup[code] for code in self.codes.tolist()]


Column = FloatArray | Category


class Named:
    """Columns by name, each taken as the kind that it must be."""

    __slots__ = ()
    columns: Mapping[str, Column]

    def number(self, name: str) -> FloatArray:
        """A number, flag or day column."""
        column = self.columns[name]
        if isinstance(column, Category):
            raise TypeError(f"{name} is a text column")
        return column

    def text(self, name: str) -> Category:
        """A text column."""
        column = self.columns[name]
        if not isinstance(column, Category):
            raise TypeError(f"{name} is a number column")
        return column


def category(texts: Sequence[str | None]) -> Category:
    """A category from texts; None is missing."""
    levels = tuple(sorted(text for text in set(texts) if text is not None))
    position: dict[str | None, int] = {level: i for i, level in enumerate(levels)}
    position[None] = -1
    return Category(np.array(list(map(position.__getitem__, texts)), dtype=np.int32), levels)


def one_of(codes: NDArray[np.integer], levels: Sequence[str]) -> Category:
    """A class column from codes into `levels` (in any order); -1 stays missing."""
    rank, ordered = _ranked(tuple(levels))
    return Category(rank[codes], ordered)


@lru_cache(maxsize=256)  # of the classes of definitions, of which there are a few dozen
def _ranked(levels: tuple[str, ...]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """The place of each level among the sorted ones (-1 for the last, which stands for missing), and these."""
    order = sorted(range(len(levels)), key=levels.__getitem__)
    rank = filled(len(levels) + 1, -1, dtype=np.int32)
    rank[order] = np.arange(len(levels), dtype=np.int32)
    return rank, tuple(levels[i] for i in order)


def absent(length: int) -> FloatArray:
    """A number column without any value."""
    column = np.empty(length)
    column.fill(np.nan)
    return column


def no_texts(length: int) -> Category:
    """A category without any value."""
    return Category(filled(length, -1, dtype=np.int32), ())


def unfilled(length: int) -> FloatArray:
    """A number column that nothing fills: one NaN stands for all rows, read-only, without memory or time a row."""
    return np.ndarray((length,), np.float64, NOTHING, strides=(0,))


def unfilled_texts(length: int) -> Category:
    """A category that nothing fills, as `unfilled`."""
    return Category(np.ndarray((length,), np.int32, NO_TEXT, strides=(0,)), ())


def is_constant(column: Column) -> bool:
    """Whether one value stands for all rows."""
    values = column.codes if isinstance(column, Category) else column
    return values.strides == (0,)


def pick(column: Column, rows: IntArray | BoolArray) -> Column:
    """Rows of a column by index or mask."""
    return column.take(rows) if isinstance(column, Category) else _taken(column, rows)


def _taken(values: NDArray[Value], rows: IntArray | BoolArray) -> NDArray[Value]:
    if values.strides == (0,) and len(values):
        return np.broadcast_to(values[0], int(count_nonzero(rows)) if rows.dtype == bool else len(rows))
    return values[rows]


# A NumPy function that is written in Python costs several times what is done for one customer; these do without.


def rows_of(mask: BoolArray) -> IntArray:
    """Where a mask (n,) holds."""
    return mask.nonzero()[0]


def choose(conditions: Sequence[BoolArray], values: Sequence[Any], default: Any) -> NDArray[Any]:
    """Of each row (n,) the value of the first condition that holds, `default` where none does, as `np.select`."""
    found: Any = default
    for held, value in zip(reversed(conditions), reversed(values), strict=True):
        found = where(held, value, found)
    return np.asarray(found)


def is_missing(column: Column) -> BoolArray:
    """Where a column has no value."""
    return column.missing() if isinstance(column, Category) else np.isnan(column)
