"""A score file that was edited on the way is told before anything is planned by it."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.scoring.builders import bundle
from training.errors import TrainingError
from training.plan.candidates import FIELDS
from training.plan.reading import read_candidates

ENTRY = {
    "code": "cross_sell", "channel": "email", "due_on": date(2026, 11, 28), "cost": 0.2, "effect": 0.02,
    "basis": "assumed", "expected_net_value": 12.5, "withheld": False,
}  # fmt: skip


def scores(folder: Path, *, entry: dict[str, object] | None = None, times: int = 1, **columns: Any) -> Path:
    """A file of two customers with one action each, and what is to be otherwise."""
    kind = pl.Struct({name: FIELDS[name] for name in ENTRY})
    table = {
        "customer_id": ["a", "b"],
        "as_of": [date(2026, 11, 21)] * 2,
        "bundle": [bundle().version] * 2,
        "segment_code": ["s1", None],
        "candidates": pl.Series([[{**ENTRY, **(entry or {})}] * times] * 2, dtype=pl.List(kind), strict=False),
    }
    pl.DataFrame({**table, **columns}).write_parquet(folder / "scores.parquet")
    return folder / "scores.parquet"


def test_a_file_as_it_was_written_is_read(tmp_path: Path) -> None:
    found = read_candidates(scores(tmp_path), bundle())
    assert found.customers == 2 and found.table["cost"].to_list() == [0.2, 0.2]


@pytest.mark.parametrize("value", [None, float("nan"), -12.5, 0.0])
def test_a_net_value_may_be_unknown_or_a_loss(tmp_path: Path, value: float | None) -> None:
    assert len(read_candidates(scores(tmp_path, entry={"expected_net_value": value}), bundle()).table) == 2


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"code": "crosssell"}, "an action's code must be one of the bundle's policy"),
        ({"code": None}, "an action's code must be one of the bundle's policy"),
        ({"channel": "=cmd"}, "an action's channel must be one of"),
        ({"cost": -1.0}, r"an action's cost must be from 0 to 1e\+12"),
        ({"cost": float("nan")}, "an action's cost must be from 0"),
        ({"cost": float("inf")}, "an action's cost must be from 0"),
        ({"expected_net_value": float("inf")}, "an action's expected_net_value must be from"),
        ({"expected_net_value": 1e300}, "an action's expected_net_value must be from"),
        ({"effect": float("nan")}, "an action's effect must be from"),
    ],
)
def test_an_odd_action_is_told(tmp_path: Path, entry: dict[str, object], said: str) -> None:
    with pytest.raises(TrainingError, match=f"scores.parquet: {said}.*of 2 actions 2 are otherwise"):
        read_candidates(scores(tmp_path, entry=entry), bundle())


def test_an_action_that_stands_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="a customer must have each action once, and of 4 actions 2 are otherwise"):
        read_candidates(scores(tmp_path, times=2), bundle())


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"as_of": ["2026-11-21", "yesterday"]}, "as_of must be a day such as 2026-11-01; it is none in row 2"),
        ({"as_of": [date(2026, 11, 21), None]}, "it is none in row 2"),
        ({"segment_code": [["s1"], ["s2"]]}, "segment_code must be a text"),
        ({"customer_id": [["a"], ["b"]]}, "customer_id must be a text"),
        ({"customer_id": ["a", "a"]}, "each customer must have one row; again in row 2"),
    ],
)
def test_an_odd_customer_is_told(tmp_path: Path, columns: dict[str, Any], said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        read_candidates(scores(tmp_path, **columns), bundle())
