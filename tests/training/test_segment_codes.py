"""Codes last over refits: a segment keeps its own, a new one gets a new one, a retired one never comes back."""

import re

import pytest

from scoring.segments import Segmentation
from tests.training.planted import (
    FOUR,
    LOST,
    REGULARS,
    RULES,
    SPENDERS,
    THREE,
    UNHAPPY,
    WORDS,
    codes_of,
    found,
    planted,
)
from training.segment_profiles import People
from training.segments import fit_segments


@pytest.fixture(scope="module")
def four() -> Segmentation:
    return found(planted()[0])


def test_codes_are_readable_and_unique(four: Segmentation) -> None:
    assert len(set(four.codes)) == 4
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code) for code in four.codes)
    assert codes_of(four, (SPENDERS,)) == ["large_orders"]


def test_codes_and_names_stay_over_a_refit_on_other_customers(four: Segmentation) -> None:
    drifted = planted(tuple((d * 1.1, p * 1.1, a * 1.2, s) for d, p, a, s in FOUR), size=500, seed=7)[0]
    again = found(drifted, four)
    assert codes_of(again, FOUR) == codes_of(four, FOUR)
    names = [{profile["code"]: profile["name"] for profile in one.profiles} for one in (again, four)]
    assert names[0] == names[1] and again.retired == ()


def test_a_segment_that_comes_gets_a_new_code_and_the_others_keep_theirs() -> None:
    before = found(planted(THREE)[0])
    after = found(planted(FOUR, seed=3)[0], before)
    assert codes_of(after, THREE) == codes_of(before, THREE)
    assert set(after.codes) - set(before.codes) == set(codes_of(after, (UNHAPPY,)))
    assert after.retired == ()


def test_a_segment_that_comes_does_not_take_the_code_of_one_that_went() -> None:
    before = found(planted(THREE)[0])
    after = found(planted((REGULARS, SPENDERS, UNHAPPY))[0], before)
    gone = codes_of(before, (LOST,))
    assert codes_of(after, (UNHAPPY,)) != gone and after.retired == tuple(gone)


def test_a_retired_code_is_never_used_again() -> None:
    history = [found(planted(THREE)[0])]
    for medians in ((REGULARS, SPENDERS, UNHAPPY), THREE, (REGULARS, SPENDERS, UNHAPPY)):
        history.append(found(planted(medians, seed=len(history))[0], history[-1]))
    new = [set(codes_of(one, (LOST, UNHAPPY)[i % 2 : i % 2 + 1])) for i, one in enumerate(history)]
    assert len(set.union(*new)) == 4
    assert set(history[-1].retired) == set.union(*new[:-1])


def test_a_bundle_of_other_features_has_no_say() -> None:
    x = planted()[0]
    other = fit_segments(("a", "b", "c", "satisfaction"), People(x, x[:, 0], x[:, 0]), WORDS, RULES, 0).segmentation
    assert other is not None
    again = found(x, other)
    assert set(again.codes).isdisjoint(other.codes) and again.retired == other.codes
