"""A company's own numbers take the place of the defaults; slips are told before anything is fitted."""

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from training.defaults import default_content
from training.definitions import check, merged
from training.errors import TrainingError

DEFAULTS = {"churn": {"cuts": [0.5, 0.75], "reasons": 5}, "settings": {"salt": "a", "share": 0.1}, "on": True}


def content(**definitions: dict[str, Any]) -> dict[str, Any]:
    """The defaults with some tables of the definitions merged."""
    defaults = deepcopy(default_content())
    return {**defaults, "definitions": merged(defaults["definitions"], definitions, "definitions")}


def checked(changed: dict[str, Any]) -> None:
    check(changed["definitions"], changed["policy"], set(changed["features"]))


def refused(changed: dict[str, Any]) -> str:
    with pytest.raises(TrainingError) as error:
        checked(changed)
    return str(error.value)


def test_tables_are_merged_and_everything_else_is_replaced():
    own = {"churn": {"cuts": [0.3, 0.6]}, "on": False}

    assert merged(DEFAULTS, own, "definitions") == {
        "churn": {"cuts": [0.3, 0.6], "reasons": 5}, "settings": DEFAULTS["settings"], "on": False,
    }  # fmt: skip
    assert DEFAULTS["churn"]["cuts"] == [0.5, 0.75]


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ({"chrun": {}}, '[definitions] chrun does not exist; the nearest is "churn".'),
        ({"churn": {"cut": []}}, '[definitions.churn] cut does not exist; the nearest is "cuts".'),
        ({"churn": 5}, "[definitions] churn must be a table, as it is by default."),
        ({"churn": {"cuts": "high"}}, "[definitions.churn] cuts must be a list, as it is by default."),
        ({"churn": {"reasons": "5"}}, "[definitions.churn] reasons must be a number, as it is by default."),
        ({"churn": {"reasons": True}}, "[definitions.churn] reasons must be a number, as it is by default."),
        ({"settings": {"salt": 1}}, "[definitions.settings] salt must be a text, as it is by default."),
        ({"on": 1}, "[definitions] on must be true or false, as it is by default."),
    ],
)
def test_a_slip_is_told_with_its_place(own, sentence):
    with pytest.raises(TrainingError) as error:
        merged(DEFAULTS, own, "definitions")

    assert str(error.value) == sentence


def test_whole_numbers_may_stand_for_decimals_and_back():
    assert merged(DEFAULTS, {"settings": {"share": 0}, "churn": {"reasons": 3.0}}, "x")["settings"]["share"] == 0


def test_a_company_may_add_settings_and_tag_namespaces():
    assert merged({"a": 1}, {"margin": 0.3}, "policy.settings")["margin"] == 0.3
    assert merged({"a": "x"}, {"state": "churn_state"}, "definitions.tags")["state"] == "churn_state"


def test_the_defaults_hold():
    checked(default_content())


@pytest.mark.parametrize(
    ("table", "name", "cuts", "size"),
    [
        ("churn", "band_cuts", [0.75, 0.5], "2"),
        ("churn", "band_cuts", [0.5, 0.5], "2"),
        ("churn", "band_cuts", [0.5], "2"),
        ("churn", "rule_cuts", [2, 4, 8], "2"),
        ("value", "tier_percentiles", [80], "2"),
        ("value", "tier_cuts", [1_000], "0 or 2"),
        ("value", "tier_uses", [20], "0 or 2"),
        ("value", "tier_uses", [20, 5], "0 or 2"),
        ("churn", "band_shares", [0.6], "0 or 2"),
        ("churn", "band_shares", [0.85, 0.6], "0 or 2"),
        ("value", "spend_bands", [100, "200", 300], "3"),
        ("behaviour", "activity_uses", [20, 5], "2"),
        ("behaviour", "purchase_stage_cuts", [1, 2], "3"),
        ("behaviour", "retention_cuts", [0.6, 0.6], "2"),
    ],
)
def test_cuts_ascend_and_part_the_classes_that_there_are(table, name, cuts, size):
    assert refused(content(**{table: {name: cuts}})) == (
        f"[definitions.{table}] {name} must hold {size} numbers that ascend."
    )


@pytest.mark.parametrize(
    ("name", "shares", "rest"),
    [
        ("behaviour_purchases_a_year", [], "a number above 0 and under 1."),
        ("behaviour_purchases_a_year", [1.0], "a number above 0 and under 1."),
        ("behaviour_uses_a_month", [0.5], "2 numbers that ascend, above 0 and under 1."),
        ("behaviour_uses_a_month", [0.7, 0.3], "2 numbers that ascend, above 0 and under 1."),
    ],
)
def test_shares_of_learned_cuts_are_as_many_as_by_default(name, shares, rest):
    assert refused(content(cuts={name: shares})) == f"[definitions.cuts] {name} must hold {rest}"


