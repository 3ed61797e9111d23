"""`python -m training pilot --trial` as a person uses it, and the page that it writes."""

import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from html.parser import HTMLParser

import numpy as np
import pytest

from tests.training.commands import ROOT
from tests.training.pilot.experiments import written
from training.evaluation.verdict import LANGUAGES
from training.pilot.page import texts
from training.pilot.verdict import sentences
from training.pilot.writing import replace_text

PRODUCT = ROOT / "scoring" / "policy.toml"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """2,400 customers in three arms; one e-mail sells, the other does not."""
    rng = np.random.default_rng(11)
    arm = np.repeat(["none", "a", "b"], 800)
    history = rng.gamma(1.0, 80.0, 2_400)
    bought = rng.random(2_400) < np.where(arm == "a", 0.3, 0.15)
    return written(
        tmp_path_factory.mktemp("trial") / "mails.csv",
        customer_id=[f"c{i}" for i in range(2_400)],
        arm=arm.tolist(),
        bought=bought.astype(int).tolist(),
        spend=(bought * (history + 5)).round(2).tolist(),
        history=history.tolist(),
        region=rng.choice(["<North>", "South"], 2_400).tolist(),
    )


def words(file, *others):
    named = ("--outcome", "bought", "--outcome", "spend", "--before", "history", "--group", "region")
    return ("pilot", "--trial", file, "--arm", "arm", "--control", "none", *named, *others)


def test_the_verdict_comes_first_then_the_figures(run, file):
    code, _, said = run(*words(file))
    lines = said.splitlines()

    assert code == 0 and lines[0].startswith("The arms have the planned sizes and were alike before")
    assert lines[1].startswith("- a raised bought: ") and lines[2].startswith("- No effect of b on bought is shown: ")
    assert "region: South" in said and "alike" in said


def test_json_holds_every_figure_and_nothing_else(run, file):
    code, said, printed = run(*words(file), "--json")
    found = json.loads(printed)

    assert (code, said) == (0, "")
    assert [(e["outcome"], e["arm"]) for e in found["effects"]] == [(o, a) for o in ("bought", "spend") for a in "ab"]
    assert set(found["effects"][0]["verdict"]["text"]) == set(LANGUAGES)


def test_a_wanted_effect_says_how_many_customers_it_needs(run, file):
    found = json.loads(run(*words(file), "--effect", "0.01", "--json")[2])
    told = found["effects"][0]["power"]
    assert told["effect"] == 0.01 and told["needed"] == told["more"] + 1_600 > 30_000


def test_planned_shares_are_asked_for_by_arm(run, file):
    equal, other = (["--share", "none=1", "--share", "a=1", "--share", f"b={b}"] for b in (1, 3))
    assert json.loads(run(*words(file), *equal, "--json")[2])["sizes"]["p"] == 1.0
    assert json.loads(run(*words(file), *other, "--json")[2])["verdict"]["code"] == "mismatch"


@pytest.mark.parametrize(
    ("others", "told"),
    [
        (["--share", "none"], "--share must be ARM=SHARE"),
        (["--share", "none=0.5"], '--share lacks the arm "a"'),
        (["--share", "nobody=0.5"], '--share names "nobody", which is no arm'),
        (["--share", "none=0", "--share", "a=1", "--share", "b=1"], "--share must be above 0 for each arm"),
        (["--share", "none=nan", "--share", "a=1", "--share", "b=1"], "--share must be above 0 for each arm"),
        (["--days", "30"], "--days has no meaning beside --trial without --update-policy"),
        (["--effect", "0"], "--effect must be"),
        (["--update-policy", "none.toml"], "--update-policy needs --campaign ACTION"),
        (["--treated", "c"], "--treated has no meaning without --update-policy"),
    ],
)
def test_what_is_given_wrongly_is_told(run, file, others, told):
    code, said, printed = run(*words(file), *others)
    assert (code, printed) == (1, "") and told in said, said


