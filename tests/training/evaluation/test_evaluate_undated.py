"""Where there is no cutoff: a short history, whose halves judge each other, a label without a date, and rules alone."""

import json
from datetime import date, timedelta
from io import StringIO

import polars as pl
import pytest
from rich.console import Console

from tests.training.commands import training
from tests.training.companies import labelled
from training.card_text import card_text
from training.config import Config
from training.evaluation.evaluation import evaluate
from training.evaluation.printed import printed
from training.fit import Fitted, finish, judge
from training.progress import silent
from training.report.page import page, texts
from training.tables import read_tables


def stopping(gone: int) -> pl.DataFrame:
    """600 customers buy every 20 days for 220; so many stop in the middle."""
    days = [
        (f"c{i:03}", date(2024, 1, 1) + timedelta(day), 10.0 + i % 7)
        for i in range(600)
        for day in range(i % 20, 219 if i >= gone else 109, 20)
    ]
    last = ("last", date(2024, 8, 8), 5.0)
    return pl.DataFrame([*days, last], schema=["customer_id", "date", "amount"], orient="row")


def fitted(folder, config: Config, **tables: pl.DataFrame) -> Fitted:
    for name, table in tables.items():
        table.write_parquet(folder / f"{name}.parquet")
    judged = judge(read_tables({name: folder / f"{name}.parquet" for name in tables}, config), config, silent())
    return finish(judged, evaluate(judged, thorough=True), silent())


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Fitted:
    return fitted(tmp_path_factory.mktemp("short"), Config(horizon_days=90), orders=stopping(200))


@pytest.fixture(scope="module")
def label(tmp_path_factory) -> Fitted:
    return fitted(tmp_path_factory.mktemp("label"), Config(attributes=("*",)), customers=labelled(700))


@pytest.fixture(scope="module")
def rules(tmp_path_factory) -> Fitted:
    return fitted(tmp_path_factory.mktemp("rules"), Config(), orders=stopping(200).head(300))


def test_a_short_history_has_figures_and_no_level(short):
    assert short.content["meta"]["method"] == "mbg_nbd"
    assert short.evaluation["judged_on"] == "halves" and "churn" in short.evaluation
    assert short.evaluation["level"] == []


def test_a_label_has_no_level_either(label):
    assert (label.evaluation["judged_on"], label.evaluation["level"]) == ("label", [])


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_no_report_of_them_speaks_of_a_last_cutoff(short, label, language):
    words = texts(language)
    for found, kind in ((short, "halves"), (label, "label")):
        html = page(found.content, found.evaluation, "", language)

        assert words["honest"][kind].format(draws=200) in html
        assert words["honest"]["cutoff"].format(draws=200) not in html
        assert f"<h2>{words['heading']['level']}</h2>" not in html


def test_what_is_printed_says_whom_the_figures_are_of(short, label):
    said = {}
    for name, found in (("short", short), ("label", label)):
        console = Console(file=StringIO(), width=200)
        printed(console, found.evaluation)
        said[name] = console.file.getvalue()

    assert "on the later part of a short history" in said["short"] and "last cutoff" not in said["short"]
    assert "on every fifth customer, kept for judging" in said["label"] and "last cutoff" not in said["label"]
    assert "without bg_nbd: it tells of purchases that stay away" in said["label"]


def test_the_card_says_what_the_judged_models_had_not_seen(short, label):
    assert "the figures are of models of the other customers" in short.content["card"]["served_fit"]
    assert "the figures are of models without every fifth" in label.content["card"]["served_fit"]


def test_leaks_are_told_of_only_where_somebody_looked(short, label, rules):
    assert label.content["card"]["leak_alarms"] == {}
    for found in (short, rules):
        assert found.content["card"]["leak_alarms"] is None
        assert "ALARM" not in card_text(found.content)
        assert texts("en")["text"]["no_leaks"] not in page(found.content, found.evaluation, "", "en")


def test_a_bundle_of_rules_claims_no_figures(rules):
    html = page(rules.content, rules.evaluation, "", "en")

    assert not any(text.split("{draws}")[0] in html for text in texts("en")["honest"].values())


def test_the_command_prints_the_figures_and_writes_the_report(tmp_path):
    labelled(700).write_parquet(tmp_path / "customers.parquet")
    (tmp_path / "fit.toml").write_text('[customers]\nattributes = "*"\n', encoding="utf-8")
    report = tmp_path / "new" / "r.html"
    given = ("--customers", tmp_path / "customers.parquet", "--config", tmp_path / "fit.toml")
    ended = training("evaluate", *given, "--report", report, "--json")

    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["judged_on"] == "label"
    assert "An evaluation; nothing was published" in report.read_text(encoding="utf-8")
