"""A column that knows the outcome is named; an honest one is not."""

import numpy as np
import pytest

from training.leaks import ALARM_AUC, leaks
from training.rows import cross_section

RNG = np.random.default_rng(0)
N = 2_000
Y = (RNG.random(N) < 0.25).astype(float)


def found(column: np.ndarray, *, text: bool = False) -> dict[str, float]:
    x = np.stack([RNG.normal(size=N), column], axis=1)
    return leaks(cross_section(x, Y, ("honest", "suspect")), ("suspect",) if text else ())


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(Y, id="the outcome"),
        pytest.param(-3 * Y + 0.01 * RNG.normal(size=N), id="its opposite"),
        pytest.param(np.where(Y == 1, RNG.integers(0, 9, N), np.nan), id="given for leavers alone"),
        pytest.param(np.where(Y == 1, np.nan, 5.0), id="missing for leavers alone"),
        pytest.param(np.where(RNG.random(N) < 0.01, 1 - Y, Y), id="nearly the outcome"),
    ],
)
def test_a_column_that_knows_the_outcome_is_named(column):
    alarms = found(column)

    assert list(alarms) == ["suspect"]
    assert ALARM_AUC < alarms["suspect"] <= 1


def test_a_text_leaks_whatever_the_order_of_its_names():
    closed_active_zapped = np.where(Y == 0, 1.0, np.where(RNG.random(N) < 0.5, 0.0, 2.0))

    assert list(found(closed_active_zapped, text=True)) == ["suspect"]


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(Y + RNG.normal(0, 0.5, N), id="strong"),
        pytest.param(np.full(N, np.nan), id="nothing"),
        pytest.param(np.zeros(N), id="constant"),
    ],
)
def test_an_honest_column_is_not(column):
    assert found(column) == {}


def test_texts_that_tell_nothing_are_no_leak():
    assert found(RNG.integers(0, 20, N).astype(float), text=True) == {}
