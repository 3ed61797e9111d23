import pytest

from scoring.features import Feature, catalogue
from scoring.measures.account import OUTCOMES
from scoring.vocabulary import OBJECTS, Kind
from tests.scoring.builders import TODAY, ago, defaults, facts
from tests.scoring.measured import feature


def test_days_are_counted_from_signing_up_and_to_the_end_of_the_contract() -> None:
    account = {"account": {"signed_up_on": ago(30), "contract_ends_on": ago(-60)}}
    assert feature("days_since_sign_up", account, {}, {"account": {"signed_up_on": ago(-1)}}) == [30.0, None, None]
    assert feature("contract_days_left", account, {"account": {"contract_ends_on": TODAY}}, {}) == [60.0, 0.0, None]


def test_given_numbers_flags_and_texts_are_features_as_they_are() -> None:
    payload = {"account": {"paying": True, "plan": "pro"}, "profile": {"employees": 80.0, "city": "苏州"}}
    assert feature("account_paying", payload, {}) == [1.0, None]
    assert feature("account_plan", payload, {}) == ["pro", None]
    assert feature("profile_employees", payload) == [80.0]
    assert feature("profile_city", payload) == ["苏州"]


@pytest.mark.parametrize("name", OUTCOMES)
def test_how_a_story_ended_is_no_feature(name: str) -> None:
    assert name not in facts({"account": {"status": "left", "left_on": ago(9)}}).features.columns


def test_every_field_that_is_measured_stands_in_the_catalogue() -> None:
    entries: dict[str, Feature] = catalogue(defaults()["features"])
    plain = {
        f"{name}_{field}"
        for name in ("account", "profile")
        for field, kind in OBJECTS[name].items()
        if kind not in (Kind.DAY, Kind.TEXTS)
    }
    assert plain - set(OUTCOMES) <= set(entries)
