import numpy as np
import pytest

from scoring.features import catalogue
from tests.scoring.builders import ago, defaults, facts
from tests.scoring.fitted import fitted
from tests.scoring.measured import orders
from tests.scoring.rows import scored


def test_every_feature_that_is_measured_stands_in_the_catalogue_and_the_other_way_round() -> None:
    assert set(facts({}).features.columns) == set(defaults()["features"])


@pytest.mark.parametrize(
    ("feature", "path"),
    [
        ("days_since_last_order", "orders"),
        ("purchase_count", "orders"),
        ("net_revenue_90d", "orders"),
        ("uses_last_month", "usage"),
        ("satisfaction", "feedback"),
        ("days_since_sign_up", "account.signed_up_on"),
        ("contract_days_left", "account.contract_ends_on"),
        ("account_cost_to_serve", "account.cost_to_serve"),
        ("profile_city_tier", "profile.city_tier"),
        ("attributes_contract", "attributes.contract"),
    ],
)
def test_a_feature_names_the_part_of_the_payload_that_fills_it(feature: str, path: str) -> None:
    assert fitted().features[feature].path == path


def test_the_usual_value_of_a_feature_is_itself_a_feature() -> None:
    entries = catalogue(defaults()["features"])
    assert {entry.usual for entry in entries.values()} <= {None, *entries}


def test_a_matrix_has_texts_as_codes_in_the_levels_of_training() -> None:
    payloads = [{"account": {"plan": plan}} for plan in ("basic", "pro", "unheard of", None)]
    found = facts(*payloads).features.matrix(["account_plan", "purchase_count"], {"account_plan": ["basic", "pro"]})
    assert np.array_equal(found, [[0, np.nan], [1, np.nan], [np.nan] * 2, [np.nan] * 2], equal_nan=True)


def test_a_matrix_of_no_features_has_no_columns() -> None:
    assert facts({}, {}).features.matrix([], {}).shape == (2, 0)


def test_a_custom_field_that_nobody_here_has_is_missing() -> None:
    found = facts({"attributes": {"other": 1}}).features.matrix(["attributes_contract"], {"attributes_contract": ["a"]})
    assert np.isnan(found).all()


def test_a_custom_field_is_a_text_only_where_training_had_texts() -> None:
    measured = scored(fitted(), {"attributes": {"contract": "monthly", "score": "high"}}).facts.features
    assert measured.columns["attributes_contract"].texts() == ["monthly"]  # type: ignore[union-attr]
    assert np.isnan(measured.number("attributes_score")).all()


def test_a_number_is_not_asked_of_a_text() -> None:
    with pytest.raises(TypeError, match="account_plan is a text feature"):
        facts({}).features.number("account_plan")


def test_missing_tells_who_has_no_value() -> None:
    assert facts({"orders": []}, orders(9)).features.missing("days_since_last_order").tolist() == [1.0, 0.0]


def test_features_are_those_of_the_day_of_the_answer() -> None:
    then = {**orders(40, 10), "as_of": ago(20)}
    assert facts(then).features.number("days_since_last_order").tolist() == [20.0]