@pytest.mark.parametrize(
    ("band", "sentence"),
    [
        ({"cuts": [18, 65]}, "codes must hold 3 different codes."),
        ({"cuts": [18, 65], "codes": ["young", "adult", "young"]}, "codes must hold 3 different codes."),
        ({"cuts": [65, 18], "codes": ["young", "adult", "old"]}, "cuts must hold numbers that ascend."),
    ],
)
def test_bands_have_one_code_more_than_cuts(band, sentence):
    assert refused(content(profile={"age_range": band})) == f"[definitions.profile.age_range] {sentence}"


def test_a_company_cuts_ages_in_its_own_way():
    checked(content(profile={"age_range": {"cuts": [18, 65], "codes": ["young", "adult", "old"]}}))


@pytest.mark.parametrize(
    ("table", "own", "sentence"),
    [
        ("needs", {"dominant_share": 0.5}, "[definitions.needs] dominant_share must be above 0.5 and at most 1."),
        ("needs", {"dominant_share": 1.1}, "[definitions.needs] dominant_share must be above 0.5 and at most 1."),
        ("needs", {"low_rating": 4}, "[definitions.needs] low_rating must be below good_rating."),
        ("needs", {"unresolved_factor": 0}, "[definitions.needs] unresolved_factor must be above 0."),
        (
            "needs",
            {"orientation": {"price": ["price", "product"]}},
            "[definitions.needs.orientation] must hold each topic once at most.",
        ),
        (
            "needs",
            {"orientation": {"price": ["prise"]}},
            "[definitions] needs: 'prise' does not exist; did you mean 'price'?",
        ),
        (
            "needs",
            {"ratings": {"training": "servise"}},
            "[definitions] ratings: 'servise' does not exist; did you mean 'service'?",
        ),
        (
            "satisfaction",
            {"aspects": ["prize"]},
            "[definitions] ratings: 'prize' does not exist; did you mean 'price'?",
        ),
    ],
)
def test_needs_and_satisfaction_hold_together(table, own, sentence):
    assert refused(content(**{table: own})) == sentence


def test_a_company_may_move_its_needs_and_cuts():
    own = {"dominant_share": 0.7, "ratings": {"other": "overall"}}
    checked(content(needs=own, cuts={"needs_response_rate": [0.8]}))


def test_tier_cuts_may_be_two_amounts():
    checked(content(value={"tier_cuts": [1_000, 100_000]}))


def test_uses_a_month_stand_beside_amounts():
    checked(content(value={"tier_cuts": [1_000, 100_000], "tier_uses": [5, 20], "tier_days": 180}))
    assert refused(content(value={"tier_uses": [5, 20]})) == (
        "[definitions.value] tier_uses need tier_cuts beside them; give both, or tier_cuts alone."
    )
    assert refused(content(value={"tier_cuts": [1_000, 100_000], "tier_uses": [0, 20]})).endswith(
        "tier_uses must be above 0; leave them out to ask for money alone."
    )


def test_bands_are_cut_at_probabilities_or_by_share():
    checked(content(churn={"band_shares": [0.6, 0.85]}))
    for shares in ([0, 0.85], [0.6, 1], [60, 85]):
        assert refused(content(churn={"band_shares": shares})) == (
            "[definitions.churn] band_shares must hold 2 numbers that ascend, above 0 and under 1."
        )
    assert refused(content(churn={"band_shares": [0.6, 0.85], "band_cuts": [0.3, 0.6]})) == (
        "[definitions.churn] band_shares take the place of band_cuts; give one of them."
    )


@pytest.mark.parametrize(
    "loyal",
    [["543", "444", "435", "355", "354", "345", "344"], ["543", "444", "435", "355", "354", "345", "344", "355"]],
)
def test_each_rfm_code_is_in_one_group(loyal):
    assert refused(content(rfm={"groups": {"loyal": loyal}})) == (
        "[definitions.rfm.groups] must hold each of the 125 codes once, 111 to 555."
    )
    checked(content(rfm={"groups": {"loyal": ["543", "444", "435", "355", "354", "345", "344", "335"]}}))


def test_a_tag_of_a_column_that_does_not_exist_is_told():
    assert refused(content(tags={"risk": "churn_bnad"})) == (
        "[definitions] tags.risk: 'churn_bnad' does not exist; did you mean 'churn_band'?"
    )


