import re
from pathlib import Path

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


def test_it_is_the_function_behind_the_question():
    """Else nothing is gained by it; of the NumPy of requirements/, not of any."""
    assert not {where, bincount, concatenate} & {np.where, np.bincount, np.concatenate}


def test_scoring_takes_no_detour():
    """Nor would a profiler see those calls, whose number test_numpy_calls.py bounds."""
    detour = re.compile(r"np\.(where|bincount|concatenate|count_nonzero|full)\(")
    assert detour.search("np.where(")
    files = [path for path in Path("scoring").rglob("*.py") if path.name != "direct.py"]
    assert len(files) > 50
    assert [path.as_posix() for path in files if detour.search(path.read_text())] == []


def test_nobody_writes_into_what_all_share():
    with pytest.raises(ValueError, match="read-only"):
        NAN[...] = 0.0
