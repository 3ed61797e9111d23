"""Polars series as the columns of scoring."""

import numpy as np
import polars as pl

from scoring.columns import Category, FloatArray, IntArray


def number_column(values: pl.Series) -> FloatArray:
    """Float64 with NaN for missing."""
    return np.array(values.fill_null(float("nan")).to_numpy(), dtype=np.float64)


def text_column(texts: pl.Series) -> Category:
    """Texts as codes into their levels; UTF-8 sorts as Python does, by code point."""
    levels = texts.drop_nulls().unique().sort()
    return Category(positions(texts, levels).astype(np.int32), tuple(levels.to_list()))


def positions(texts: pl.Series, levels: pl.Series) -> IntArray:
    """The position (m,) of each text among the levels, -1 where it is missing or none of them."""
    index = pl.DataFrame({"text": levels, "position": np.arange(len(levels))})
    found = texts.to_frame("text").join(index, on="text", how="left", maintain_order="left")["position"]
    return np.array(found.fill_null(-1).to_numpy(), dtype=np.int64)


def list_column(lists: pl.Series, customer: IntArray) -> tuple[IntArray, Category]:
    """The texts of all lists in one column, and the customer (m,) of each."""
    owner = pl.DataFrame({"customer": customer, "text": lists}).explode("text").drop_nulls("text")
    return np.array(owner["customer"].to_numpy(), dtype=np.int64), text_column(owner["text"])
