"""Files in, score files out: the same bits as a request, refused lines in their place, whole files or none."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from scoring.model import Bundle
from tests.training.commands import ROOT, options, training
from tests.training.records import Payload, payloads
from training import bulk
from training.bulk import Written, load, score_chunks, write_scores
from training.config import Config
from training.errors import TrainingError

DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    return load(demo_bundle)


@pytest.fixture(scope="module")
def scored(demo_bundle: Path, demo_files, tmp_path_factory) -> pl.DataFrame:
    """The score file of the demo's tables, written by the command."""
    out = tmp_path_factory.mktemp("scores") / "scores.parquet"
    ended = training("score", "--bundle", demo_bundle, *options(demo_files), "--out", out)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.splitlines() == ["scoring as of 2026-10-31", f"2000 customers in {out}"]
    assert [path.name for path in out.parent.iterdir()] == ["scores.parquet"]
    return pl.read_parquet(out)


@pytest.fixture(scope="module")
def sent(demo_files) -> list[Payload]:
    return payloads(demo_files, DAY, 120)


def lines(folder: Path, *of: object) -> Path:
    path = folder / "payloads.ndjson"
    path.write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in of), encoding="utf-8"
    )
    return path


def of_payloads(bundle: Bundle, path: Path, out: Path, **settings: object) -> pl.DataFrame:
    _, _, chunks = score_chunks(bundle, {}, path, Config(**settings))
    write_scores(chunks, out, lambda _: None)
    return pl.read_parquet(out)


def test_tables_and_payloads_give_the_same_bits(bundle, scored, sent, tmp_path):
    found = of_payloads(bundle, lines(tmp_path, *sent), tmp_path / "scores.parquet")

    assert found.columns == [*scored.columns, "line", "problem"]
    assert found["line"].to_list() == list(range(1, 121)) and found["problem"].null_count() == 120
    assert_frame_equal(found.drop("line", "problem"), scored.head(120), check_exact=True)


def test_one_customer_and_many_give_the_same_bits(bundle, demo_files, scored, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 77)
    _, total, chunks = score_chunks(bundle, demo_files, None, Config())
    found = list(chunks)

    assert (total, len(found)) == (2_000, 26)
    assert_frame_equal(pl.concat(found), scored, check_exact=True)


def test_everybody_is_in_the_file_once_ascending_by_id(scored):
    assert scored["customer_id"].to_list() == [f"C{i:06}" for i in range(1, 2_001)]


def test_another_day_scores_what_was_known_then(bundle, demo_files):
    day, _, chunks = score_chunks(bundle, demo_files, None, Config(as_of=date(2026, 6, 30)))
    found = pl.concat(chunks)

    assert day == date(2026, 6, 30) and found["as_of"].unique().to_list() == [day]
    assert found["warnings"].list.contains("entries_after_as_of").sum() > 1_000


def test_json_lines_hold_the_same_rows(scored, tmp_path):
    write_scores(iter([scored.head(70), scored[70:90]]), tmp_path / "scores.ndjson", lambda _: None)
    rows = [json.loads(line) for line in (tmp_path / "scores.ndjson").read_text().splitlines()]

    assert rows == json.loads(json.dumps(scored.head(90).to_dicts(), default=str))


def test_refused_lines_are_reported_in_their_place(bundle, sent, tmp_path):
    path = lines(
        tmp_path,
        sent[0],
        "{not json",
        {"customer_id": "x", "oders": []},
        sent[1],
        "",
        {"customer_id": "y", "currency": "EUR"},
    )
    found = of_payloads(bundle, path, tmp_path / "scores.parquet")

    assert found["line"].to_list() == [1, 2, 3, 4, 6]  # an empty line is none
    assert found["customer_id"].to_list() == [sent[0]["customer_id"], None, None, sent[1]["customer_id"], None]
    problems = found["problem"].to_list()
    assert problems[0] is None and problems[3] is None
    assert "JSON" in problems[1] and "orders" in problems[2] and "CNY" in problems[4]
    assert found.filter(pl.col("problem").is_not_null()).drop("line", "problem").null_count().row(0) == (3,) * (
        found.width - 2
    )


def test_a_file_of_refused_lines_alone_is_written_too(bundle, tmp_path):
    found = of_payloads(bundle, lines(tmp_path, "[]", "7"), tmp_path / "scores.parquet")

    assert found["problem"].null_count() == 0 and len(found) == 2


