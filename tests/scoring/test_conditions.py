import numpy as np
import pytest

from scoring.columns import Column, category
from scoring.conditions import Condition, UnknownName, all_hold, condition

COLUMNS: dict[str, Column] = {
    "churn_band": category(["low", "medium", "high", None]),
    "attention_open_complaints": np.array([0.0, 1.0, 2.0, np.nan]),
}
FIELDS = set(COLUMNS)


def holds(field: str, **test: object) -> list[bool]:
    return list(condition({"field": field, **test}, "when[0]", FIELDS).holds(COLUMNS))


def refusal(entry: dict[str, object]) -> str:
    with pytest.raises(ValueError, match=r"when\[0\]") as caught:
        condition(entry, "when[0]", FIELDS | {"uses_change"})
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
    ("entry", "rule"),
    [
        ({"field": "churn_band"}, "needs exactly one test"),
        ({"field": "churn_band", "is": "high", "known": True}, "needs exactly one test"),
        ({"field": "churn_band", "at_least": 1}, "must hold texts, as its column does"),
        ({"field": "churn_band", "is": 1}, "must hold texts, as its column does"),
        ({"field": "attention_open_complaints", "is": "high"}, "must hold numbers, as its column does"),
        ({"field": "uses_change", "below": "half"}, "must be a number"),
        ({"field": "uses_change", "in": []}, "must be a list of at least one value"),
        ({"field": "uses_change", "in": 3}, "must be a list of at least one value"),
        ({"field": "uses_change", "in": [1, "two"]}, "must hold texts or numbers, and not both"),
        ({"field": "uses_change", "known": 1}, "must be true or false"),
    ],
)
def test_a_test_that_could_never_hold_is_refused(entry: dict[str, object], rule: str) -> None:
    assert rule in refusal(entry)
