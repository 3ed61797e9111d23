"""Segment codes over refits, from files to files: kept, new, retired, and never used twice."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from scoring import bundle as store
from training.predecessor import FIRST, Predecessor, predecessor

LAST = date(2024, 12, 31)
# Orders, days between them, days since the last one, amount.
REGULARS, SPENDERS, LOST, NEW = (30, 10, 5, 40.0), (5, 60, 30, 2_000.0), (2, 30, 600, 30.0), (2, 5, 60, 300.0)


def company(*groups: tuple[int, int, int, float], size: int = 80, seed: int = 0) -> pl.DataFrame:
    """Orders of `size` customers around each group's habits; too few for models, enough for segments."""
    rng, rows = np.random.default_rng(seed), []
    for g, (number, gap, since, amount) in enumerate(groups):
        for c in range(size):
            day = LAST - timedelta(days=int(since * rng.uniform(0.9, 1.1)))
            for _ in range(max(1, number + int(rng.integers(-1, 2)))):
                rows.append((f"g{g}c{c}", day, round(amount * rng.lognormal(0, 0.1), 2)))
                day -= timedelta(days=max(1, int(gap * rng.uniform(0.8, 1.2))))
    return pl.DataFrame(rows, ("customer_id", "date", "amount"), orient="row")


@pytest.fixture
def refit(run, files, tmp_path):
    """Fit a company into one folder, again and again: the content of the current bundle, and what was said."""

    def fitted(orders: pl.DataFrame, *options: str, out: str = "models") -> tuple[dict[str, Any], str]:
        code, said, _ = run(
            "fit", "--orders", files(orders=orders)["orders"], "--as-of", str(LAST), "--out", tmp_path / out, *options
        )
        assert code == 0, said
        return dict(store.read(tmp_path / out).content), said

    return fitted


def codes(content: dict[str, Any]) -> list[str]:
    return [profile["code"] for profile in content["learned"]["segments"]["profiles"]]


def test_a_refit_on_the_same_data_gives_the_same_bytes(refit, tmp_path):
    orders = company(REGULARS, SPENDERS, LOST)
    refit(orders)
    first = store.read(tmp_path / "models").version
    _, said = refit(orders)
    assert store.read(tmp_path / "models").version == first
    assert f"3 segments keep their codes of bundle {first}" in said


def test_codes_stay_where_names_alone_would_change(refit, tmp_path):
    before, _ = refit(company(REGULARS, SPENDERS, LOST))
    after, _ = refit(
        company(*((n, gap, since, amount * 1.3) for n, gap, since, amount in (REGULARS, SPENDERS, LOST)), seed=1)
    )
    assert sorted(codes(after)) == sorted(codes(before))
    assert after["card"]["segments"]["retired"] == []


def test_what_comes_and_what_goes_is_said_and_kept_in_the_card(refit):
    before, _ = refit(company(REGULARS, SPENDERS, LOST))
    after, said = refit(company(REGULARS, SPENDERS, NEW))
    (gone,), (new,) = set(codes(before)) - set(codes(after)), set(codes(after)) - set(codes(before))
    assert f"new: {new}; retired: {gone}" in said
    assert after["card"]["segments"]["retired"] == after["learned"]["segments"]["retired"] == [gone]


def test_codes_that_are_over_do_not_come_again_after_a_bundle_without_segments(refit):
    before, _ = refit(company(REGULARS, SPENDERS, LOST))
    without, _ = refit(company(REGULARS, size=20))
    assert without["learned"]["segments"] is None
    assert without["card"]["segments"]["retired"] == codes(before)
    again, _ = refit(company(REGULARS, SPENDERS, LOST))
    assert not set(codes(again)) & set(codes(before))


@pytest.mark.parametrize(
    ("config", "differs"), [('currency = "GBP"', "currency"), ("demo = true", "kind (demo data or real)")]
)
def test_other_data_have_codes_of_their_own(refit, tmp_path, config, differs):
    (tmp_path / "other.toml").write_text(config)
    refit(company(REGULARS, SPENDERS, LOST), "--config", str(tmp_path / "other.toml"))
    ours, said = refit(company(REGULARS, SPENDERS, NEW))
    assert f"is of another {differs}" in said and ours["card"]["segments"]["retired"] == []


def test_codes_can_be_had_from_another_bundle_or_from_none(refit, tmp_path):
    first, _ = refit(company(REGULARS, SPENDERS, LOST), out="archive")
    fresh, _ = refit(company(REGULARS, SPENDERS, NEW), "--codes-from", str(tmp_path / "archive"))
    assert fresh["card"]["segments"]["retired"] == sorted(set(codes(first)) - set(codes(fresh)))
    alone, said = refit(company(REGULARS, SPENDERS, LOST), "--codes-from", "none")
    assert alone["card"]["segments"]["retired"] == [] and "keep their codes" not in said


def test_a_bundle_that_was_named_must_be_there(run, files, tmp_path):
    orders = files(orders=company(REGULARS, size=2))["orders"]
    code, said, _ = run("fit", "--orders", orders, "--out", tmp_path / "m", "--codes-from", tmp_path / "nothing")
    assert code == 1 and "nothing" in said


def test_a_damaged_current_bundle_is_told_and_does_not_stop_its_own_repair(refit, tmp_path):
    refit(company(REGULARS, SPENDERS, LOST))
    (store.read(tmp_path / "models").folder / "bundle.joblib").write_bytes(b"damaged")
    _, said = refit(company(REGULARS, SPENDERS, LOST))
    assert "segments have codes as if they were the first" in said


def test_the_first_bundle_has_none_before_it(tmp_path: Path):
    assert predecessor(None, tmp_path) is FIRST and predecessor("none", tmp_path) is FIRST
    assert Predecessor().notes({}) == []


def test_the_card_says_which_rules_the_segments_keep_and_what_was_refused(refit):
    content, _ = refit(company(REGULARS, SPENDERS, LOST))
    search = content["card"]["segments"]
    assert search["rules"] == {
        "smallest_share": 0.02, "largest_share": 0.60, "smallest_size": 30, "smallest_stability": 0.5,
    }  # fmt: skip
    assert search["found"] == 3 and [one["count"] for one in search["tried"]] == [3, 4, 5, 6, 7, 8]
    assert search["tried"][0]["refused"] is None and search["tried"][0]["stability"] > 0.9
    assert {one["refused"] for one in search["tried"]} <= {None, "too_small", "too_large", "unstable"}
