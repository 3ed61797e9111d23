"""The commands on a policy: what they say of a slip, and why an action won, lost or was held back."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import pytest

from schema.answer import answers
from schema.examples import EXAMPLES
from scoring.columns import EPOCH_ORDINAL
from scoring.customers import from_records
from scoring.scorer import score
from tests.scoring.fitted import fitted
from tests.training.records import payloads, records
from training.bulk import load
from training.policies.checking import read_policy
from training.policies.explaining import explain

DEFAULT = resources("scoring").joinpath("policy.toml").read_text(encoding="utf-8")
GIFT = """
[[actions]]
code = "gift"
family = "growth"
need = "relationship"
because = "churn_band"
when = [
  { field = "churn_band", is = "high" },
  { field = "value_tier", is = "high" },  # our best
]
owner_role = "sales"
channel = "phone"
priority = "high"
due_days = 3
cost = 20
effect = { scale = "absolute", value = 0.05, basis = "assumed" }
title = { en = "Gift", zh-Hans = "礼品", zh-Hant = "禮品" }
solution = { en = "Send it.", zh-Hans = "寄出。", zh-Hant = "寄出。" }
""" + DEFAULT[DEFAULT.rindex("[[actions]]") :]


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(DEFAULT, encoding="utf-8")
    return path


def test_the_default_policy_is_right(policy, run):
    code, _, out = run("policy", "check", policy)
    assert code == 0 and "34 actions, nothing wrong" in out


BEST, HIGH = 'field = "value_tier"', 'is = "high" },\n  { field = "value'
SLIPS = [
    (
        BEST,
        'field = "valeu_tier"',
        9,
        "actions[0].when[1].field: 'valeu_tier' does not exist; did you mean 'value_tier'",
    ),
    (HIGH, HIGH.replace("high", "hihg"), 8, "actions[0].when[0].is: 'hihg' does not exist; did you mean 'high'"),
    ('code = "gift"', 'code = "gift"\nafter = ["complaint"]', 4, "actions[0].after: 'complaint' does not exist"),
    ('family = "growth"', 'family = "grwoth"', 4, "actions[0].family: 'grwoth' does not exist; did you mean 'growth'"),
    ("cost = 20", "cots = 20", 15, "actions[0]: 'cots' does not exist; did you mean 'cost'"),
    (
        '"assumed" }\ntitle',
        '"assumed", low = 1 }\ntitle',
        16,
        "actions[0].effect has low; only a measured effect has them",
    ),
    (BEST, 'field = "profile_gender"', 9, "actions[0].when[1].field: profile_gender speaks of profile_gender"),
    (BEST, 'field = "purchase_count"', 9, "actions[0].when[1].is must hold numbers, as its column does"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "said"), SLIPS)
def test_a_slip_is_told_with_its_line_and_the_nearest_name(tmp_path, run, right, wrong, line, said):
    path = tmp_path / "ours.toml"
    assert GIFT.count(right) == 1
    path.write_text(GIFT.replace(right, wrong), encoding="utf-8")

    code, err, _ = run("policy", "check", path)
    assert code == 1
    assert f"ours.toml line {line}: {said}" in " ".join(err.split())


def test_a_policy_within_a_training_configuration_is_read_too(tmp_path, run):
    within = GIFT.replace("[[actions]]", "[[policy.actions]]")
    path = tmp_path / "fit.toml"
    path.write_text('currency = "EUR"\n' + within.replace('"growth"', '"grwoth"'), encoding="utf-8")
    code, err, _ = run("policy", "check", path)
    assert code == 1 and "fit.toml line 5: actions[0].family: 'grwoth'" in " ".join(err.split())

    (tmp_path / "ours.toml").write_text(GIFT, encoding="utf-8")
    path.write_text('policy = "ours.toml"\n', encoding="utf-8")
    code, _, out = run("policy", "check", path)
    assert code == 0 and "2 actions, nothing wrong" in out


def test_the_catalogue_is_listed_from_what_is_worth_building_first(policy, run):
    code, _, out = run("policy", "catalogue", policy, "--json")
    rows = json.loads(out)
    scores = [row["score"] for row in rows]
    assert code == 0 and scores == sorted(scores, reverse=True) and rows[0]["code"] == "rapid_response_channel"
    printed = run("policy", "catalogue", policy)[2]
    assert "…" not in printed.split("effect of")[0]
    assert "rapid_response_channel" in printed and f"assumed: {len(rows)} costs and {len(rows)} effects" in printed


def test_the_catalogue_says_on_what_costs_and_effects_rest(policy, run):
    rows = {row["code"]: row for row in json.loads(run("policy", "catalogue", policy, "--json")[2])}
    assert {(row["cost_basis"], row["cost_source"]) for row in rows.values()} == {("assumed", None)}
    call = rows["renewal_call"]
    assert call["expected_effect"]["value"] == 0.10 and call["effect_basis"] == "assumed"
    assert call["effect_source"] in run("policy", "catalogue", policy)[2]


def test_a_customer_is_explained_as_answered(demo_bundle, policy, run, tmp_path):
    payload = tmp_path / "customer.json"
    payload.write_text(json.dumps(next(iter(EXAMPLES.values()))[1]), encoding="utf-8")
    asked = ("policy", "explain", policy, "--payload", payload, "--bundle", demo_bundle, "--as-of", "2026-10-31")
    code, _, out = run(*asked, "--json")
    found = json.loads(out)

    assert code == 0 and len(found) == 34
    assert {one["verdict"] for one in found} >= {"conditions", "won"}
    for one in found:
        assert all(asked["holds"] for asked in one["conditions"]) == (one["verdict"] != "conditions")
    told = run(*asked)
    assert told[0] == 0 and "is known: " in told[2] and "known True" not in told[2] and "known False" not in told[2]
    days = {one["found"] for action in found for one in action["conditions"] if one["field"].endswith("expected_on")}
    assert days and all(day is None or date.fromisoformat(day) for day in days)


def test_a_policy_is_explained_by_a_bundle_whose_bands_are_by_share(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text("[policy.settings]\nmargin = 0.25\n\n[definitions.churn]\nband_shares = [0.6, 0.85]\n")
    bundle = fitted()
    churn = {**bundle.definitions["churn"], "band_cuts": [0.07, 0.19], "band_shares": [0.6, 0.85]}
    served = replace(bundle, definitions={**bundle.definitions, "churn": churn})
    assert read_policy(path, served)["settings"]["margin"] == 0.25


def test_every_verdict_agrees_with_the_answers(demo_bundle, demo_files):
    """Over many payloads each verdict occurs, and means what it says."""
    bundle = load(demo_bundle)
    seen: Counter[str] = Counter()
    day = date(2026, 10, 31)
    for record in records(payloads(demo_files, day, 300), bundle):
        scores = score(from_records([record], float(day.toordinal() - EPOCH_ORDINAL)), bundle)
        [answer] = answers(scores, "en")
        seen.update(_checked(explain(scores), answer))
    assert set(seen) >= {"won", "withheld", "beaten", "gated", "conditions"}


def _checked(found: list[Any], answer: dict[str, Any]) -> list[str]:
    won = {one.place: one.action.code for one in found if one.verdict == "won"}
    assert [won[place] for place in sorted(won)] == [action["code"] for action in answer["actions"]]
    assert {one.action.code for one in found if one.verdict == "withheld"} == set(answer["withheld"])
    for one in found:
        assert not one.gates or one.action.family != "none"  # nothing is always a candidate
        assert bool(one.gates) or one.verdict != "gated"
        assert (one.place is not None) == (one.verdict == "won")
        if one.verdict == "does_not_pay":
            assert one.net_value is not None and one.net_value <= 0
    return [one.verdict for one in found]


def test_what_is_no_payload_is_told_without_its_content(demo_bundle, policy, run, tmp_path):
    payload = tmp_path / "customer.json"
    payload.write_text('{"customer_id": "Secret Name", "orders": 5}', encoding="utf-8")
    code, err, _ = run("policy", "explain", policy, "--payload", payload, "--bundle", demo_bundle)
    assert code == 1 and "/orders" in err and "Secret" not in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[settings]\nmax_actions = 0\n", "ours.toml line 2: settings.max_actions must be a whole number from 1"),
        ("[settings]\n\nholdout_share = 2.0\n", "ours.toml line 3: settings.holdout_share must be at least 0"),
        ('[settings]\nmax_actions = "3"\n', "ours.toml line 2: settings.max_actions must be a number"),
        ("policy = 3\n", "ours.toml: policy must be a table, or the path of a file with one"),
        ('policy = "ours.toml"\n', "ours.toml: policy names the file that it stands in"),
        ("actions = 5\n", "ours.toml line 1: actions must be a list"),
    ],
)
def test_settings_and_files_that_cannot_be_are_told_with_their_place(tmp_path, run, text, said):
    (tmp_path / "ours.toml").write_text(text, encoding="utf-8")

    code, err, _ = run("policy", "check", tmp_path / "ours.toml")
    assert code == 1 and said in " ".join(err.split())
