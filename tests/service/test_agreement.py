import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bundles.agreement import Agreement

ROW = {"tier": "a", "band": "high", "segment": "s1", "churn": 0.5, "value": 100.0}


def told(one: dict[str, object], other: dict[str, object]) -> dict[str, dict[str, int]]:
    """What is counted of one customer, without the zeros."""
    agreement = Agreement()
    agreement.add([ROW | one], [ROW | other])
    found = agreement.told()
    assert found.pop("customers") == 1
    return {name: {key: count for key, count in counts.items() if count} for name, counts in found.items()}


def test_who_is_told_the_same_by_both_agrees_in_all():
    same = {"tier": 1, "band": 1, "segment": 1}
    assert told({}, {}) == {"same": same, "churn_difference": {"0.001": 1}, "value_ratio": {"1.01": 1}}


def test_a_class_that_differs_is_not_the_same():
    assert told({"band": "low"}, {})["same"] == {"tier": 1, "segment": 1}
    assert told({"tier": None}, {})["same"] == {"band": 1, "segment": 1}


@pytest.mark.parametrize(("one", "other", "bin_"), [(0.2, 0.26, "0.1"), (0.26, 0.2, "0.1"), (0.0, 1.0, "inf")])
def test_a_difference_of_churn_is_counted_below_its_bound(one: float, other: float, bin_: str):
    assert told({"churn": one}, {"churn": other})["churn_difference"] == {bin_: 1}


@pytest.mark.parametrize(
    ("one", "other", "bin_"), [(100, 50, "0.5"), (100, 300, "4.0"), (0, 0, "1.01"), (0, 5, "inf"), (100, 0, "0.25")]
)
def test_a_ratio_of_values_is_counted_below_its_bound(one: float, other: float, bin_: str):
    assert told({"value": one}, {"value": other})["value_ratio"] == {bin_: 1}


def test_a_number_that_only_one_of_them_knows_is_counted_as_that():
    assert told({"churn": None}, {})["churn_difference"] == {"one_only": 1}
    assert told({"value": None}, {"value": None})["value_ratio"] == {}


@given(
    st.sampled_from([0.0, -1.0, 1e-300, 1e300, 5.0]) | st.floats(allow_nan=False),
    st.floats(allow_nan=False) | st.none(),
)
def test_every_pair_of_numbers_has_a_bin(one: float, other: float | None):
    assert sum(told({"value": one}, {"value": other})["value_ratio"].values()) == 1