def test_what_is_lacking_is_told(run, file):
    assert "give --trial FILE for an experiment" in run("pilot")[1]
    assert "--trial needs --arm COLUMN, --control NAME and --outcome COLUMN" in run("pilot", "--trial", file)[1]
    assert "--assigned needs --orders FILE" in run("pilot", "--assigned", file)[1]


def test_the_policy_takes_the_arm_that_got_the_action(run, file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ours = tmp_path / "ours.toml"
    ours.write_bytes(PRODUCT.read_bytes())
    given = words(file, "--campaign", "win_back_offer", "--update-policy", ours, "--days", 30)

    assert "--update-policy needs --treated, the arm that got the action: a, b" in run(*given)[1]
    assert ours.read_bytes() == PRODUCT.read_bytes()
    assert run(*given, "--treated", "a")[0] == 0
    actions = tomllib.loads(ours.read_text(encoding="utf-8"))["actions"]
    effect = next(one for one in actions if one["code"] == "win_back_offer")["effect"]
    assert (effect["basis"], effect["n"]) == ("measured", 1_600) and effect["low"] < 0.15 < effect["high"]


class Hosts(HTMLParser):
    """Everything in a page that could name a host, and its texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.named: list[tuple[str, str]] = []
        self.specs: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.named += [(tag, name) for name, _ in attrs if name in ("src", "href", "srcset", "action")]
        self.specs += [value for name, value in attrs if name == "data-spec"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_alone_and_in_the_language(run, file, tmp_path, language):
    page = tmp_path / "new" / "pilot.html"
    assert run(*words(file), "--report", page, "--language", language)[0] == 0
    html = page.read_text(encoding="utf-8")
    parts = Hosts(html)

    assert f'<html lang="{language}">' in html and parts.named == []
    assert all(f"<h2>{heading}</h2>" in html for heading in texts(language)["heading"].values())
    assert len(parts.specs) == 2 + 4 + 1 and all(json.loads(one)["config"] for one in parts.specs)
    assert "<North>" not in html and "&lt;North&gt;" in html


def test_the_same_figures_give_the_same_page(run, file, tmp_path):
    pages = [tmp_path / f"{i}.html" for i in range(2)]
    for page in pages:
        run(*words(file), "--report", page)
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_a_report_that_could_not_be_written_is_told_before_the_work(run, file, tmp_path):
    code, said, printed = run(*words(file), "--report", tmp_path)
    assert (code, printed) == (1, "") and "is a folder; give --report the path of an HTML file" in said


def test_every_text_is_there_in_every_language():
    def keys(value: object) -> object:
        return {key: keys(item) for key, item in value.items()} if isinstance(value, dict) else None

    assert keys(texts("en")) == keys(texts("zh-Hans")) == keys(texts("zh-Hant"))
    for about, told in sentences().items():
        for texts_of in [told] if about == "points" else told.values():
            assert set(texts_of) == set(LANGUAGES)
            assert len({tuple(sorted(re.findall(r"{\w+}", text))) for text in texts_of.values()}) == 1, texts_of


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    place = tmp_path / "a.html"
    replace_text(place, "one")
    place.chmod(0o640)
    with pytest.raises(UnicodeEncodeError):
        replace_text(place, "\ud800")
    assert place.read_text() == "one" and list(tmp_path.iterdir()) == [place]
    replace_text(place, "two")
    assert place.read_text() == "two" and place.stat().st_mode & 0o777 == 0o640


def test_being_terminated_while_writing_leaves_nothing(tmp_path):
    """A pipe in the file's place: the command waits in it, and is stopped there."""
    script = (
        "import sys, signal, time, pathlib, training.pilot.writing as w\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
        "w.os.fsync = lambda _: (print('writing', flush=True), time.sleep(60))\n"
        f"w.replace_text(pathlib.Path({str(tmp_path / 'p.toml')!r}), 'new')\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT, env=os.environ) as running:
        assert running.stdout is not None and running.stdout.readline() == b"writing\n"
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 143
    assert list(tmp_path.iterdir()) == []
