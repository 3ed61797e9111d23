"""The command on the demo: scores with candidates in, a plan in every form out, the same bytes each time."""

import json
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as Xml

import polars as pl
import pytest

from scoring.model import Bundle
from scoring.scorer import score
from tests.training.commands import options, training
from training.bulk import load
from training.config import Config
from training.plan.candidates import FIELDS
from training.plan.solution import COLUMNS
from training.plan.telling import texts
from training.plan.writing import csv
from training.question import last_known_day
from training.report.writing import Language
from training.tables import read_tables

LANGUAGES = [language.value for language in Language]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def bundle(demo_bundle: Path) -> Bundle:
    return load(demo_bundle)


@pytest.fixture(scope="module")
def scored(demo_bundle: Path, demo_files, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("plan") / "scores.parquet"
    ended = training("score", "--bundle", demo_bundle, *options(demo_files), "--candidates", "--out", out)
    assert ended.returncode == 0, ended.stderr
    return out


@pytest.fixture
def plan(run, scored, demo_bundle):
    """The command on the scored demo, with further options."""
    return lambda *given, scores=scored: run("plan", "--scores", scores, "--bundle", demo_bundle, *given)


BUDGET = ("--budget", 25_000, "--capacity", "phone=20")


def entries(scored: Path) -> pl.DataFrame:
    return pl.read_parquet(scored).select("customer_id", "candidates").explode("candidates").unnest("candidates")


def test_candidates_hold_the_chosen_actions_and_all_that_is_withheld(scored, bundle):
    table = pl.read_parquet(scored)
    assert table.schema["candidates"] == pl.List(pl.Struct(FIELDS))
    for row in table.select("actions", "withheld", "candidates").iter_rows(named=True):
        free = [one for one in row["candidates"] if not one["withheld"]]
        told = [one["code"] for one in row["actions"] if one["code"] != "do_nothing"]
        assert set(told) <= {one["code"] for one in free}
        assert set(row["withheld"]) <= {one["code"] for one in row["candidates"] if one["withheld"]}


def test_candidates_bear_the_policys_cost_and_due_day(scored, bundle, demo_files):
    tables = read_tables(demo_files, Config())
    as_of = last_known_day(tables, Config())
    costs = {action.code: action.cost for action in bundle.policy.actions}
    days = {action.code: action.due_days for action in bundle.policy.actions}
    for one in entries(scored).drop_nulls("code").iter_rows(named=True):
        assert one["cost"] == costs[one["code"]]
        assert (one["due_on"] - date(1970, 1, 1)).days == as_of + days[one["code"]]


def test_a_plan_holds_its_limits_and_says_what_it_brings(plan, scored, tmp_path):
    code, said, out = plan(*BUDGET, "--json", "--assigned", tmp_path / "a.parquet", "--held-out", tmp_path / "h.csv")
    found, assigned = json.loads(out), pl.read_parquet(tmp_path / "a.parquet")
    held = pl.read_csv(tmp_path / "h.csv")

    assert code == 0, said
    assert found["currency"] == "CNY" and 0 <= found["gap"] <= 1e-3
    assert found["spent"] == pytest.approx(assigned["cost"].sum()) and found["spent"] <= 25_000
    assert assigned.filter(channel="phone").height <= 20
    assert assigned["customer_id"].value_counts()["count"].max() <= 3
    chosen = assigned.filter(~pl.col("duty"))
    assert found["expected_net_value"] == pytest.approx(chosen["expected_net_value"].sum())
    assert not assigned.select("customer_id", "channel", "due_on").is_duplicated().any()
    assert len(held) == found["held_out"] > 0


def test_nobody_gets_what_is_withheld_and_everybody_what_is_owed(plan, scored, bundle, tmp_path):
    plan(*BUDGET, "--assigned", tmp_path / "a.parquet")
    assigned, known = pl.read_parquet(tmp_path / "a.parquet"), entries(scored).rename({"code": "action"})
    kept = known.filter("withheld").select("customer_id", "action")
    duties = [action.code for action in bundle.policy.actions if action.duty]
    owed = known.filter(pl.col("action").is_in(duties)).select("customer_id", "action")

    assert len(kept) and not len(assigned.join(kept, on=["customer_id", "action"]))
    assert len(owed) and not len(owed.join(assigned, on=["customer_id", "action"], how="anti"))


def files(folder: Path) -> list[Path]:
    return [folder / f"plan{suffix}" for suffix in (".csv", ".xlsx", ".html")]


def outs(folder: Path) -> list[str | Path]:
    return [word for path in files(folder) for word in ("--out", path)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_open_again_and_tell_the_same(plan, tmp_path, language):
    assert plan(*BUDGET, *outs(tmp_path), "--lang", language)[0] == 0
    table, words = pl.read_csv(tmp_path / "plan.csv"), texts(language)
    cells = sheet(tmp_path / "plan.xlsx")
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")

    assert tuple(table.columns) == COLUMNS
    assert cells[0] == [words["column"][name] for name in COLUMNS]
    assert [row[COLUMNS.index("title")] for row in cells[1:]] == table["title"].to_list()
    assert all(f">{title}<" in page for title in table["title"])
    assert f'<html lang="{language}">' in page and f"<h1>{words['page']['title']}</h1>" in page


def sheet(path: Path) -> list[list[str]]:
    """The texts and numbers of a workbook's first sheet, empty where a cell is."""
    with zipfile.ZipFile(path) as book:
        strings = ["".join(item.itertext()) for item in Xml.fromstring(book.read("xl/sharedStrings.xml"))]
        rows = list(Xml.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{SHEET}row"))
    assert not any(cell.find(f"{SHEET}f") is not None for row in rows for cell in row)
    found = []
    for row in rows:
        values = {str(cell.get("r"))[0]: (cell.get("t"), cell.findtext(f"{SHEET}v", "")) for cell in row}
        told = (values.get(chr(ord("A") + i), ("", "")) for i in range(len(COLUMNS)))
        found.append([strings[int(value)] if kind == "s" else value for kind, value in told])
    return found


def test_the_same_input_gives_the_same_bytes(plan, tmp_path):
    for name in ("one", "two"):
        assert plan(*BUDGET, *outs(tmp_path / name), "--assigned", tmp_path / name / "a.parquet")[0] == 0
    for one, two in zip(sorted((tmp_path / "one").iterdir()), sorted((tmp_path / "two").iterdir()), strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name


def test_the_page_asks_no_host_for_anything(plan, tmp_path):
    plan(*BUDGET, *outs(tmp_path))
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    tags: list[str] = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attributes: tags.append(tag)  # type: ignore[method-assign]
    reader.feed(page)

    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert not re.search(r"https?://|url\(|@import", page)


def test_rows_go_by_segment_and_the_most_valuable_comes_first(plan, tmp_path):
    plan(*BUDGET, *outs(tmp_path))
    table = pl.read_csv(tmp_path / "plan.csv")
    for one, two in pairwise(table.select("segment", "expected_net_value").iter_rows()):
        assert (one[0] or "") <= (two[0] or "~") and (one[0] != two[0] or None in (one[1], two[1]) or one[1] >= two[1])


def test_a_text_that_looks_like_a_formula_is_none():
    ids = ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "a=1", "7"]
    read = pl.read_csv(csv(pl.DataFrame({"customer_id": ids, "cost": [-1.5] * 8})), infer_schema=False)
    assert read["customer_id"].to_list() == ["'=1+1", "'+1", "'-1", "'@x", "'\t=1", "'＝1", "a=1", "7"]
    assert read["cost"].to_list() == ["-1.50"] * 8  # a number stays one


def test_more_budget_never_brings_less(plan):
    brought = [json.loads(plan("--budget", budget, "--json")[2])["expected_net_value"] for budget in (0, 18e3, 25e3)]
    assert brought == sorted(brought)


def test_duties_over_the_budget_are_told(plan):
    code, _, out = plan("--budget", 10, "--language", "zh-Hant")
    assert code == 0 and "僅應盡義務就需" in out and "增加的預算會先用於應盡義務" in out


def test_a_file_of_the_few_best_is_planned_with_a_note(plan, scored, tmp_path):
    pl.read_parquet(scored).drop("candidates").write_parquet(tmp_path / "few.parquet")
    code, _, out = plan(*BUDGET, scores=tmp_path / "few.parquet")
    assert code == 0 and "score with --candidates to choose from all that pay" in out


def test_ndjson_gives_the_same_plan(plan, scored, tmp_path):
    pl.read_parquet(scored).select("customer_id", "as_of", "bundle", "segment_code", "candidates").write_ndjson(
        tmp_path / "scores.ndjson"
    )
    assert plan(*BUDGET, "--json", scores=tmp_path / "scores.ndjson")[2] == plan(*BUDGET, "--json")[2]


def test_faults_of_the_score_file_are_told(plan, scored, tmp_path):
    table = pl.read_parquet(scored)
    broken = {
        "none.parquet": (None, "is no file; give --scores the file of `training score`"),
        "empty.parquet": (b"", "is empty; give"),
        "noise.parquet": (b"PAR1 not at all", "cannot be read as parquet; give"),
        "scores.csv": (b"a,b\n1,2\n", "must be a .parquet or .ndjson file"),
        "orders.parquet": (table.select("customer_id", "as_of"), "has no column bundle"),
        "scores.parquet": (table.drop("candidates", "actions"), "has neither candidates nor actions; score again"),
        "nobody.parquet": (table.head(0), "holds no customer"),
        "idle.parquet": (table.with_columns(candidates=pl.col("candidates").list.head(0)), "has no action for any"),
        "other.parquet": (table.with_columns(bundle=pl.lit("x")), "was scored by bundle x, and --bundle is"),
        "twice.parquet": (pl.concat([table, table.head(1)]), "each customer must have one row; again in row 2,001"),
        "texts.parquet": (table.with_columns(candidates=pl.lit("x")), "its actions have no code"),
    }
    for name, (content, told) in broken.items():
        if isinstance(content, bytes):
            (tmp_path / name).write_bytes(content)
        elif content is not None:
            content.write_parquet(tmp_path / name)
        code, said, _ = plan("--budget", 5, scores=tmp_path / name)
        assert code == 1 and told in said, (name, said)
        assert "C000" not in said  # no customer is named


def test_files_that_cannot_be_written_are_told_before_the_work(plan, scored, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_text("")
    for given, told in (
        (("--out", tmp_path / "plan.pdf"), "plan.pdf: such a file is .csv or .xlsx or .html"),
        (("--assigned", tmp_path / "plan.html"), "plan.html: such a file is .csv or .parquet"),
        (("--out", tmp_path / "folder.csv"), "is a folder; give the path of a file"),
        (("--out", tmp_path / "file" / "plan.csv"), "cannot be written; give a path in a folder"),
        (("--assigned", scored), "holds the scores, and would be replaced"),
        (("--out", tmp_path / "a.csv", "--assigned", tmp_path / "a.csv"), "two files of the plan have the same name"),
    ):
        code, said, _ = plan("--budget", 5, *given)
        assert code == 1 and told in said, said
        assert "read the scores" not in said


def test_no_file_appears_where_one_fails(plan, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("training.plan.writing").plan.writing.TABLES, ".html", _full)
    code, said, _ = plan(*BUDGET, *outs(tmp_path))
    assert code == 1 and "No space left" in said
    assert not list(tmp_path.iterdir())


def _full(_: object) -> bytes:
    raise OSError(28, "No space left on device")


def test_scoring_with_candidates_changes_nothing_else(demo_files, bundle):
    from training.frame import frame  # noqa: PLC0415
    from training.plan.candidates import frame_with_candidates  # noqa: PLC0415

    tables = read_tables(demo_files, Config())
    found = score(tables.customers(last_known_day(tables, Config())), bundle)
    assert frame_with_candidates(found).drop("candidates").equals(frame(found))
