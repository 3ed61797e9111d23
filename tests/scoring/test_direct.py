import numpy as np
import pytest

from scoring.direct import NAN, bincount, concatenate, every, filled, some, where


@pytest.mark.parametrize(
    ("shape", "value", "dtype"), [(3, 1.5, None), ((2, 3), -1, None), (0, 2, np.int32), (2, True, None)]
)
def test_filled_is_numpys_full(shape, value, dtype):
    found, expected = filled(shape, value, dtype), np.full(shape, value, dtype)
    assert found.dtype == expected.dtype and np.array_equal(found, expected)


@pytest.mark.parametrize("mask", [[], [False], [True], [False, True], [True, True], [[True, False], [True, True]]])
def test_some_and_every_are_numpys_any_and_all(mask):
    held = np.array(mask, dtype=bool)
    assert (some(held), every(held)) == (held.any(), held.all())
    assert type(some(held)) is bool and type(every(held)) is bool


def test_the_functions_behind_the_question_answer_as_numpys_own():
    mask, values, codes = np.array([True, False]), np.array([1.0, 2.0]), np.array([0, 2], dtype=np.int32)
    for other in (0.0, np.nan, values[::-1]):
        assert np.array_equal(where(mask, values, other), np.where(mask, values, other), equal_nan=True)
    assert where(mask, codes, NAN).dtype == np.float64
    assert bincount(codes, weights=values, minlength=4).tolist() == [1.0, 0.0, 2.0, 0.0]
    assert concatenate([values, values[:1]]).tolist() == [1.0, 2.0, 1.0]


def test_nobody_writes_into_what_all_share():
    with pytest.raises(ValueError, match="read-only"):
        NAN[...] = 0.0
