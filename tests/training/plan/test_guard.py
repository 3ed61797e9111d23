"""Apostrophes before formulas: what is read back is what was written."""

import polars as pl

from training.plan.guard import guarded, unguarded

TEXTS = ["=1", "+1", "-1", "@x", "＝1", "'=1", "''@x", "'", "'a", "a=1", "a'", "", "7", "'\t=", "-", None]


def test_what_is_guarded_comes_back():
    frame = pl.DataFrame({"text": TEXTS}).with_columns(there=guarded(pl.col("text")))
    there = frame["there"].to_list()
    assert there[:7] == ["'" + text for text in TEXTS[:7] if text] and there[7:13] == TEXTS[7:13]
    assert frame.select(unguarded(pl.col("there")))["there"].to_list() == TEXTS
