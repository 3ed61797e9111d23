"""Experiments whose truth is known, and files of them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from scoring.columns import Category, FloatArray, category
from training.pilot.trial import Trial

RUNS = 1_000


def trial(
    control: FloatArray, treated: FloatArray, before: Sequence[FloatArray] = (), parts: Sequence[str] = ()
) -> Trial:
    """Outcome `y` of two arms; `before` columns and the texts `parts` are of the control first."""
    arm = np.repeat([0, 1], [len(control), len(treated)])
    groups: dict[str, Category] = {"part": category(list(parts))} if parts else {}
    known = {f"before_{i}": values for i, values in enumerate(before)}
    return Trial(("none", "mailed"), arm, {"y": np.concatenate([control, treated])}, known, groups)


def written(path: Path, **columns: Sequence[object]) -> Path:
    """A CSV or Parquet file of columns."""
    frame = pl.DataFrame(columns, strict=False)
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)
    return path
