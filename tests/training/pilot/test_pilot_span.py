"""What a short window says of a long horizon: the money that a policy counts is the money that a trial measured."""

import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from scoring.actions import net_values
from scoring.effects import EVERYBODY
from tests.scoring.builders import NOTHING, action, ago, answered, bundle, facts
from tests.training.pilot.experiments import trial, written
from training.errors import TrainingError
from training.evaluation.verdict import LANGUAGES
from training.pilot.effect import measured_effect
from training.pilot.notes import note, sentences
from training.pilot.span import Span
from training.pilot.trial import Trial

PRODUCT = Path(__file__).parents[3] / "scoring" / "policy.toml"
MARGIN, VALUE = 0.4, 365.0  # currency of a customer's year, so one a day
RELATIVE = {"scale": "relative", "value": 0.02, "basis": "assumed"}


def spent(days: int, lift: float) -> Trial:
    """1,000 an arm who spend about one a day; two bands that gain alike."""
    rng = np.random.default_rng(5)
    own = [rng.gamma(4.0, days / 4.0, 1_000) for _ in range(2)]
    own = [values * days / values.mean() for values in own]
    made = trial(own[0], own[1] * (1 + lift), parts=["low", "high"] * 1_000)
    return Trial(made.arms, made.arm, made.outcomes, {}, {"churn_band": made.groups["part"]})


def brings(effect: dict[str, object]) -> float:
    """Currency a customer, as scoring counts an effect without its cost."""
    entry = action("a", effect=effect, cost=0)
    of = facts(
        {"orders": [{"date": ago(9), "amount": 50.0}]}, of=bundle(settings={"margin": MARGIN}, actions=[entry, NOTHING])
    )
    columns = answered(of, churn_probability=np.array([0.5]), value_expected_value=np.array([VALUE]))
    return float(net_values(of, columns, of.bundle.policy, np.full((1, 2), EVERYBODY))[0, 0])


@pytest.mark.parametrize("days", [7, 30, 365])
def test_a_policy_counts_the_money_that_the_window_brought(days):
    made, span = spent(days, 0.2), Span(days, 365, 180)
    found = measured_effect(made, action("a", effect=RELATIVE), 1, "a test", span)
    effect = found["effect"]
    more = made.outcomes["y"][made.of(1)].mean() - made.outcomes["y"][made.of(0)].mean()

    assert brings(effect) == pytest.approx(more * MARGIN, rel=1e-3)
    year = measured_effect(made, action("a", effect=RELATIVE), 1, "a test", Span(365, 365, 180))
    for name in ("value", "low", "high"):
        assert effect[name] == pytest.approx(year["effect"][name] * days / 365, rel=1e-3)
        parts = [[row[name] for row in one["effect_where"]] for one in (found, year)]
        assert parts[0] == pytest.approx([number * days / 365 for number in parts[1]], rel=2e-3)


def test_a_window_beyond_the_horizon_counts_once():
    found = measured_effect(spent(30, 0.2), action("a", effect=RELATIVE), 1, "a test", Span(730, 365, 180))
    assert found["effect"]["value"] == pytest.approx(0.2)


def test_points_of_one_more_purchase_stay():
    bought = trial(np.repeat([1.0, 0.0], [300, 700]), np.repeat([1.0, 0.0], [400, 600]))
    points = action("a", effect=RELATIVE | {"scale": "absolute"})
    assert measured_effect(bought, points, 1, "a test", Span(7, 365, 180))["effect"]["value"] == pytest.approx(0.1)


STAYED = trial(np.repeat([1.0, 0.0], [600, 400]), np.repeat([1.0, 0.0], [800, 200]))


@pytest.mark.parametrize("scale", ["relative", "absolute"])
def test_who_stayed_for_less_than_half_of_the_churn_horizon_says_little(scale):
    keep = action("a", family="retention", effect=RELATIVE | {"scale": scale})
    with pytest.raises(TrainingError, match=r"window of 89 days is under half of the churn horizon of 180.*90 days or"):
        measured_effect(STAYED, keep, 1, "a test", Span(89, 365, 180))
    found = measured_effect(STAYED, keep, 1, "a test", Span(90, 365, 180))["effect"]
    assert found["source"].endswith("y, stayed for 90 of 180 days")
    assert measured_effect(STAYED, keep, 1, "a test", Span(180, 365, 180))["effect"]["source"] == "a test: y"


