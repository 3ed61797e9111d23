"""Texts that repeat: what a file says a million times in ten words is read, cleaned and sorted as ten words."""

import polars as pl

SAMPLE = 1_000
REPEATED_BELOW = 0.5  # distinct texts a row of the sample; above, every row is read by itself


def repeats(texts: pl.Series) -> bool:
    """Whether few texts seem to stand for many rows."""
    sample = texts.gather_every(max(1, len(texts) // SAMPLE))
    return len(texts) > SAMPLE and sample.count() > 0 and sample.n_unique() < REPEATED_BELOW * len(sample)


def as_enum(texts: pl.Series) -> pl.Series:
    """The texts as codes into their ascending distinct ones."""
    if isinstance(texts.dtype, pl.Enum):
        return texts
    return texts.cast(pl.Enum(texts.unique().drop_nulls().sort()))


def texts_of(coded: pl.Series) -> pl.Series:
    """The distinct texts of an Enum, ascending, into which `to_physical` points."""
    assert isinstance(coded.dtype, pl.Enum)
    return coded.dtype.categories
