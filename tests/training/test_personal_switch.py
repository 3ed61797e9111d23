"""Age, gender and income decide nothing that is learned or offered, unless they are turned on, which is then told."""

from copy import deepcopy
from typing import Any

import pytest

from schema import catalogue
from scoring.features import catalogue as features_of
from scoring.model import Bundle
from tests.scoring.builders import NOTHING, action, content
from tests.scoring.test_custom import own
from training.candidates import candidates
from training.config import Config
from training.defaults import default_content
from training.definitions import check
from training.errors import TrainingError
from training.personal import may_decide

DEFAULTS = default_content()
PERSONAL = ("profile_age", "profile_gender", "profile_income_band")
OWN = {"attributes_age": {"group": "attributes", "unit": "ratio", "personal": True}}
FEATURES = features_of({**DEFAULTS["features"], **OWN})
YOUNG = [{"field": "profile_age", "below": 30}]


def off(config: Config) -> dict[str, Any]:
    return {name: feature for name, feature in FEATURES.items() if not may_decide(feature, config)}


def checked(
    when: list[dict[str, Any]], static: tuple[str, ...] = (), family: str = "growth", **dimensions: Any
) -> None:
    made = deepcopy(DEFAULTS)
    entry = action("gift", family=family, when=when, duty=family == "service")
    made["policy"]["actions"] = [entry, NOTHING]
    personal = off(Config(static=static))
    check(made["definitions"], made["policy"], set(FEATURES), list(dimensions.values()), personal)


@pytest.mark.parametrize("mode", ["label", "purchases"])
def test_models_learn_nothing_personal_unless_it_is_named(mode):
    assert not set(PERSONAL) & set(candidates(FEATURES, ("customers", "orders"), Config(), mode))
    on = Config(static=("profile_age",))
    assert set(PERSONAL) & set(candidates(FEATURES, ("customers", "orders"), on, mode)) == {"profile_age"}


def test_a_column_of_the_companys_own_is_turned_on_by_its_name():
    config = Config(attributes=("age",))
    assert "attributes_age" in candidates(FEATURES, ("customers",), config, "label")
    assert "attributes_age" not in candidates(FEATURES, ("customers",), Config(protected=("age",)), "label")


@pytest.mark.parametrize("family", ["growth", "retention", "win_back"])
def test_no_offer_depends_on_a_personal_feature(family):
    with pytest.raises(TrainingError) as error:
        checked(YOUNG, family=family)
    assert str(error.value) == (
        "[policy] actions[0].when[0].field: profile_age speaks of profile_age, on which no offer may depend; leave it "
        'out, or turn it on with static = ["profile_age"].'
    )
    checked(YOUNG, static=("profile_age",), family=family)


def test_not_by_its_band_nor_through_a_dimension_either():
    with pytest.raises(TrainingError, match="profile_age_range speaks of profile_age"):
        checked([{"field": "profile_age_range", "known": True}])
    with pytest.raises(TrainingError, match="custom_young speaks of profile_age"):
        checked([{"field": "custom_young", "is": "yes"}], young=own("young", ("yes", YOUNG)))


def test_service_may_know_a_customers_age():
    checked(YOUNG, family="service")


def test_what_is_turned_on_is_named_in_the_model():
    plain = content(actions=[action("gift"), NOTHING])
    by_age = content(actions=[action("gift", when=YOUNG), NOTHING])
    found = [catalogue.model(Bundle.from_content(made, "v"))["personal"] for made in (plain, by_age)]
    assert found == [[], ["profile_age"]]


def test_the_default_policy_offers_nothing_by_age_gender_or_income():
    check(DEFAULTS["definitions"], DEFAULTS["policy"], set(FEATURES), (), off(Config()))
