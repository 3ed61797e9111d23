"""Measured effects in a company's policy file: the action's scale, and nothing else of the file touched."""

import difflib
import tomllib
from pathlib import Path

import numpy as np
import pytest

from scoring.policy import Policy
from tests.training.pilot.experiments import trial
from training.defaults import default_content
from training.errors import TrainingError
from training.pilot.effect import FEWEST, measured_effect
from training.pilot.estimates import Z
from training.pilot.policy_file import read_policy
from training.pilot.span import Span
from training.pilot.trial import Trial

FEATURES = set(default_content()["features"])
PRODUCT = Path(__file__).parents[3] / "scoring" / "policy.toml"
OURS = """# Ours. Keep this line.
[settings]
max_actions = 3   # in one answer

[[actions]]
code = "keep"          # what we call it
family = "retention"
effect = { scale = "relative", value = 0.1, basis = "assumed" }   # a guess of 2024
cost = 2
[actions.title]
en = "Keep # them"

[[actions]]   # growth
  code = "grow"
  family = "growth"
  effect = { scale = "money", value = 1, basis = "assumed" }
"""

SPAN = Span(days=365, value=365, churn=180)


def action(scale, family="growth"):
    return {"code": "x", "family": family, "effect": {"scale": scale, "value": 0.5, "basis": "assumed"}}


def rates(yes, n):
    return np.repeat([1.0, 0.0], [yes, n - yes])


BOUGHT = trial(rates(600, 1_000), rates(720, 1_200))  # no difference
STAYED = trial(rates(600, 1_000), rates(960, 1_200))  # of those who would leave, half stay


def test_retention_is_the_share_of_would_be_leavers_who_stay():
    found = measured_effect(STAYED, action("relative", "retention"), 1, "a test", SPAN)["effect"]

    assert (found["value"], found["basis"], found["n"], found["scale"]) == (0.5, "measured", 2_200, "relative")
    error = np.sqrt(1 / 400 - 1 / 1000 + 1 / 240 - 1 / 1200)
    assert (found["low"], found["high"]) == pytest.approx(
        (1 - 0.5 * np.exp(Z * error), 1 - 0.5 * np.exp(-Z * error)), abs=1e-3
    )


def test_points_are_the_difference_of_the_rates():
    found = measured_effect(STAYED, action("absolute"), 1, "a test", SPAN)["effect"]
    assert found["value"] == pytest.approx(0.2) and 0.16 < found["low"] < 0.2 < found["high"] < 0.24
    none = measured_effect(BOUGHT, action("absolute"), 1, "a test", SPAN)["effect"]
    assert none["value"] == 0.0 and none["low"] < 0 < none["high"]


def test_growth_is_the_share_of_value_that_is_added_and_money_is_money():
    rng = np.random.default_rng(0)
    spend = trial(rng.normal(100, 10, 900), rng.normal(110, 10, 900))
    assert measured_effect(spend, action("relative"), 1, "a test", SPAN)["effect"]["value"] == pytest.approx(
        0.1, abs=0.01
    )
    assert measured_effect(spend, action("money"), 1, "a test", SPAN)["effect"]["value"] == pytest.approx(10, abs=1)


def test_under_500_customers_an_arm_it_stays_as_it_was():
    small = trial(rates(100, FEWEST - 1), rates(300, 2_000))
    assert measured_effect(small, action("absolute"), 1, "a test", SPAN) == {"effect": action("absolute")["effect"]}


def test_an_outcome_of_another_kind_is_told():
    with pytest.raises(TrainingError, match="effect is money, which needs an outcome that is a margin"):
        measured_effect(STAYED, action("money"), 1, "a test", SPAN)
    with pytest.raises(TrainingError, match="has no ratio"):
        measured_effect(trial(rates(800, 800), rates(800, 800)), action("relative", "retention"), 1, "a test", SPAN)


def by_band(share: float) -> Trial:
    """Two bands, of which one gains 20 points and the other none."""
    low, high = rates(300, 1_000), rates(300, 1_000)
    better = rates(int(300 + 1_000 * share), 1_000)
    made = trial(
        np.concatenate([low, high]), np.concatenate([low, better]), parts=(["low"] * 1_000 + ["high"] * 1_000) * 2
    )
    return Trial(
        made.arms, made.arm, made.outcomes, {}, {"churn_band": made.groups["part"], "shop": made.groups["part"]}
    )


def test_bands_that_differ_keep_their_effects_and_columns_that_no_answer_has_are_left_out():
    found = {
        (row["field"], row["is"]): row
        for row in measured_effect(by_band(0.2), action("absolute"), 1, "a test", SPAN)["effect_where"]
    }

    assert set(found) == {("churn_band", "low"), ("churn_band", "high")}
    assert found["churn_band", "high"]["value"] > 0.17 and found["churn_band", "low"]["value"] < 0.03
    assert found["churn_band", "high"]["n"] == 2_000


