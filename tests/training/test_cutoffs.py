"""Past cutoffs, their outcome windows, and the horizons that fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.cutoffs import HORIZONS, auto_horizon, longest_fitting, plan

FIRST = 10_000.0


@given(st.sampled_from(HORIZONS), st.integers(0, 4_000))
def test_outcome_windows_of_training_cutoffs_end_on_or_before_the_test_cutoff(horizon, span):
    found = plan(FIRST, FIRST + span, horizon)

    if found is not None:
        assert all(day + horizon <= found.test for day in found.training)
        assert found.test + horizon == FIRST + span


@given(st.sampled_from(HORIZONS), st.integers(0, 4_000))
def test_cutoffs_are_different_whole_days_with_history_before_the_first(horizon, span):
    found = plan(FIRST, FIRST + span, horizon)

    if found is not None:
        days = np.array(found.all)
        assert (days % 1 == 0).all() and (np.diff(days) >= horizon // 2).all()
        assert days[0] >= FIRST + min(horizon, 90)


@given(st.sampled_from(HORIZONS), st.integers(0, 4_000))
def test_three_cutoffs_that_do_not_overlap_are_needed(horizon, span):
    found = plan(FIRST, FIRST + span, horizon)

    assert (found is None) == (span < 3 * horizon + min(horizon, 90))
    if found is not None:
        assert found.training[0] + horizon <= found.training[-1] and found.training[-1] + horizon <= found.test


@pytest.mark.parametrize(("span", "number"), [(120, 3), (134, 3), (135, 4), (165, 6), (225, 6), (330, 8), (730, 9)])
def test_as_many_training_cutoffs_as_stand_half_a_horizon_apart_eight_at_most_and_two_for_the_season(span, number):
    found = plan(FIRST, FIRST + span, 30)

    assert found is not None
    assert len(found.training) == number


def test_cutoffs_reach_from_the_first_history_to_the_latest_full_outcome():
    found = plan(0, 730, 60)

    assert found is not None
    assert (found.training[0], found.training[-1], found.test) == (150, 610, 670)
    assert found.level == (305, 365)  # a year before the test cutoff and before the last day


@pytest.mark.parametrize(("span", "first"), [(240, 60), (329, 60), (360, 90), (420, 150), (500, 150)])
def test_first_cutoffs_that_saw_only_young_customers_go_where_six_others_remain(span, first):
    found = plan(0, span, 60)

    assert found is not None
    assert found.training[0] == first


@given(st.sampled_from(HORIZONS), st.integers(0, 4_000))
def test_levels_are_those_of_cutoffs_whose_outcome_was_known(horizon, span):
    found = plan(FIRST, FIRST + span, horizon)

    if found is not None:
        tested, served = found.level
        assert tested in found.training and served in found.all
        assert tested + horizon <= found.test and served + horizon <= FIRST + span


def test_without_a_year_the_latest_known_outcome_tells_the_level():
    found = plan(0, 400, 30)

    assert found is not None
    assert found.level == (found.training[-1], found.test)


@pytest.mark.parametrize(
    ("gap", "horizon"), [(1, 30), (30, 30), (31, 60), (70, 90), (100, 180), (200, 365), (900, 365)]
)
def test_the_horizon_is_the_shortest_usual_one_that_holds_most_gaps(gap, horizon):
    gaps = np.repeat([float(gap), 2_000.0], [81, 19])

    assert auto_horizon(gaps, 0, 4_000) == horizon


def test_a_horizon_is_no_longer_than_the_data_allow():
    assert auto_horizon(np.full(9, 300.0), 0, 730) == 180
    assert longest_fitting((365, 180, 90, 60), 0, 730) == 180
    assert longest_fitting((365, 180, 90, 60), 0, 120) is None


def test_where_nothing_fits_the_horizon_is_the_one_that_the_gaps_ask_for():
    assert auto_horizon(np.full(9, 70.0), 0, 50) == 90
    assert auto_horizon(np.empty(0), 0, 50) == 365
