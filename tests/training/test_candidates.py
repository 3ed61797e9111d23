"""Which features may be learned from, the texts and usual values that are learned of them, and the payload patterns."""

import numpy as np
import pytest

from scoring.facts import Facts
from scoring.features import Feature, catalogue
from scoring.scorer import measure
from training.candidates import (
    ALWAYS_STATIC,
    candidates,
    check_patterns,
    learn_levels,
    patterns,
    quantities,
    usual_values,
    varies,
)
from training.config import Config
from training.content import bare_content, reference, unfitted
from training.defaults import default_content
from training.errors import TrainingError
from training.question import ask
from training.tables import read_tables

EVERYTHING = ("orders", "customers", "usage", "inquiries", "feedback", "contacts")
OWN = {"attributes_tenure": {"group": "attributes", "unit": "ratio"}}
FEATURES: dict[str, Feature] = catalogue({**default_content()["features"], **OWN})


def learned(mode: str = "purchases", given: tuple[str, ...] = EVERYTHING, **settings: object) -> set[str]:
    return set(candidates(FEATURES, given, Config(**settings), mode))


def test_over_past_cutoffs_only_what_never_changes_is_learned_of_customers():
    found = {name for name in learned() if FEATURES[name].group in ("account", "profile", "attributes")}

    assert found == {"days_since_sign_up", "profile_acquisition_channel", "profile_kind"}
    assert set(ALWAYS_STATIC) == {"account_signed_up_on", "profile_acquisition_channel", "profile_kind"}


def test_static_columns_are_learned_too():
    static = ("account_plan", "attributes_tenure", "account_contract_ends_on")

    assert learned(static=static) - learned() == {"account_plan", "attributes_tenure", "contract_days_left"}
    assert learned(static=("tenure",)) - learned() == {"attributes_tenure"}


def test_with_a_label_every_column_but_personal_ones_is_learned():
    personal = {name for name, feature in FEATURES.items() if feature.personal}

    assert personal == {"profile_age", "profile_gender", "profile_income_band"}
    assert learned("label") == set(FEATURES) - personal
    assert learned("label", static=("profile_age",)) - learned("label") == {"profile_age"}


def test_protected_columns_are_never_learned():
    protected = ("profile_kind", "account_signed_up_on", "tenure")

    assert learned("label") - learned("label", protected=protected) == {
        "profile_kind", "days_since_sign_up", "attributes_tenure",
    }  # fmt: skip


def test_what_tells_that_a_customer_has_left_is_no_feature_at_all():
    assert not {"account_status", "account_left_on", "account_reactivated_on"} & set(FEATURES)


@pytest.mark.parametrize("table", ["usage", "inquiries", "feedback", "contacts"])
def test_a_list_that_was_not_given_is_not_learned(table):
    rest = tuple(name for name in EVERYTHING if name != table)

    assert {FEATURES[name].group for name in learned() - learned(given=rest)} == {table}


def test_without_orders_nothing_of_them_is_learned():
    groups = {FEATURES[name].group for name in learned(given=("customers", "usage"))}

    assert groups == {"usage", "account", "profile"}


# What is learned of the features ----------------------------------------------------------------------------------


def facts(files, orders: str, **settings: object) -> Facts:
    config = Config(horizon_days=30, **settings)
    tables = read_tables(files(orders="customer_id,date,amount,category\n" + orders), config)
    question = ask(tables, config)
    bundle = unfitted(bare_content(tables, config, question, reference(tables, question)))
    return measure(tables.customers(question.as_of), bundle)[0]


def test_a_text_is_a_level_from_30_customers_on(files):
    rows = [
        f"{kind}{i},2024-01-01,5,{kind}\n" for kind, n in (("often", 31), ("just", 30), ("rare", 29)) for i in range(n)
    ]

    assert learn_levels(facts(files, "".join(rows)), ["last_category", "purchase_count"]) == {
        "last_category": ["just", "often"]
    }


def test_the_twenty_most_frequent_texts_are_levels(files):
    rows = [f"{k:02}-{i},2024-01-01,5,kind{k:02}\n" for k in range(25) for i in range(30 + k)]

    assert learn_levels(facts(files, "".join(rows)), ["last_category"])["last_category"] == [
        f"kind{k:02}" for k in range(5, 25)
    ]


def test_usual_values_are_of_those_whom_churn_can_befall(files):
    still = "".join(f"s{i},2024-01-01,{10 * (i + 1)},a\n" for i in range(3))
    found = usual_values(facts(files, still + "lost,2020-01-01,9999,b\n"), ["net_revenue", "last_category", "nps"])

    assert found == {"net_revenue": 20.0, "last_category": "a"}


def test_a_column_of_one_value_or_of_none_tells_nothing():
    nan = np.nan
    x = np.array([[1.0, 1.0, nan, nan, 0.0], [1.0, 2.0, nan, 5.0, -0.0], [1.0, 1.0, nan, 5.0, 0.0]])

    assert varies(x).tolist() == [False, True, False, True, False]


# Patterns ---------------------------------------------------------------------------------------------------------

NAMES = ("days_since_last_order", "purchase_count", "purchases_90d", "uses_last_month", "profile_kind")


def test_the_default_patterns_are_the_shapes_of_partial_payloads():
    assert patterns(NAMES, FEATURES, Config()) == {
        "full": NAMES,
        "history": NAMES[:3],
        "summary": NAMES[:2],
        "recency": NAMES[:1],
        "no_history": NAMES[3:],
    }


def test_patterns_that_have_the_same_features_are_one():
    assert list(patterns(NAMES[:1], FEATURES, Config())) == ["full"]


def test_the_numbers_alone_of_a_company_are_a_pattern_and_flags_and_texts_are_not():
    own = ("attributes_tenure", "attributes_plan", "attributes_senior", "attributes_fee")
    units = dict(zip(own, ("ratio", "text", "ratio", "ratio"), strict=True))
    known = {**FEATURES, **{name: Feature(name, "attributes", unit) for name, unit in units.items()}}
    x = np.array([[1.0, 0.0, 0.0, 9.5], [2.0, 1.0, 1.0, np.nan], [3.0, 2.0, 0.0, 8.5], [4.0, 3.0, 1.0, 7.5]])

    numbers = quantities(own, x, known)
    assert numbers == ("attributes_tenure", "attributes_fee")
    assert patterns(own, known, Config(), numbers) == {"full": own, "quantities": numbers}


def test_a_company_names_patterns_by_features_and_groups():
    own = {"web": ("usage", "purchase_count"), "summary": ("recency",)}
    found = patterns(NAMES, FEATURES, Config(patterns=own))

    assert found["web"] == ("purchase_count", "uses_last_month")
    assert found["summary"] == NAMES[:1] and "recency" not in found


@pytest.mark.parametrize(("typo", "near"), [("usagee", "usage"), ("purchase_cuont", "purchase_count")])
def test_a_typing_error_in_a_pattern_is_told_with_the_nearest(typo, near):
    with pytest.raises(TrainingError) as error:
        check_patterns(FEATURES, Config(patterns={"web": ("orders", typo)}))

    assert str(error.value) == (
        f'patterns.web names "{typo}", which is neither a feature nor a group of them; the nearest is "{near}".'
    )
