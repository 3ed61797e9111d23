"""Polars series as the columns of scoring."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoring.columns import Category, FloatArray, IntArray
from training.distinct import texts_of


def number_column(values: pl.Series) -> FloatArray:
    """Float64 with NaN for missing."""
    return np.asarray(values.fill_null(float("nan")).to_numpy(), dtype=np.float64)


def text_column(texts: pl.Series) -> Category:
    """Texts (String, or Enum of ascending ones) as codes into their levels; UTF-8 sorts as Python does."""
    if isinstance(texts.dtype, pl.Enum):
        return Category(_codes(texts.to_physical()), tuple(texts_of(texts).to_list()))
    order = texts.arg_sort(nulls_last=True)
    ascending = texts.gather(order)
    is_new = ascending.ne_missing(ascending.shift(1)) & ascending.is_not_null()
    codes = np.empty(len(texts), dtype=np.int32)
    rank = is_new.cum_sum().cast(pl.Int32) - 1
    codes[order.to_numpy()] = (
        pl.select(pl.when(ascending.is_not_null()).then(rank).otherwise(-1)).to_series().to_numpy()
    )
    return Category(codes, tuple(ascending.filter(is_new).to_list()))


def _codes(codes: pl.Series) -> NDArray[np.int32]:
    return np.asarray(codes.cast(pl.Int32).fill_null(-1).to_numpy(), dtype=np.int32)


def positions(texts: pl.Series, levels: pl.Series) -> IntArray:
    """The position (m,) of each text among the levels, all different, -1 where it is missing or none of them."""
    return _codes(texts.cast(pl.Enum(levels), strict=False).to_physical()).astype(np.int64)


def numbered(columns: Mapping[str, pl.Series]) -> tuple[pl.Series, dict[str, IntArray]]:
    """All different texts of the columns, ascending, and by column the position (m,) of each row's text among them.

    Long columns are looked up among what shorter ones have named, so that each row is looked up about once.
    """
    found = pl.Series(dtype=pl.String)
    codes: dict[str, IntArray] = {}
    for name in sorted(columns, key=lambda name: len(columns[name])):
        code = positions(columns[name], found)
        new = code < 0
        if new.any():
            texts = columns[name].filter(pl.Series(new))
            found = pl.concat([found, texts.unique()])
            code[new] = positions(texts, found)
        codes[name] = code
    order = found.arg_sort()
    rank = np.empty(len(found), dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(found))
    return found.gather(order), {name: rank[codes[name]] for name in columns}


def list_column(lists: pl.Series, customer: IntArray) -> tuple[IntArray, Category]:
    """The texts of all lists in one column, and the customer (m,) of each."""
    owner = pl.DataFrame({"customer": customer, "text": lists}).explode("text").drop_nulls("text")
    return np.array(owner["customer"].to_numpy(), dtype=np.int64), text_column(owner["text"])