def test_a_horizon_that_nobody_knows_is_asked_for():
    with pytest.raises(TrainingError, match=r"the value horizon is not known.*--value-horizon-days N"):
        measured_effect(spent(30, 0.2), action("a", effect=RELATIVE), 1, "a test", Span(30, None, None))
    with pytest.raises(TrainingError, match=r"the churn horizon is not known.*--horizon-days N"):
        measured_effect(STAYED, action("a", family="retention"), 1, "a test", Span(30, 365, None))


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """An experiment's file and a policy, where no bundle is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours.toml").write_bytes(PRODUCT.read_bytes())
    rng = np.random.default_rng(3)
    written(
        tmp_path / "t.csv",
        arm=["c", "t"] * 1_500,
        y=(rng.gamma(4.0, 25.0, 3_000) * np.tile([1.0, 1.3], 1_500)).tolist(),
        churn_band=["low", "low", "high", "high", "hihg", "hihg"] * 500,
    )
    return tmp_path


def words(*others):
    named = ("--arm", "arm", "--control", "c", "--outcome", "y", "--group", "churn_band")
    into = ("--campaign", "cross_sell", "--update-policy", "ours.toml")
    return ("pilot", "--trial", "t.csv", *named, *into, *others)


def relative(folder: Path) -> str:
    """The policy with a relative effect of `cross_sell`; its code."""
    text = (folder / "ours.toml").read_text(encoding="utf-8")
    place = next(one for one in tomllib.loads(text)["actions"] if one["code"] == "cross_sell")
    assert place["family"] == "growth" and place["effect"]["scale"] == "relative"
    return text


def test_an_experiment_says_how_long_it_was_and_over_what_the_policy_counts(run, ours):
    before = relative(ours)
    assert "--update-policy beside --trial needs --days N" in run(*words())[1]
    assert "the value horizon is not known" in run(*words("--days", 14))[1]
    assert (ours / "ours.toml").read_text(encoding="utf-8") == before
    code, said, printed = run(*words("--days", 14, "--value-horizon-days", 365, "--json"))
    assert code == 0, said
    found = json.loads(printed)
    effect = found["policy"]["effect"]
    assert effect["value"] == pytest.approx(found["effects"][0]["relative"]["value"] * 14 / 365, rel=1e-3)
    assert effect["source"] == "experiment t.csv, 14 days: y, 14/365 of its lift"
    assert any("moves the money of those days only: 14/365 of it" in note["text"]["en"] for note in found["notes"])


@pytest.fixture
def unreadable(ours):
    """A current bundle of another program's version."""
    folder = ours / "models" / "2026-01-01-00000000"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"format": 0}')
    (folder / "bundle.joblib").write_bytes(b"old")
    (ours / "models" / "current").write_text(folder.name)


def test_a_current_bundle_that_cannot_be_read_is_not_needed_beside_the_horizon(run, ours, unreadable):
    code, said, printed = run(*words("--days", 14, "--value-horizon-days", 365, "--json"))
    assert code == 0, said
    notes = {one["code"]: one["text"]["en"] for one in json.loads(printed)["notes"]}
    assert notes["bundle_unread"].startswith("models/current cannot be read, and is not needed")


@pytest.mark.parametrize(
    "others", [(), ("--horizon-days", 180), ("--value-horizon-days", 365, "--bundle", "models/2026-01-01-00000000")]
)
def test_a_bundle_that_is_named_or_needed_must_be_readable(run, ours, unreadable, others):
    before = (ours / "ours.toml").read_bytes()
    code, said, _ = run(*words("--days", 14, *others))
    assert code == 1 and "manifest.json" in said, said
    assert (ours / "ours.toml").read_bytes() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_are_told_in_the_language_of_the_report(run, ours, language):
    given = words("--days", 14, "--value-horizon-days", 365, "--lang", language, "--report", "r.html")
    code, said, printed = run(*given)
    assert code == 0, said
    page = (ours / "r.html").read_text(encoding="utf-8")
    for told in (note("short_lift", days=14, horizon=365), note("stranger", column="churn_band", count=1, values=3,
                 classes="low, medium, high")):  # fmt: skip
        assert told["text"][language] in printed and told["text"][language] in page


