import numpy as np
import pytest

from scoring.columns import absent, category, is_missing, no_texts, one_of


def test_texts_come_back_as_they_went_in_and_none_is_missing() -> None:
    column = category(["b", None, "a", "b"])
    assert column.texts() == ["b", None, "a", "b"]
    assert column.missing().tolist() == [False, True, False, False]
    assert len(column) == 4


def test_the_order_of_codes_is_the_order_of_texts_whatever_else_a_batch_holds() -> None:
    few, many = category(["b", "a"]), category(["b", "a", "aa", "0"])
    assert few.codes[0] > few.codes[1]
    assert many.codes[0] > many.codes[1]


def test_a_missing_text_is_none_of_those_asked_for() -> None:
    column = category(["a", None, "b"])
    assert column.isin(("a", "b", "c")).tolist() == [True, False, True]
    assert column.equals("c").tolist() == [False, False, False]
    assert no_texts(2).equals("a").tolist() == [False, False]


def test_codes_in_other_levels_are_missing_where_the_text_is_not_among_them() -> None:
    codes = category(["b", None, "a", "z"]).codes_in(["a", "b"])
    assert np.array_equal(codes, [1.0, np.nan, 0.0, np.nan], equal_nan=True)


@pytest.mark.parametrize("levels", [("low", "middle", "high"), ("b", "a", "c")])
def test_classes_in_any_order_become_ascending_levels(levels: tuple[str, ...]) -> None:
    column = one_of(np.array([0, 1, 2, -1]), levels)
    assert column.texts() == [*levels, None]
    assert column.levels == tuple(sorted(levels))


def test_rows_are_taken_by_index_and_by_mask() -> None:
    column = category(["a", "b", None])
    assert column.take(np.array([2, 1, 1])).texts() == [None, "b", "b"]
    assert column.take(np.array([True, False, True])).texts() == ["a", None]


def test_an_absent_column_has_no_value_at_all() -> None:
    assert is_missing(absent(2)).all()
    assert is_missing(no_texts(2)).all()
    assert not is_missing(np.array([0.0])).any()