@pytest.mark.parametrize(
    ("definitions", "part"),
    [
        ({"tag_rules": [{"tag": "x", "when": [{"field": "churn_bnad", "is": "high"}]}]}, "did you mean 'churn_band'"),
        ({"tag_rules": [{"tag": "x"}]}, "[definitions] an entry lacks the key 'when'."),
        ({"levers": [{"feature": "nps", "table": "feedback", "field": "nps", "edit": "rise", "steps": [1]}]}, "edit"),
        (
            {"levers": [{"feature": "npss", "table": "feedback", "field": "nps", "edit": "raise_to", "steps": [1]}]},
            "nps",
        ),
        ({"levers": [{"feature": "nps"}]}, "[definitions] an entry lacks the key 'steps'."),
        ({"disagreements": [{"code": "x"}]}, "disagreements[0] lacks when"),
        ({"disagreements": [{"code": "overdue_champion", "when": [{"field": "churn_bnad", "is": "high"}]}]},
         "did you mean 'churn_band'"),
        ({"disagreements": [{"code": "overdue_champion", "when": [{"field": "churn_band", "is": "hihg"}]}]},
         "'hihg' does not exist; did you mean 'high'?"),
        ({"disagreements": [{"code": "x", "when": [{"field": "churn_band", "is": "high"}]}]},
         "[definitions] an entry lacks the key 'labels'."),
        ({"disagreements": [{"code": "x", "when": [{"field": "churn_band", "is": "high"}], "labels": {"en": "X"}}]},
         "disagreements[0].labels has no text in zh-Hans, zh-Hant"),
        ({"disagreements": [{"code": "stale_bundle", "when": [{"field": "churn_band", "is": "high"}]}]},
         "disagreements[0].code is that of another warning"),
    ],
)  # fmt: skip
def test_a_slip_in_a_list_of_definitions_is_told(definitions, part):
    assert part in refused(content(**definitions))


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"family": "retentoin"}, "actions[0].family: 'retentoin' does not exist; did you mean 'retention'?"),
        ({"when": [{"field": "churn_bnad", "is": "high"}]}, "did you mean 'churn_band'?"),
        ({"when": [{"field": "churn_band", "is": "hihg"}]}, "'hihg' does not exist; did you mean 'high'?"),
        ({"chanel": "phone"}, "'chanel' does not exist; did you mean 'channel'?"),
    ],
)
def test_a_slip_in_the_policy_is_told(change, part):
    changed = deepcopy(default_content())
    changed["policy"]["actions"][0].update(change)

    assert part in refused(changed)


def test_a_policy_has_an_action():
    changed = deepcopy(default_content())
    changed["policy"]["actions"] = []

    assert refused(changed).startswith('[policy] actions lacks one of the family "none", as do_nothing is')


@pytest.mark.parametrize(
    "weights", [{"trust": 0.35}, {"trust": 0.65, "contact": -0.25}, {"trust": 0.0}, {"satisfaction": 0.21}]
)
def test_the_weights_of_loyalty_add_to_one(weights):
    sentence = refused(content(loyalty={"weights": weights}))

    assert sentence == "[definitions.loyalty.weights] must hold weights of at least 0 that add to 1."


def test_other_weights_of_loyalty_that_add_to_one_will_do():
    weights = {"trust": 0.0, "contact": 0.1, "service": 0.2, "satisfaction": 0.7, "repurchase": 0}

    checked(content(loyalty={"weights": weights}))


@pytest.mark.parametrize(
    ("table", "name", "cuts"),
    [("loyalty", "levels", [70, 40]), ("credit", "on_time_share", [0.9]), ("credit", "open_days", [30, 30])],
)
def test_cuts_of_loyalty_and_credit_ascend(table, name, cuts):
    sentence = refused(content(**{table: {name: cuts}}))

    assert sentence == f"[definitions.{table}] {name} must hold 2 numbers that ascend."


@pytest.mark.parametrize(
    ("table", "name"),
    [("next_purchase", "category_prior"), ("loyalty", "contacts_full"), ("value", "tier_days")],
)
def test_divisors_and_limits_are_above_zero(table, name):
    for value in (0, -1):
        assert refused(content(**{table: {name: value}})) == f"[definitions.{table}] {name} must be above 0."


def test_the_tiers_and_bands_of_the_documentation_are_accepted():
    page = (Path(__file__).parents[2] / "docs" / "training.md").read_text(encoding="utf-8")
    example = page.split("## Tiers and bands of your own")[1].split("```toml")[1].split("```")[0]

    checked(content(**tomllib.loads(example)["definitions"]))
