"""`training score` past memory: the same bytes as of a small file, on any number of cores, whole or not at all."""

import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from schema.written import plain_json
from scoring.bundle import locate
from tests.training.commands import ROOT, options, training
from tests.training.records import payloads
from training import bulk, parts, reading, survey
from training.bulk import Written, load, score_chunks
from training.config import Config
from training.errors import TrainingError
from training.score_files import Job, begun

DAY = date(2026, 10, 31)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of some 300 customers, files read some 7,000 rows at a time and written two runs at a time."""
    monkeypatch.setattr(parts, "ROWS", 10_000)
    monkeypatch.setattr(survey, "ROWS", 7_001)
    monkeypatch.setattr(parts, "HELD", 1_500_000)


def run(job: Job, out: Path, workers: int = 1) -> tuple[date, Written, list[float | None]]:
    """The day, what was written, and the shares that were told."""
    shares: list[float | None] = []
    with begun(job, out, lambda _, share: shares.append(share), workers) as under_way:
        return under_way.day, under_way.write(lambda _, share: shares.append(share)), shares


def whole(demo_bundle: Path, files: Mapping[str, Path], config: Config | None = None) -> pl.DataFrame:
    return pl.concat(score_chunks(load(demo_bundle), files, None, config or Config())[2])


@pytest.mark.usefixtures("small_parts")
def test_tables_in_parts_give_the_bits_of_the_whole(demo_bundle, demo_files, tmp_path):
    day, written, shares = run(Job(demo_bundle, demo_files, None, Config()), tmp_path / "s.parquet")

    assert (day, written) == (DAY, Written(2_000, 0))
    assert_frame_equal(pl.read_parquet(tmp_path / "s.parquet"), whole(demo_bundle, demo_files), check_exact=True)
    assert len(shares) > 10 and shares[-1] == 1.0
    assert list(tmp_path.iterdir()) == [tmp_path / "s.parquet"]


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(("held", "several"), [(1, True), (10**9, False)])
def test_a_part_is_written_in_as_few_pieces_as_may_be_held(demo_files, tmp_path, monkeypatch, held, several):
    """A hundred million rows were 400 runs of 800 parts once, and a piece is a file that is opened, and two numbers."""
    monkeypatch.setattr(parts, "HELD", held)
    found = parts.split(demo_files, Config(), {}, tmp_path, lambda *_: None)
    assert found is not None
    assert any(len(part.pieces["orders"].spans) > 1 for part in found.parts) == several


@pytest.mark.usefixtures("small_parts")
def test_no_part_reads_the_whole_file_for_its_hash(demo_bundle, demo_files, tmp_path, monkeypatch):
    """It did once: ten million customers took twenty times as long as one million."""
    hashed: list[str] = []
    known = reading.Source.sha256
    monkeypatch.setattr(reading.Source, "sha256", lambda source: hashed.append(source.name) or known(source))
    run(Job(demo_bundle, demo_files, None, Config()), tmp_path / "s.parquet")
    assert hashed == []
    assert reading.open_table("orders", demo_files["orders"]).sha256() and hashed == ["orders.parquet"]


@pytest.mark.usefixtures("small_parts")
def test_any_number_of_cores_gives_the_same_bytes(demo_bundle, demo_files, tmp_path):
    for workers in (1, 2):
        run(Job(demo_bundle, demo_files, None, Config()), tmp_path / f"{workers}.parquet", workers)
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()


@pytest.mark.usefixtures("small_parts")
def test_a_configuration_is_read_alike_in_parts(demo_bundle, demo_files, tmp_path, toml):
    files = {"orders": demo_files["orders"], "usage": demo_files["usage"]}
    config = toml(
        "[orders]\nwhere = \"status <> 'open'\"\namount = 'amount * 2'\ncustomer_id = \"'K' || customer_id\"\n"
    )
    run(Job(demo_bundle, files, None, config), tmp_path / "s.parquet")
    assert_frame_equal(pl.read_parquet(tmp_path / "s.parquet"), whole(demo_bundle, files, config), check_exact=True)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("tables", [("orders",), ("usage",), ("customers", "orders"), ("customers", "feedback")])
def test_the_last_day_is_that_of_the_whole(demo_bundle, demo_files, tmp_path, tables):
    files = {name: demo_files[name] for name in tables}
    day, _, _ = run(Job(demo_bundle, files, None, Config()), tmp_path / "s.parquet")
    assert day == score_chunks(load(demo_bundle), files, None, Config())[0]


@pytest.mark.usefixtures("small_parts")
def test_a_fault_is_told_with_its_row_in_the_file(demo_bundle, demo_files, tmp_path):
    orders = pl.read_parquet(demo_files["orders"])
    odd = orders.with_columns(
        pl.when(pl.int_range(pl.len()) == 9_000).then(pl.lit(2e12)).otherwise("amount").alias("amount")
    )
    odd.write_parquet(tmp_path / "orders.parquet")
    with pytest.raises(TrainingError, match=r"^orders.parquet, row 9,001: amount must be a"):
        run(Job(demo_bundle, {"orders": tmp_path / "orders.parquet"}, None, Config()), tmp_path / "s.parquet")
    assert list(tmp_path.iterdir()) == [tmp_path / "orders.parquet"]


def many(**columns: object) -> pl.DataFrame:
    """10,000 orders of 1,000 customers."""
    i = np.arange(10_000)
    return pl.DataFrame({"customer_id": i % 1_000, "date": [date(2026, 1, 2)] * 10_000, "amount": i + 1.0, **columns})


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(
    ("columns", "count"),
    [
        ({}, 2),
        ({"customer_id": np.arange(10_000) % 1_000 * 1.0}, 2),
        ({"customer_id": np.arange(10_000) % 1_000 / 2}, None),  # 1.0 beside 0.5, so it is no 1
        ({"customer_id": [f"{i % 1_000}.0" for i in range(10_000)]}, 2),
        ({"customer_id": [f"{i % 1_000}.0" for i in range(9_999)] + ["a"]}, None),
        ({"category": np.arange(10_000) * 1.0}, 2),
        ({"category": np.arange(10_000) / 2}, None),
        ({"category": pl.Series(["a", "b"] * 5_000, dtype=pl.Categorical)}, 2),
    ],
)
def test_files_whose_rows_say_something_only_together_are_read_whole(
    demo_bundle, tmp_path, monkeypatch, columns, count
):
    monkeypatch.setattr(parts, "ROWS", 5_001)
    monkeypatch.setattr(survey, "ROWS", 3_001)
    path = tmp_path / "orders.parquet"
    many(**columns).write_parquet(path)
    found = parts.split({"orders": path}, Config(), {}, tmp_path, lambda *_: None)
    assert (found and len(found.parts)) == count
    run(Job(demo_bundle, {"orders": path}, None, Config()), tmp_path / "s.parquet")
    assert_frame_equal(pl.read_parquet(tmp_path / "s.parquet"), whole(demo_bundle, {"orders": path}), check_exact=True)


@pytest.mark.usefixtures("small_parts")
def test_large_files_without_a_customer_are_told_as_small_ones_are(demo_bundle, tmp_path):
    many(customer_id=pl.Series([None] * 10_000, dtype=pl.String)).vstack(
        many(customer_id=pl.Series([None] * 10_000, dtype=pl.String))
    ).write_parquet(tmp_path / "orders.parquet")
    with pytest.raises(TrainingError, match="no file has a row with a customer; see whether customer_id is filled"):
        run(Job(demo_bundle, {"orders": tmp_path / "orders.parquet"}, None, Config()), tmp_path / "s.parquet")


@pytest.mark.usefixtures("small_parts")
def test_csv_files_and_small_ones_are_read_whole(demo_bundle, tmp_path):
    many().write_csv(tmp_path / "orders.csv")
    many().head(9_000).write_parquet(tmp_path / "orders.parquet")
    for name in ("orders.csv", "orders.parquet"):
        assert parts.split({"orders": tmp_path / name}, Config(), {}, tmp_path, lambda *_: None) is None


def test_payloads_in_blocks_give_the_bytes_of_the_whole(demo_bundle, demo_files, tmp_path, monkeypatch):
    lines = [plain_json(one) for one in payloads(demo_files, DAY, 300)]
    path = tmp_path / "p.ndjson"
    path.write_bytes(b"\n".join([*lines[:100], b"{", *lines[100:], b'{"customer_id": "' + b"x" * 5_000_000 + b'"}']))
    _, one, _ = run(Job(demo_bundle, {}, path, Config()), tmp_path / "one.parquet")
    monkeypatch.setattr(bulk, "BLOCK_BYTES", 200_000)
    _, two, shares = run(Job(demo_bundle, {}, path, Config()), tmp_path / "two.parquet", workers=2)

    assert one == two == Written(302, 2)
    scores = pl.read_parquet(tmp_path / "two.parquet")
    assert_frame_equal(scores, pl.read_parquet(tmp_path / "one.parquet"), check_exact=True)
    assert scores["line"].to_list() == list(range(1, 303))
    assert "at most 4,194,304 bytes" in scores["problem"][301]
    assert len(shares) > 5 and shares == sorted(shares)


@pytest.fixture(scope="module")
def large(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str | Path], str]:
    """The words of a scoring of 30,000 customers, without its `--out`, and the hash of what it writes."""
    folder, i = tmp_path_factory.mktemp("large"), np.arange(300_000)
    days = np.datetime64("2025-01-01") + i * 7 % 600
    orders = {"customer_id": i % 30_000, "date": days, "amount": (i % 97) + 0.5}
    pl.DataFrame(orders).write_parquet(folder / "orders.parquet")
    words = ["score", "--bundle", locate(demo_bundle), *options({"orders": folder / "orders.parquet"})]
    ended = training(*words, "--out", folder / "s.parquet")
    assert ended.returncode == 0, ended.stderr
    return words, hashlib.sha256((folder / "s.parquet").read_bytes()).hexdigest()


STAGES = {
    "splitting": ".s.parquet.parts/orders-*",
    "scoring": ".s.parquet.parts/*.arrow",
    "joining": ".s.parquet.parts/whole*",
}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("stage", STAGES)
def test_who_is_stopped_half_way_leaves_the_old_file_and_the_next_run_makes_the_same_bytes(large, tmp_path, stage, how):
    words, expected = large
    out = tmp_path / "s.parquet"
    out.write_bytes(b"old")
    command = [sys.executable, "-m", "training", *map(str, words), "--out", str(out)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob(STAGES[stage])) and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        assert running.poll() is None and out.read_bytes() == b"old"
        running.send_signal(how)
        _, told = running.communicate(timeout=60)

    assert out.read_bytes() == b"old"
    if how != signal.SIGKILL:
        assert (running.returncode, told.splitlines()[-1]) == ({2: 130, 15: 143}[how], "stopped; nothing was written")
        assert list(tmp_path.iterdir()) == [out]
    if stage == "scoring":
        assert training(*words, "--out", out).returncode == 0
        assert hashlib.sha256(out.read_bytes()).hexdigest() == expected
        assert list(tmp_path.iterdir()) == [out]
