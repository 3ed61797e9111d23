"""The report: whole in three languages, alone, drawn in a real browser, and the same bytes every time."""

import json
import re
import shutil
import subprocess
import tomllib
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import vl_convert

from tests.training.commands import training
from training.defaults import default_content
from training.evaluation.verdict import sentences
from training.evaluation.verdict import told as told_sentence
from training.report.page import page, texts
from training.report.writing import Language, evaluated

CHROMIUM = shutil.which("chromium")
SECTIONS = ("data", "cutoffs", "churn", "value", "baselines", "partial", "level", "segments", "leaks", "shapes")
HEADLESS = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=120000")
LANGUAGES = [language.value for language in Language]


@pytest.fixture(scope="module")
def told(demo_bundle):
    """The page of the demo's bundle in a language, made once."""
    content, evaluation, version = evaluated(demo_bundle)
    return cache(lambda language: page(content, evaluation, version, language))


class Parts(HTMLParser):
    """What a page consists of: scripts, specifications of charts, and every attribute that could name a host."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts, self.specs, self.fetched = 0, [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.scripts += tag == "script"
        self.specs += [json.loads(given["data-spec"])] if "data-spec" in given else []
        self.fetched += [(tag, name) for name in ("src", "href", "srcset", "action") if name in given]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language(told, language):
    html, words = told(language), texts(language)

    assert f'<html lang="{language}">' in html
    for heading in SECTIONS:
        assert f"<h2>{words['heading'][heading]}</h2>" in html, heading


def test_the_three_languages_have_the_same_keys():
    def keys(table: dict, prefix: str = "") -> set[str]:
        return {
            key
            for name, value in table.items()
            for key in (keys(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name})
        }

    assert keys(texts("en")) == keys(texts("zh-Hans")) == keys(texts("zh-Hant"))


def test_every_part_of_a_payload_has_a_name():
    groups = {entry["group"] for entry in default_content()["features"].values()}

    assert groups <= texts("en")["group"].keys()


def test_texts_are_toml_that_names_no_unknown_blank():
    for language in LANGUAGES:
        raw = Path("training/report", f"{language}.toml").read_text(encoding="utf-8")
        blanks = set(re.findall(r"{(\w+)}", raw))
        assert tomllib.loads(raw)
        known = "version as_of mode currency horizon value_horizon draws pattern best name names why count share"
        assert blanks == set(known.split())


def test_there_is_one_script_and_nothing_to_fetch(told):
    html = told("en")
    parts = Parts(html)

    assert parts.scripts == 1
    assert parts.fetched == []
    assert "default-src 'none'" in html and "'unsafe-inline'; img-src data:" in html
    for spec in parts.specs:
        assert "://" not in json.dumps(spec)


def test_every_chart_can_be_drawn(told):
    """Without a browser: the same libraries, in the package that the script comes from."""
    specs = Parts(told("en")).specs

    assert len(specs) > 40
    for spec in specs[:25]:
        assert vl_convert.vegalite_to_svg(spec).startswith("<svg")


def test_the_same_bundle_gives_the_same_bytes(demo_bundle, told):
    content, evaluation, version = evaluated(demo_bundle)

    assert page(content, evaluation, version, "en") == told("en")


def test_what_comes_from_files_is_escaped(demo_bundle):
    content, evaluation, _ = evaluated(demo_bundle)
    html = page(content, evaluation, "<b>&", "en")

    assert "<b>&" not in html and "&lt;b&gt;&amp;" in html


def test_the_command_writes_it(demo_bundle, tmp_path):
    ended = training("report", "--bundle", demo_bundle, "--out", tmp_path / "new" / "r.html", "--language", "zh-Hant")

    assert ended.returncode == 0, ended.stderr
    assert "模型報告" in (tmp_path / "new" / "r.html").read_text(encoding="utf-8")


def test_a_bundle_without_an_evaluation_is_told_so(demo_bundle, tmp_path):
    copied = shutil.copytree(demo_bundle, tmp_path / "models")
    next(copied.glob("*/evaluation.json")).unlink()
    ended = training("report", "--bundle", copied, "--out", tmp_path / "r.html")

    assert ended.returncode == 1
    assert "evaluat" in ended.stderr.splitlines()[-1]
    assert not (tmp_path / "r.html").exists()


def test_a_report_that_cannot_be_written_is_told_before_the_work(tmp_path):
    (tmp_path / "file").write_text("")
    nothing = ("--orders", tmp_path / "none.csv")  # reading comes later

    folder = training("evaluate", *nothing, "--report", tmp_path)
    under_a_file = training("report", "--bundle", tmp_path, "--out", tmp_path / "file" / "r.html")

    assert "is a folder; give --report the path of an HTML file" in folder.stderr
    assert "is a file; give --out the path of an HTML file" in under_a_file.stderr
    assert (folder.returncode, under_a_file.returncode) == (1, 1)


@pytest.fixture
def changed(demo_bundle):
    """The page of the demo's bundle with other meta, another card or another evaluation."""
    content, evaluation, version = evaluated(demo_bundle)

    def made(language: str, *, meta: dict | None = None, card: dict | None = None, **others: object) -> str:
        other = {**content, "meta": content["meta"] | (meta or {}), "card": content["card"] | (card or {})}
        return page(other, evaluation | others, version, language)

    return made


