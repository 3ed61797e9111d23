import numpy as np
import pytest

from scoring.columns import Column, category
from scoring.conditions import NUMBERS, TEXTS, Condition, UnknownName, all_hold, condition, fields_of

COLUMNS: dict[str, Column] = {
    "churn_band": category(["low", "medium", "high", None]),
    "attention_open_complaints": np.array([0.0, 1.0, 2.0, np.nan]),
}
FIELDS = set(COLUMNS)
KNOWN = fields_of(
    FIELDS | {"uses_change", "value_profitable", "custom_account"}, {"purchase_count": NUMBERS, "account_plan": TEXTS}
)


def holds(field: str, **test: object) -> list[bool]:
    return list(condition({"field": field, **test}, "when[0]", FIELDS).holds(COLUMNS))


def refusal(entry: dict[str, object]) -> str:
    with pytest.raises(ValueError, match=r"when\[0\]") as caught:
        condition(entry, "when[0]", KNOWN)
    return str(caught.value)


def test_a_number_is_compared_and_a_missing_one_passes_no_comparison() -> None:
    assert holds("attention_open_complaints", at_least=1) == [False, True, True, False]
    assert holds("attention_open_complaints", above=1) == [False, False, True, False]
    assert holds("attention_open_complaints", at_most=1) == [True, True, False, False]
    assert holds("attention_open_complaints", below=1) == [True, False, False, False]
    assert holds("attention_open_complaints", **{"is": 1}) == [False, True, False, False]
    assert holds("attention_open_complaints", **{"in": [0, 2]}) == [True, False, True, False]


def test_a_text_is_one_of_those_asked_for_and_a_missing_one_is_none() -> None:
    assert holds("churn_band", **{"is": "high"}) == [False, False, True, False]
    assert holds("churn_band", **{"in": ["low", "high"]}) == [True, False, True, False]


@pytest.mark.parametrize("field", COLUMNS)
def test_only_known_tells_missing_from_given(field: str) -> None:
    assert holds(field, known=True) == [True, True, True, False]
    assert holds(field, known=False) == [False, False, False, True]


def test_a_feature_of_the_other_kind_fulfils_nothing() -> None:
    assert Condition("churn_band", "at_least", 1).holds(COLUMNS).tolist() == [False] * 4
    assert Condition("attention_open_complaints", "in", ["high"]).holds(COLUMNS).tolist() == [False] * 4


def test_all_conditions_have_to_hold_and_none_always_do() -> None:
    both = [Condition("churn_band", "in", ["low", "medium"]), Condition("attention_open_complaints", "above", 0)]
    assert all_hold(both, COLUMNS, 4).tolist() == [False, True, False, False]
    assert all_hold([], COLUMNS, 4).all()


def test_a_typo_names_the_place_and_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match=r"when\[0\].field: 'churn_bnd' does not exist; did you mean 'churn_band'\?"):
        condition({"field": "churn_bnd", "is": "high"}, "when[0]", FIELDS)
    with pytest.raises(UnknownName, match=r"when\[0\]: 'atleast' does not exist; did you mean 'at_least'\?"):
        condition({"field": "attention_open_complaints", "atleast": 1}, "when[0]", FIELDS)


@pytest.mark.parametrize(
    "entry",
    [
        {"field": "purchase_count", "is": 5},
        {"field": "purchase_count", "at_least": 5},
        {"field": "account_plan", "in": ["basic", "pro"]},
        {"field": "uses_change", "is": "5"},  # a field of which nothing is known yet
        {"field": "value_profitable", "is": 1},
        {"field": "value_profitable", "is": True},
        {"field": "value_profitable", "in": [0, 1]},
        {"field": "custom_account", "is": "key"},
    ],
)
def test_a_test_that_can_hold_is_read(entry: dict[str, object]) -> None:
    assert condition(entry, "when[0]", KNOWN).field == entry["field"]


def test_fields_of_several_sources_are_known_by_what_they_hold() -> None:
    assert fields_of({"churn_band", "uses_change"}, {"purchase_count": "numbers"}) == {
        "churn_band": "texts", "uses_change": None, "purchase_count": "numbers",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ({"field": "churn_band"}, "needs exactly one test"),
        ({"field": "churn_band", "is": "high", "known": True}, "needs exactly one test"),
        ({"field": "churn_band", "at_least": 1}, "at_least compares numbers, and churn_band holds texts"),
        ({"field": "churn_band", "is": 1}, "must hold texts, as its column does"),
        ({"field": "attention_open_complaints", "is": "high"}, "must hold numbers, as its column does"),
        ({"field": "uses_change", "below": "half"}, "must be a number"),
        ({"field": "uses_change", "below": float("nan")}, "must be a number that is finite"),
        ({"field": "uses_change", "below": float("inf")}, "must be a number that is finite"),
        ({"field": "uses_change", "below": True}, "must be a number that is finite"),
        ({"field": "uses_change", "in": []}, "must be a list of at least one value"),
        ({"field": "uses_change", "in": 3}, "must be a list of at least one value"),
        ({"field": "uses_change", "in": [1, "two"]}, "must hold texts or numbers, and not both"),
        ({"field": "uses_change", "is": float("nan")}, "must be a number that is finite"),
        ({"field": "uses_change", "known": 1}, "must be true or false"),
        ({"field": "purchase_count", "is": "5"}, "is must hold numbers, as its column does; write them without quotes"),
        ({"field": "purchase_count", "in": ["5", "6"]}, "in must hold numbers, as its column does"),
        ({"field": "account_plan", "at_least": 3}, "at_least compares numbers, and account_plan holds texts"),
        ({"field": "account_plan", "is": 3}, "is must hold texts, as its column does; write the codes of account_plan"),
        ({"field": "custom_account", "above": 3}, "above compares numbers, and custom_account holds texts"),
        ({"field": "value_profitable", "is": 7}, "is must be true or false: value_profitable is a yes or a no"),
        ({"field": "value_profitable", "in": [0, 2]}, "in must be true or false"),
    ],
)
def test_a_test_that_could_never_hold_is_refused(entry: dict[str, object], rule: str) -> None:
    assert rule in refusal(entry)
