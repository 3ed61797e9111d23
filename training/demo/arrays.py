"""Names for the arrays of the demo, and the draws that NumPy has no word for."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

Floats: TypeAlias = npt.NDArray[np.float64]
Singles: TypeAlias = npt.NDArray[np.float32]
Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

MISSING = -1
"""The code of a text that is not known."""


def draw_rows(rng: np.random.Generator, shares: Floats) -> Ints:
    """One class a row: `shares` is (m, classes), rows need not add up to one."""
    bounds = shares.cumsum(1)
    return np.asarray((bounds < rng.random((len(shares), 1)) * bounds[:, -1:]).sum(1), np.int64)


def chance(rng: np.random.Generator, share: float | Floats, size: int) -> Flags:
    """True with probability `share`, one number or one of each."""
    return np.asarray(rng.random(size) < share)


def texts(levels: tuple[str, ...], codes: Ints) -> pl.Series:
    """The level of each code, null where the code is MISSING."""
    table = pl.Series([*levels, None], dtype=pl.String)
    return table.gather(pl.Series(np.where(codes == MISSING, len(levels), codes)))


def dates(days: Ints | Floats, known: Flags | None = None) -> pl.Series:
    """Day numbers (days since 1970-01-01) as dates, null where not `known`."""
    column = pl.Series(days.astype(np.int32)).cast(pl.Date)
    return column if known is None else masked(column, known)


def masked(column: pl.Series, known: Flags) -> pl.Series:
    """The column, null where not `known`."""
    return pl.select(pl.when(pl.Series(known)).then(column)).to_series()
