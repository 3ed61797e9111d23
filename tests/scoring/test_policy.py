import re
from collections.abc import Mapping

import pytest

from scoring.classes import check_classes
from scoring.conditions import UnknownName
from scoring.policy import Policy
from tests.scoring.builders import NOTHING, action, defaults

FEATURES = set(defaults()["features"])


def read(*entries: Mapping[str, object], **settings: object) -> Policy:
    content = {"settings": {**defaults()["policy"]["settings"], **settings}, "actions": [*entries, NOTHING]}
    return Policy.from_content(content, FEATURES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"familly": "growth"}, r"actions\[0\]: 'familly' does not exist; did you mean 'family'\?"),
        ({"family": "retentoin"}, r"actions\[0\].family: .*; did you mean 'retention'\?"),
        ({"need": "after_sale"}, r"actions\[0\].need: .*; did you mean 'after_sales'\?"),
        ({"because": "churn_bnad"}, r"actions\[0\].because: .*; did you mean 'churn_band'\?"),
        ({"because": "uses_change"}, r"actions\[0\].because: 'uses_change' does not exist"),
        ({"channel": "emial"}, r"actions\[0\].channel: .*; did you mean 'email'\?"),
        ({"priority": "hihg"}, r"actions\[0\].priority: .*; did you mean 'high'\?"),
        ({"when": [{"field": "lifecycle_stge", "is": "lost"}]}, r"actions\[0\].when\[0\].field: .*'lifecycle_stage'\?"),
        ({"when": [{"field": "value_interval", "known": True}]}, r"'value_interval' does not exist"),
        ({"effect": {"scale": "relativ", "value": 0.1, "basis": "assumed"}}, r"effect.scale: .*'relative'\?"),
        ({"effect": {"scale": "relative", "value": 0.1, "basis": "guess"}}, r"effect.basis: 'guess' does not exist"),
        ({"effect": {"scale": "relative", "value": 0.1}}, r"effect lacks basis"),
        ({"title": {"en": "x", "zh-Hans": ""}}, r"actions\[0\].title has no text in zh-Hans, zh-Hant"),
    ],
)
def test_a_fault_names_its_place_and_the_nearest_name(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(action("a", **change))


def test_conditions_name_outputs_and_features() -> None:
    when = [{"field": "uses_change", "below": 0.5}, {"field": "churn_band", "is": "high"}]
    assert [c.field for c in read(action("a", when=when)).actions[0].when] == ["uses_change", "churn_band"]


def test_a_missing_key_is_named() -> None:
    entry = action("a")
    del entry["because"], entry["title"]
    with pytest.raises(ValueError, match=r"actions\[0\] lacks because, title; only area, effect, effect_where"):
        read(entry)


def test_an_action_without_effect_is_refused_unless_it_is_a_duty_or_nothing() -> None:
    entry = action("a")
    del entry["effect"]
    with pytest.raises(ValueError, match=r"actions\[0\] lacks effect"):
        read(entry)
    assert read({**entry, "duty": True}).actions[0].effect.value == 0


def test_a_code_that_stands_twice_is_named() -> None:
    with pytest.raises(ValueError, match="actions: a stands twice"):
        read(action("a"), action("a"))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"max_action": 3}, r"settings: 'max_action' does not exist; did you mean 'max_actions'\?"),
        ({"max_actions": 0}, "settings.max_actions must be a whole number from 1"),
        ({"holdout_share": 1.0}, "settings.holdout_share must be at least 0"),
        ({"holdout_share": -0.1}, "settings.holdout_share must be at least 0"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(**settings)


def test_a_mistyped_class_is_refused_with_the_nearest_one() -> None:
    policy = read(action("a", when=[{"field": "churn_band", "in": ["high", "mediun"]}]))
    with pytest.raises(UnknownName, match=r"actions\[0\].when\[0\].in: 'mediun' does not exist; did you mean"):
        check_classes(policy, defaults()["definitions"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"when": "churn"}, "actions[0].when must be a list"),
        ({"when": ["churn"]}, "actions[0].when[0] must be a table of keys and values"),
        ({"due_days": -1}, "actions[0].due_days must be a whole number from 0 to 1,000,000,000"),
        ({"due_days": 1.5}, "actions[0].due_days must be a whole number"),
        ({"due_days": True}, "actions[0].due_days must be a whole number"),
        ({"cost": "3"}, "actions[0].cost must be a number that is finite"),
        ({"cost": float("nan")}, "actions[0].cost must be a number that is finite"),
        ({"cost": -1}, "actions[0].cost must be 0 or more"),
        ({"duty": "yes"}, "actions[0].duty must be true or false"),
        ({"code": " "}, "actions[0].code must be a text"),
        ({"after": "b"}, "actions[0].after must be a list"),
        ({"effect": 5}, "actions[0].effect must be a table"),
        ({"effect_where": [5]}, "actions[0].effect_where[0] must be a table"),
        (
            {"effect": {"scale": "money", "value": float("inf"), "basis": "assumed"}},
            "actions[0].effect.value must be a",
        ),
        ({"cost_source": 5}, "actions[0].cost_source must be a text"),
        ({"cost_basis": "cited"}, "actions[0].cost_basis must be cited where there is a cost_source, and else assumed"),
        (
            {"cost_basis": "assumed", "cost_source": "our accounts, 2026"},
            "actions[0].cost_basis must be cited where there is a cost_source, and else assumed",
        ),
        (
            {"effect": {"scale": "money", "value": 1, "basis": "assumed", "source": 5}},
            "actions[0].effect.source must be a text",
        ),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_place(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        read({**action("a"), **change})


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"max_actions": 0}, "settings.max_actions must be a whole number from 1"),
        ({"max_actions": 2.5}, "settings.max_actions must be a whole number from 1"),
        ({"contact_limit": -1}, "settings.contact_limit must be a whole number from 0"),
        ({"holdout_salt": 5}, "settings.holdout_salt must be a text"),
        ({"holdout_share": 1}, "settings.holdout_share must be at least 0, for no holdout, and under 1"),
        ({"holdout_share": float("nan")}, "settings.holdout_share must be a number that is finite"),
        ({"margin": -0.1}, "settings.margin must be 0 or more"),
    ],
)
def test_a_setting_of_another_kind_is_refused(setting: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        read(action("a"), **setting)


def test_what_an_action_rests_on_is_asked_for_where_no_condition_sees_to_it() -> None:
    resting = {"because": "satisfaction_index"}
    policy = read(
        action("a", **resting),
        action("b", when=[{"field": "satisfaction_index", "known": False}], **resting),
        action("c", when=[{"field": "satisfaction_index", "below": 40}], **resting),
    )
    assert [[(one.field, one.test, one.operand) for one in a.when][-1] for a in policy.actions[:3]] == [
        ("satisfaction_index", "known", True),
        ("satisfaction_index", "known", True),
        ("satisfaction_index", "below", 40),
    ]
    assert [len(a.when) for a in policy.actions] == [1, 2, 1, 0]


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        ([action("a")], 'actions lacks one of the family "none"'),
        ([NOTHING, {**NOTHING, "code": "b"}], r'actions\[1\].family is "none" as that of another'),
        ([{**NOTHING, "when": [{"field": "churn_band", "is": "high"}]}], r"actions\[0\].when must be \[\]"),
    ],
)
def test_there_is_one_action_for_where_there_is_nothing_to_do(actions: list[dict[str, object]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Policy.from_content({"settings": defaults()["policy"]["settings"], "actions": actions}, FEATURES)


def test_many_actions_that_wait_for_many_are_read_at_once() -> None:
    layers = [[f"a{i}_{j}" for j in range(3)] for i in range(60)]
    entries = [action(code, after=layers[i - 1] if i else []) for i, codes in enumerate(layers) for code in codes]
    assert len(read(*entries).before) == 59 * 9

    chain = [action(f"a{i}", after=[f"a{i - 1}"] if i else []) for i in range(2_000)]
    assert len(read(*chain).before) == 1_999


def test_a_percentage_is_not_taken_for_a_share() -> None:
    for effect in ({"scale": "absolute", "value": 5}, {"scale": "relative", "value": 15}):
        with pytest.raises(ValueError, match="it is a share, not a percentage"):
            read(action("a", effect={**effect, "basis": "assumed"}))
    with pytest.raises(ValueError, match=r"settings.margin must be a share of revenue, from 0 to 1"):
        read(action("a"), margin=35)
