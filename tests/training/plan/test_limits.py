"""Options that make no sense are refused with place, rule and remedy."""

import math

import pytest

from training.errors import TrainingError
from training.plan.limits import Limits


def test_limits_are_read():
    found = Limits.of(50.0, ["phone=200", " email = 0 "], 2)
    assert (found.budget, dict(found.capacity), found.per_customer) == (50.0, {"email": 0, "phone": 200}, 2)
    assert found.rows == ("budget", "email", "phone")


@pytest.mark.parametrize(
    ("budget", "capacity", "most", "said"),
    [
        (-1.0, [], 3, "--budget must be a finite amount of 0 or more"),
        (math.nan, [], 3, "--budget must be a finite amount"),
        (math.inf, [], 3, "--budget must be a finite amount"),
        (1.0, [], 0, "--per-customer must be 1 or more"),
        (1.0, [], 99_999_999_999_999_999_999, "--per-customer must be 1 or more, and at most 1,000"),
        (1.0, ["phone=" + "9" * 5_000], 3, "at most 12 digits"),
        (1.0, ["phon=3"], 3, 'names "phon", which is no channel; the nearest is "phone"'),
        (1.0, ["none=3"], 3, 'names "none", which is no channel'),
        (1.0, ["phone=-3"], 3, "CHANNEL=NUMBER with a whole number"),
        (1.0, ["phone=2.5"], 3, "CHANNEL=NUMBER with a whole number"),
        (1.0, ["phone"], 3, "CHANNEL=NUMBER with a whole number"),
        (1.0, ["phone=1", "phone=2"], 3, "names phone twice"),
    ],
)
def test_what_makes_no_sense_is_refused(budget, capacity, most, said):
    with pytest.raises(TrainingError, match=said):
        Limits.of(budget, capacity, most)