def test_every_note_is_there_in_every_language_with_the_same_names():
    for texts in sentences().values():
        assert set(texts) == set(LANGUAGES)
        assert len({frozenset(re.findall(r"{\w+}", text)) for text in texts.values()}) == 1, texts


def test_a_part_that_is_no_class_of_its_column_is_left_out_and_said(run, ours):
    code, said, printed = run(*words("--days", 14, "--value-horizon-days", 365, "--json"))
    assert code == 0, said
    found = json.loads(printed)
    assert [row["is"] for row in found["policy"]["effect_where"]] == ["high", "low"]
    assert "churn_band: 1 of 3 values is no class of it (low, medium, high)" in found["notes"][-1]["text"]["en"]
    assert run("policy", "check", "ours.toml")[0] == 0


def test_a_policy_that_could_not_be_used_is_not_written(run, ours):
    text = (ours / "ours.toml").read_text(encoding="utf-8").replace('channel = "sms"', 'channel = "smms"')
    (ours / "ours.toml").write_text(text, encoding="utf-8")
    code, said, _ = run(*words("--days", 14, "--value-horizon-days", 365))
    assert code == 1 and "the file was left as it was" in said and "ours.toml line" in said, said
    assert (ours / "ours.toml").read_text(encoding="utf-8") == text


def test_horizons_have_no_meaning_without_a_policy(run, ours):
    told = run("pilot", "--trial", "t.csv", "--arm", "arm", "--control", "c", "--outcome", "y", "--horizon-days", 9)[1]
    assert "--horizon-days has no meaning without --update-policy" in told


@pytest.mark.parametrize(
    ("report", "told"),
    [("t.csv", "t.csv: such a file is .html"), ("link.html", "holds the trial, and would be replaced"),
     ("ours.toml", "ours.toml: such a file is .html"), ("policy.html", "holds the policy, and would be replaced")],
)  # fmt: skip
def test_a_report_replaces_nothing_that_is_read(run, ours, report, told):
    (ours / "link.html").symlink_to(ours / "t.csv")
    (ours / "policy.html").hardlink_to(ours / "ours.toml")
    before = {path.name: path.read_bytes() for path in ours.iterdir()}
    code, said, _ = run(*words("--days", 14, "--report", report))
    assert code == 1 and told in said, said
    assert {path.name: path.read_bytes() for path in ours.iterdir()} == before


def test_a_constant_outcome_measures_nothing():
    nobody = trial(np.zeros(600), np.zeros(600))
    with pytest.raises(TrainingError, match='"y" is the same for everyone of an arm'):
        measured_effect(nobody, action("a", family="retention"), 1, "a test", Span(180, 365, 180))


def test_an_outcome_that_says_who_left_is_asked_about(run, ours):
    """1 for who left looks like an action that drives customers away."""
    written(ours / "t.csv", arm=["c"] * 1_500 + ["t"] * 1_500, left=[0, 1, 1] * 500 + [0, 1, 0] * 500)
    into = ("--campaign", "renewal_call", "--update-policy", "ours.toml", "--days", 180, "--horizon-days", 180)
    code, said, printed = run(
        "pilot", "--trial", "t.csv", "--arm", "arm", "--control", "c", "--outcome", "left", *into, "--json"
    )
    assert code == 0, said
    assert "fewer_stayed" in {one["code"] for one in json.loads(printed)["notes"]}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--days", 99_999_999_999), "--days must be 3,650 at most"),
        (("--days", 9, "--value-horizon-days", 3_651), "--value-horizon-days must be 3,650 at most"),
    ],
)
def test_a_window_that_no_pilot_has_is_told(run, ours, given, told):
    code, said, _ = run(*words(*given))
    assert code == 1 and told in said