def test_where_nobody_looked_for_leaks_the_report_says_nothing_of_them(changed):
    assert texts("en")["text"]["no_leaks"] in changed("en", card={"leak_alarms": {}})
    assert texts("en")["heading"]["leaks"] not in changed("en", card={"leak_alarms": None})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_that_holds_nearly_everybody_is_told_with_the_reason(changed, language):
    one = {
        "column": "x",
        "code": "y",
        "share": 1.0,
        "known": 1.0,
        "text": {name: f"<why {name}>" for name in LANGUAGES},
    }
    heading = escape(texts(language)["heading"]["classes"])

    assert heading not in changed(language, card={"crowded": []})
    found = changed(language, card={"crowded": [one]})
    assert heading in found and escape(f"<why {language}>") in found


def test_contracts_without_orders_keep_their_horizon(changed):
    html = changed("en", meta={"mode": "contracts", "horizon_days": 90, "value_horizon_days": None})

    assert "Churn within 90 days, amounts in" in html and "over None days" not in html


@pytest.mark.parametrize("kind", ["halves", "label"])
def test_what_no_cutoff_judged_does_not_claim_one(changed, kind):
    words = texts("en")["honest"]
    html = changed("en", judged_on=kind)

    assert words[kind].split("{draws}")[0] in html
    assert words["cutoff"].split("{draws}")[0] not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_something_is_left_out_or_refused_is_told_in_the_language(changed, language):
    refusal = told_sentence("refused", "seen", version="v", as_of="2024-12-31", cutoff="2024-11-01")
    against = {"champion": "v", "refused": refusal, "left_out": refusal, "verdict": None}
    html = changed(language, against=against)

    assert html.count(refusal["text"][language]) == 2
    assert escape(sentences()["left_out"]["too_slow"][language]) in html
    assert language == "en" or "it has seen the answers" not in html


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_draws_every_chart_and_asks_nobody(told, language, tmp_path):
    (tmp_path / "r.html").write_text(told(language), encoding="utf-8")
    ended = subprocess.run(
        [str(CHROMIUM), *HEADLESS, "--enable-logging=stderr", f"--user-data-dir={tmp_path}/u",
         "--dump-dom", f"file://{tmp_path}/r.html"],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    drawn = re.findall(r'data-drawn="(\w+)"', ended.stdout)

    assert drawn.count("yes") == len(Parts(told(language)).specs) and drawn.count("all") == 1
    assert "no" not in drawn
    # whatever the page asked another host for, its policy would refuse, and the browser would say so
    assert not re.search(r"CONSOLE.*(error|Uncaught|Refused)", ended.stderr, re.IGNORECASE), ended.stderr[-2_000:]
    shown = re.sub(r"<script>.*?</script>|data-spec=\"[^\"]*\"", "", ended.stdout, flags=re.DOTALL)
    assert "undefined" not in shown and "NaN" not in shown
