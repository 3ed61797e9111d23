"""DEFINITIONS.md, section 0: months are full calendar months; an absent month between given ones is 0."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from scoring.measures.usage import WEEKS_A_MONTH, month_index
from tests.scoring.measured import feature
from tests.scoring.rows import day

# As of 2026-11-21 the last full month is October.


def usage(field: str = "uses", **months: float | None) -> dict[str, Any]:
    """A payload with one entry a month: usage(m08=4) is August."""
    return {"usage": [{"month": date(2026, int(m[1:]), 1), field: value} for m, value in months.items()]}


# uses in the last month, mean of the last three, last to the mean of the three before
MONTHS: dict[str, tuple[dict[str, Any], tuple[float | None, float | None, float | None]]] = {
    "four months": (usage(m07=3, m08=6, m09=9, m10=12), (12, 9, 2)),
    "an absent month between given ones is 0": (usage(m07=3, m08=6, m10=12), (12, 6, 4)),
    "a month after the last given is 0": (usage(m07=3, m08=6, m09=9), (0, 5, 0)),
    "the current month does not count": (usage(m09=9, m10=12, m11=99), (12, 10.5, 12 / 9)),
    "months before the first are not zeros": (usage(m10=12), (12, 12, None)),
    "a month of which nothing is said is unknown": (usage(m07=3, m08=6, m09=None, m10=12), (12, 9, 12 / 4.5)),
    "so is the last one": (usage(m08=4, m09=8, m10=None), (None, 6, None)),
    "a month given twice adds up": (
        {"usage": [*usage(m10=5)["usage"], *usage(m10=7)["usage"], *usage(m10=None)["usage"]]}, (12, 12, None)
    ),
    "only other things are said": (usage("visits", m10=5), (None, None, None)),
    "known to be none": ({"usage": []}, (0, 0, None)),
    "unknown": ({}, (None, None, None)),
    "nothing but the current month": (usage(m11=5), (0, 0, None)),
}  # fmt: skip


@pytest.mark.parametrize("case", MONTHS)
def test_uses_are_counted_by_full_calendar_months(case: str) -> None:
    payload, expected = MONTHS[case]
    names = ("uses_last_month", "uses_mean_3m", "uses_change")
    assert tuple(feature(name, payload)[0] for name in names) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("as_of", "expected"), [(date(2026, 10, 30), 9.0), (date(2026, 10, 31), 12.0), (date(2026, 11, 30), 99.0)]
)
def test_a_month_is_the_last_one_from_its_last_day_on(as_of: date, expected: float) -> None:
    assert feature("uses_last_month", {"as_of": as_of, **usage(m09=9, m10=12, m11=99)}) == [expected]


def test_visits_and_interactions_are_counted_like_uses() -> None:
    assert feature("visits_last_month", usage("visits", m09=1, m10=4)) == [4.0]
    assert feature("interactions_last_month", usage("interactions", m10=4), usage(m10=4)) == [4.0, None]


def test_active_weeks_are_a_share_of_the_weeks_and_never_over_one() -> None:
    found = feature("active_weeks_share", usage("active_weeks", m10=WEEKS_A_MONTH / 2), usage("active_weeks", m10=6))
    assert found == [0.5, 1.0]


def test_the_last_use_is_the_last_month_with_any() -> None:
    used = usage(m07=3, m08=0, m10=0)
    assert feature("months_since_last_use", used, usage(m10=1), usage(m10=0), {}) == [3.0, 0.0, None, None]


def test_months_are_counted_from_1970_and_before() -> None:
    days = [date(1970, 1, 31), date(1969, 12, 31), date(2024, 2, 29)]
    assert month_index(np.array([day(when) for when in days])).tolist() == [0, -1, 54 * 12 + 1]
