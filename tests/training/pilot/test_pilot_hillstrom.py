"""The e-mail experiment that Kevin Hillstrom published in 2008, with its published figures."""

import pytest

from tests.conftest import SHARED
from training.pilot.analysis import analyse
from training.pilot.trial import read_trial

FILE = SHARED / "hillstrom.csv"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="hillstrom.csv is not beside this checkout (../shared/data)")


@pytest.fixture(scope="module")
def found():
    trial = read_trial(
        FILE,
        arm="segment",
        control="No E-Mail",
        outcomes=["visit", "conversion", "spend"],
        before=["recency", "history", "mens", "womens", "newbie"],
        groups=["channel", "zip_code"],
    )
    return analyse(trial)


def of(found, outcome, arm):
    return next(e for e in found["effects"] if (e["outcome"], e["arm"]) == (outcome, f"{arm} E-Mail"))


@pytest.mark.parametrize(
    ("outcome", "arm", "control", "treated", "effect"),
    [
        ("visit", "Mens", "10.62", "18.28", "7.66 (7.00 to 8.32)"),
        ("visit", "Womens", "10.62", "15.14", "4.52 (3.89 to 5.16)"),
        ("conversion", "Mens", "0.57", "1.25", "0.68 (0.50 to 0.86)"),
        ("conversion", "Womens", "0.57", "0.88", "0.31 (0.15 to 0.47)"),
    ],
)
def test_rates_are_as_published(found, outcome, arm, control, treated, effect):
    e = of(found, outcome, arm)
    assert (f"{e['control']['mean']:.2%}", f"{e['treated']['mean']:.2%}") == (f"{control}%", f"{treated}%")
    assert "{value:.2f} ({low:.2f} to {high:.2f})".format(**{k: 100 * v for k, v in e["effect"].items()}) == effect
    assert e["verdict"]["code"] == "more"


@pytest.mark.parametrize(
    ("arm", "treated", "effect"), [("Mens", "1.42", "0.77 (0.49 to 1.05)"), ("Womens", "1.08", "0.42 (0.17 to 0.68)")]
)
def test_spend_is_as_published(found, arm, treated, effect):
    e = of(found, "spend", arm)
    assert (f"{e['control']['mean']:.2f}", f"{e['treated']['mean']:.2f}") == ("0.65", treated)
    assert "{value:.2f} ({low:.2f} to {high:.2f})".format(**e["effect"]) == effect
    assert e["tail"]["half_by"] < 100  # of 42,000 customers


def test_the_arms_are_what_chance_makes_of_them(found):
    assert found["verdict"]["code"] == "sound"
    assert [arm["customers"] for arm in found["sizes"]["arms"]] == [21_306, 21_307, 21_387]
    assert max(abs(one["difference"]) for one in found["balance"]) < 0.02


def test_history_narrows_visits_a_little_and_moves_nothing(found):
    e = of(found, "visit", "Mens")
    assert 0.02 < e["adjusted"]["variance_removed"] < 0.03
    assert e["adjusted"]["value"] == pytest.approx(e["effect"]["value"], abs=0.001)


def test_no_difference_between_channels_is_made_up(found):
    assert [column["differ"]["shown"] for e in found["effects"] for column in e["groups"]] == [False] * 12
