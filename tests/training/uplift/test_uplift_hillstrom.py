"""Hillstrom's e-mails by the command: who visits because of the women's one differs, nothing else can be shown to."""

import json

import pytest

from tests.conftest import SHARED

FILE = SHARED / "hillstrom.csv"
BEFORE, GROUPS = ("recency", "history", "mens", "womens", "newbie"), ("history_segment", "zip_code", "channel")
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="hillstrom.csv is not beside this checkout (../shared/data)")


def words(*others):
    columns = [("--before", name) for name in BEFORE] + [("--group", name) for name in GROUPS]
    columns += [("--outcome", "visit"), ("--outcome", "spend")]
    named = [word for pair in columns for word in pair]
    return ("pilot", "--trial", FILE, "--arm", "segment", "--control", "No E-Mail", *named, *others)


def test_the_womens_email_moves_buyers_of_womens_goods_to_visit_and_no_more_is_shown(run, tmp_path):
    code, _, printed = run(*words("--uplift", "--json", "--report", tmp_path / "pilot.html"))
    found = {(one["arm"], one["outcome"]): one for one in json.loads(printed)["uplift"]}
    page = (tmp_path / "pilot.html").read_text(encoding="utf-8")

    assert code == 0 and all(one["looks"] == 4 for one in found.values())
    assert {about: one["verdict"]["code"] for about, one in found.items()} == {
        ("Mens E-Mail", "visit"): "no_heterogeneity_shown",
        ("Womens E-Mail", "visit"): "heterogeneity_shown",
        ("Mens E-Mail", "spend"): "no_heterogeneity_shown",
        ("Womens E-Mail", "spend"): "no_heterogeneity_shown",
    }
    womens = found["Womens E-Mail", "visit"]
    assert womens["qini"]["low"] > 0.004  # 4 visits more per 1,000 customers than in a random order
    assert womens["terms"][0]["feature"] == "womens" and womens["terms"][0]["share"] > 0.5
    assert womens["by_tenth"][0]["effect"]["low"] > womens["by_tenth"][-1]["effect"]["high"]
    assert all(one["verdict"]["text"]["en"] in page for one in found.values())
