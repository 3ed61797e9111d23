"""The scoring command as a person uses it: what it wrote, what it refused, and one sentence where it wrote nothing."""

import json
import re
from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from tests.training.commands import options
from tests.training.companies import labelled

ORDERS = "customer_id,date,amount\n"


def test_scoring_without_a_bundle_is_told(run, files, tmp_path):
    code, said, _ = run("score", "--bundle", tmp_path / "models", "--out", tmp_path / "s.parquet")

    assert code == 1
    assert re.search("^error .*there is neither a bundle nor a file current .*python -m training fit", said)


def test_what_a_fit_read_a_scoring_reads_too(run, files, tmp_path):
    people = files(customers=labelled(600))
    (tmp_path / "fit.toml").write_text('[customers]\nattributes = "*"\n', encoding="utf-8")
    given = (*options(people), "--config", tmp_path / "fit.toml")
    assert run("fit", *given, "--out", tmp_path / "models")[0] == 0
    code, said, _ = run("score", "--bundle", tmp_path / "models", *given, "--out", tmp_path / "scores.ndjson")
    rows = [json.loads(line) for line in (tmp_path / "scores.ndjson").read_text().splitlines()]

    assert (code, len(rows)) == (0, 600)
    assert said.splitlines() == ["scoring as of 1970-01-01", f"600 customers in {tmp_path / 'scores.ndjson'}"]
    assert {row["churn_basis"] for row in rows} == {"model"}


def test_a_scoring_file_that_breaks_the_rules_leaves_no_scores(run, files, tmp_path):
    run("fit", *options(files(orders=ORDERS + "a,2024-01-02,10\n")), "--out", tmp_path / "models")
    bad = options(files(orders=ORDERS + "a,yesterday,10\n"))
    code, said, _ = run("score", "--bundle", tmp_path / "models", *bad, "--out", tmp_path / "s.parquet")

    assert (code, said.splitlines()[-1][:21]) == (1, "error orders.csv, row")
    assert not (tmp_path / "s.parquet").exists()


@pytest.fixture
def scored(run, files, tmp_path) -> Callable[..., tuple[int, str, str]]:
    """A scoring by a bundle of rules, with the options given."""
    run("fit", *options(files(orders=f"{ORDERS}a,2024-01-02,5\n")), "--out", tmp_path / "models")
    return lambda *given: run("score", "--bundle", tmp_path / "models", *given)


def test_scores_never_replace_what_they_are_made_from(scored, files, tmp_path):
    orders = files(orders=pl.DataFrame({"customer_id": ["a"], "date": [date(2024, 1, 2)], "amount": [5.0]}))
    renamed = orders["orders"].rename(tmp_path / "orders.parquet")
    before = renamed.read_bytes()
    code, said, _ = scored("--orders", renamed, "--out", tmp_path / "models" / ".." / "orders.parquet")

    assert code == 1 and "is one of the files to read, and would be replaced; give --out another name" in said
    assert renamed.read_bytes() == before


def test_a_folder_is_no_score_file(scored, files, tmp_path):
    (tmp_path / "out.parquet").mkdir()
    code, said, _ = scored(*options(files(orders=f"{ORDERS}a,2024-01-02,5\n")), "--out", tmp_path / "out.parquet")
    assert code == 1 and "out.parquet is a folder; give --out the path of a file" in said


def test_refused_lines_are_counted(scored, tmp_path):
    (tmp_path / "p.ndjson").write_text('{"customer_id": "a"}\n{"customer": "b"}\n', encoding="utf-8")
    code, said, _ = scored("--payloads", tmp_path / "p.ndjson", "--out", tmp_path / "s.parquet")
    assert code == 0 and said.splitlines()[-2].startswith("1 customers in ")
    assert said.splitlines()[-1] == "1 lines are refused; the file tells why in its column problem"


def test_a_file_without_any_request_ends_as_a_failure(scored, tmp_path):
    (tmp_path / "p.json").write_text('[\n{"customer_id": "a"}\n]\n', encoding="utf-8")
    code, said, _ = scored("--payloads", tmp_path / "p.json", "--out", tmp_path / "s.parquet")
    assert code == 0 and "2 lines are refused" in said
    (tmp_path / "p.json").write_text('{\n"customer_id": "a"\n}\n', encoding="utf-8")
    code, said, _ = scored("--payloads", tmp_path / "p.json", "--out", tmp_path / "s.parquet")
    assert code == 1 and "p.json holds no request that can be scored; write one request a line (NDJSON)" in said
    assert pl.read_parquet(tmp_path / "s.parquet")["problem"].null_count() == 0


def test_payloads_that_are_not_there_are_named(scored, tmp_path):
    code, said, _ = scored("--payloads", tmp_path / "none.ndjson", "--out", tmp_path / "s.parquet")
    assert code == 1 and "none.ndjson: cannot be read (No such file or directory); give the path of an NDJSON" in said


@pytest.mark.parametrize("day", ["1899-12-31", "9999-12-31"])
def test_a_day_out_of_bounds_is_refused(scored, files, tmp_path, day):
    orders = options(files(orders=f"{ORDERS}a,2024-01-02,5\n"))
    code, said, _ = scored(*orders, "--as-of", day, "--out", tmp_path / "s.parquet")
    assert code == 1 and "--as-of must be a day from 1900-01-01 to" in said
