"""`pilot --uplift` on small files: verdicts in text, JSON and page, and arms too small to rank are a note."""

import json

import numpy as np
import pytest

from tests.training.pilot.experiments import written
from training.evaluation.verdict import LANGUAGES
from training.uplift.said import words as texts

ARMS = {"none": 300, "card": 300, "call": 60}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A card that moves those with a long history; of the third arm there are too few."""
    rng = np.random.default_rng(3)
    arm, history = np.repeat(list(ARMS), list(ARMS.values())), rng.normal(size=sum(ARMS.values()))
    visits = rng.random(len(arm)) < 0.2 + 0.6 * ((arm == "card") & (history > 0))
    return written(
        tmp_path_factory.mktemp("uplift") / "mails.csv",
        arm=arm.tolist(),
        visit=visits.astype(int).tolist(),
        history=history.tolist(),
    )


def words(file, *others):
    return ("pilot", "--trial", file, "--arm", "arm", "--control", "none", "--outcome", "visit", "--uplift", *others)


def known(file, *others):
    return words(file, "--before", "history", "--share", "none=5", "--share", "card=5", "--share", "call=1", *others)


def test_the_verdict_is_printed_and_a_small_arm_is_a_note(run, file):
    code, said, printed = run(*known(file))

    assert code == 0 and "learned whom it moves most" in said
    assert "- card moves some customers more than others (visit): " in printed
    assert 'the arm "call" has 60 customers, fewer than the 200 that ranking needs' in printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_and_page_hold_one_more_part(run, file, tmp_path, language):
    page = tmp_path / "pilot.html"
    found = json.loads(run(*known(file, "--json", "--report", page, "--language", language))[2])
    html = page.read_text(encoding="utf-8")

    assert [(one["arm"], one["outcome"], one["shown"], one["looks"]) for one in found["uplift"]] == [
        ("card", "visit", True, 2)
    ]
    assert f"<h2>{texts(language)['heading']['section']}</h2>" in html
    assert found["uplift"][0]["verdict"]["text"][language] in html


def test_without_anything_known_before_there_is_nothing_to_rank_by(run, file):
    code, said, printed = run(*words(file))
    assert (code, printed) == (1, "") and "name such columns with --before or --group" in said


def test_a_small_control_leaves_only_a_note(run, file):
    small = ["--control", "call", "--uplift", "--json"]
    given = [word for word in known(file) if word != "--uplift"]
    given[given.index("--control") : given.index("--control") + 2] = small
    found = json.loads(run(*given)[2])
    assert found["uplift"] == [] and "the control has 60 customers" in found["notes"][-1]["text"]["en"]
