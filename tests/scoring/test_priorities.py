"""The catalogue's attributes say what is worth building first, and break ties."""

from typing import Any

import numpy as np
import pytest

from scoring.actions import choose
from scoring.model import Bundle
from tests.scoring.builders import NOTHING, action, ago, answered, bundle, defaults, facts

PLAIN = {
    "goal_fit": 3, "user_value": 3, "company_value": 3, "importance": 3, "urgency": 3, "build_cost": 3, "run_cost": 3,
    "risk": 3, "kano": "attractive", "requested_by": "management",
}  # fmt: skip
MONEY = {"scale": "money", "value": 1, "basis": "assumed"}


def of(*attributes: dict[str, Any], **changes: Any) -> Bundle:
    entries = [action(f"a{i}", catalogue=one, effect=MONEY, **changes) for i, one in enumerate(attributes)]
    return bundle(settings={"holdout_share": 0.0}, actions=[*entries, NOTHING])


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"goal_fit": 4}, {}),
        ({"build_cost": 2}, {}),
        ({"run_cost": 2}, {}),
        ({"risk": 1}, {}),
        ({"kano": "must_be"}, {"kano": "performance"}),
        ({"requested_by": "law"}, {"requested_by": "customers"}),
    ],
)
def test_more_use_less_cost_and_less_risk_come_first_where_the_net_value_is_the_same(better, worse):
    catalogue = of({**PLAIN, **worse}, {**PLAIN, **better})
    assert catalogue.policy.actions[0].score < catalogue.policy.actions[1].score

    known = facts({"orders": [{"date": ago(10), "amount": 100.0}]}, of=catalogue)
    assert choose(known, answered(known)).chosen[0, :2].tolist() == [1, 0]


def test_the_score_is_the_weighted_mean():
    weights = defaults()["policy"]["settings"]["catalogue"]["weights"]
    best = {name: 1 if name in ("build_cost", "run_cost", "risk") else 5 for name in PLAIN}
    [found] = of({**best, "kano": "must_be", "requested_by": "law"}).policy.actions[:1]
    assert found.score == pytest.approx(1)

    [found] = of({**best, "kano": "must_be", "requested_by": "law", "goal_fit": 1}).policy.actions[:1]
    assert found.score == pytest.approx(1 - weights["goal_fit"])


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({**PLAIN, "goal_fit": 6}, r"actions\[0\].catalogue.goal_fit must be a whole number from 1 to 5"),
        ({**PLAIN, "goal_fit": 2.5}, r"actions\[0\].catalogue.goal_fit must be a whole number"),
        ({**PLAIN, "kano": "must"}, r"actions\[0\].catalogue.kano: 'must' does not exist; did you mean 'must_be'"),
        ({"goal_fit": 3}, r"actions\[0\].catalogue lacks user_value"),
        ({**PLAIN, "fun": 5}, r"actions\[0\].catalogue: 'fun' does not exist"),
    ],
)
def test_an_attribute_that_is_none_is_refused(attributes, said):
    with pytest.raises(ValueError, match=said):
        of(attributes)


def test_weights_that_do_not_add_to_1_are_refused():
    weights = {**defaults()["policy"]["settings"]["catalogue"]}
    weights["weights"] = {**weights["weights"], "goal_fit": 0.5}
    with pytest.raises(ValueError, match=r"settings.catalogue.weights must add to 1"):
        bundle(settings={"catalogue": weights})


def test_every_action_of_the_default_policy_is_graded_and_says_its_area():
    actions = [one for one in bundle().policy.actions if one.family != "none"]
    assert all(one.catalogue and 0 < one.score < 1 and one.area != "none" for one in actions)
    assert np.ptp([one.score for one in actions]) > 0.3