def test_what_is_refused_does_not_change_who_stands_beside_it(bundle, sent, tmp_path, monkeypatch):
    alone = of_payloads(bundle, lines(tmp_path, *sent[:5]), tmp_path / "alone.parquet")
    monkeypatch.setattr(bulk, "CHUNK", 2)
    beside = of_payloads(bundle, lines(tmp_path, "?", *sent[:5], "?"), tmp_path / "beside.parquet")

    assert_frame_equal(beside.filter(pl.col("problem").is_null()).drop("line"), alone.drop("line"), check_exact=True)


def test_payloads_without_a_day_are_answered_as_of_the_one_given(bundle, tmp_path):
    found = of_payloads(bundle, lines(tmp_path, {"customer_id": "x"}), tmp_path / "s.parquet", as_of=DAY)

    assert found["as_of"].to_list() == [DAY]


def test_payloads_and_tables_are_not_scored_together(bundle, demo_files, tmp_path):
    with pytest.raises(TrainingError, match="--payloads hold whole customers; give them alone"):
        score_chunks(bundle, demo_files, lines(tmp_path), Config())


def test_an_empty_file_is_told(bundle, tmp_path):
    with pytest.raises(TrainingError, match="there was no customer to score"):
        of_payloads(bundle, lines(tmp_path), tmp_path / "scores.parquet")
    assert not (tmp_path / "scores.parquet").exists()


def test_another_kind_of_file_is_refused_before_anything_is_scored(tmp_path):
    def never() -> Iterator[pl.DataFrame]:
        raise AssertionError
        yield

    with pytest.raises(TrainingError, match=r"scores.xlsx: score files are .parquet or .ndjson"):
        write_scores(never(), tmp_path / "scores.xlsx", lambda _: None)


def test_nothing_appears_before_all_is_there(tmp_path):
    out = tmp_path / "deep" / "scores.parquet"

    def chunks() -> Iterator[pl.DataFrame]:
        for i in range(3):
            assert not out.exists()
            yield pl.DataFrame({"row": [2 * i, 2 * i + 1]})

    assert write_scores(chunks(), out, lambda _: None) == Written(rows=6, refused=0)
    assert pl.read_parquet(out)["row"].to_list() == [0, 1, 2, 3, 4, 5]
    assert list(out.parent.iterdir()) == [out]


def test_a_new_file_takes_the_place_of_the_old_one_in_one_step(tmp_path):
    """Whoever is reading the old file goes on reading it: nothing is written into it."""
    out, reader = tmp_path / "scores.parquet", tmp_path / "reader"
    pl.DataFrame({"row": [7]}).write_parquet(out)
    os.link(out, reader)
    write_scores(iter([pl.DataFrame({"row": [1]})]), out, lambda _: None)

    assert pl.read_parquet(out)["row"].to_list() == [1]
    assert pl.read_parquet(reader)["row"].to_list() == [7]


def test_what_fails_half_way_leaves_the_old_file_as_it_was(tmp_path):
    out = tmp_path / "scores[1].parquet"
    pl.DataFrame({"row": [7]}).write_parquet(out)

    def chunks() -> Iterator[pl.DataFrame]:
        yield pl.DataFrame({"row": [1]})
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_scores(chunks(), out, lambda _: None)
    assert list(tmp_path.iterdir()) == [out]
    assert pl.read_parquet(out, glob=False)["row"].to_list() == [7]


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_stops_a_scoring_half_way_leaves_no_file(demo_bundle, tmp_path, how, code):
    """The payloads come through a pipe that never ends, so the command is certainly in the middle."""
    pipe, out = tmp_path / "payloads.ndjson", tmp_path / "scores" / "scores.parquet"
    os.mkfifo(pipe)
    words = [sys.executable, "-m", "training", "score", "--bundle", demo_bundle, "--payloads", pipe, "--out", out]
    running = subprocess.Popen(list(map(str, words)), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    line = b'{"customer_id": "x"}\n'
    with pipe.open("wb", buffering=0) as file:
        for _ in range(bulk.CHUNK + 1):
            file.write(line)
        deadline = time.monotonic() + 60
        while not _parts(out) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        assert _parts(out) and not out.exists()
        running.send_signal(how)
        with suppress(BrokenPipeError):  # it may have ended already
            file.write(line)  # Polars lets SIGINT wait for the end of a read
        _, told = running.communicate(timeout=60)

    assert running.returncode == code
    assert told.splitlines()[-1] == "stopped; nothing was written"
    assert list(out.parent.iterdir()) == []


def _parts(out: Path) -> list[Path]:
    return list(out.parent.glob(f".{out.name}.*/*.arrow"))