def test_bands_that_hardly_differ_are_drawn_together():
    low, high = (
        row["value"]
        for row in sorted(
            measured_effect(by_band(0.01), action("absolute"), 1, "a test", SPAN)["effect_where"],
            key=lambda row: row["value"],
        )
    )
    assert 0 < low < high < 0.01


@pytest.fixture
def ours(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_bytes(OURS.encode())
    return path


def changed(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def test_one_line_changes_and_its_comment_stays(ours):
    policy = read_policy(ours, "keep")
    policy.write(policy.with_effect({"effect": {"scale": "relative", "value": 0.5, "basis": "measured", "n": 900}}))

    assert changed(OURS, ours.read_text()) == [
        '- effect = { scale = "relative", value = 0.1, basis = "assumed" }   # a guess of 2024',
        '+ effect = { scale = "relative", value = 0.5, basis = "measured", n = 900 }   # a guess of 2024',
    ]


def test_an_effect_by_band_is_replaced_as_a_whole_the_next_time(ours):
    table = measured_effect(by_band(0.2), action("absolute"), 1, "a test", SPAN)
    policy = read_policy(ours, "grow")
    once = policy.with_effect(table)
    policy.write(once)
    again = read_policy(ours, "grow").with_effect({"effect": {"scale": "money", "value": 1, "basis": "assumed"}})

    assert tomllib.loads(once)["actions"][1] == {"code": "grow", "family": "growth", **table}
    assert again == OURS


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_and_marks_stay(ours, ending, mark):
    ours.write_bytes((mark + OURS.replace("\n", ending)).encode())
    policy = read_policy(ours, "keep")
    policy.write(policy.with_effect(measured_effect(by_band(0.2), action("absolute"), 1, "a test", SPAN)))
    written = ours.read_bytes().decode()

    assert written.startswith(mark + "# Ours") and written.count("\n") == written.count(ending)


def test_every_effect_of_the_product_can_be_measured_without_touching_the_rest(tmp_path):
    text = PRODUCT.read_text(encoding="utf-8")
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    table = measured_effect(by_band(0.2), action("absolute"), 1, "a test", SPAN)
    codes = [one["code"] for one in tomllib.loads(text)["actions"] if "effect" in one]

    for code in codes:
        after = read_policy(tmp_path / "policy.toml", code).with_effect(table)
        gone = [line for line in changed(text, after) if line[0] == "-"]
        assert [line for line in gone if "effect" not in line and "field" not in line and line != "- ]"] == [], code
        Policy.from_content(tomllib.loads(after), FEATURES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            'effect = { scale = "relative", value = 0.1, basis = "assumed" }',
            'effect.scale = "relative"\neffect.value = 0.1',
        ),
        ("cost = 2", 'cost = 2\nnote = """\n[[actions]]\n"""'),
    ],
)
def test_a_file_that_is_written_otherwise_is_left_alone_and_the_line_is_shown(ours, old, new):
    ours.write_text(OURS.replace(old, new))
    place = "keep" if "scale" in old else "grow"
    with pytest.raises(TrainingError, match=f'ours.toml: put this into "{place}" by hand:\neffect = '):
        read_policy(ours, place).with_effect({"effect": {"scale": "money", "value": 2.0, "basis": "measured"}})


@pytest.mark.parametrize(
    ("text", "campaign", "told"),
    [
        (OURS, "kep", 'ours.toml has no action "kep"; the nearest is "keep"'),
        ("[settings]\nmargin = 0.3\n", "keep", r"ours.toml has no \[\[actions\]\] with a code each"),
        ('[[actions]]\ncode = "keep"\nfamily = "none"\n', "keep", "needs a family and an effect with its scale"),
    ],
)
def test_a_policy_without_the_action_is_told(ours, text, campaign, told):
    ours.write_text(text)
    with pytest.raises(TrainingError, match=told):
        read_policy(ours, campaign)


def test_comments_within_an_effect_by_part_move_above_it_and_parts_that_are_out_of_date_go(ours):
    parts = """effect_where = [   # by hand
  # the loud ones
  { field = "churn_band", is = "high", value = 0.2, basis = "assumed" },  # "#1"
]
"""
    ours.write_text(OURS.replace("cost = 2\n", f"cost = 2\n{parts}"))
    after = read_policy(ours, "keep").with_effect({"effect": {"scale": "relative", "value": 0.2, "basis": "measured"}})

    assert "effect_where" not in after and "churn_band" not in after
    assert 'cost = 2\n# by hand\n# the loud ones\n# "#1"\n[actions.title]' in after
