"""An effect on everybody, and on those of whom a pilot has shown another."""

from typing import Any

import pytest

from scoring.actions import choose
from scoring.conditions import UnknownName
from scoring.effects import EVERYBODY
from tests.scoring.builders import NOTHING, action, ago, answered, bundle, facts

ASSUMED = {"scale": "money", "value": 5, "basis": "assumed"}
MEASURED = {"basis": "measured", "n": 1200, "low": 1.0, "high": 9.0}
HIGH = {"field": "churn_band", "is": "high", "value": 8, **MEASURED}
NOT_LOW = {"field": "churn_band", "in": ["medium", "high"], "value": 3, **MEASURED}
BOUGHT = {"orders": [{"date": ago(10), "amount": 100.0}]}


def entry(*where: dict[str, Any], **effect: Any) -> dict[str, object]:
    return action("a", effect={**ASSUMED, **effect}, effect_where=list(where))


def test_the_first_case_that_holds_counts_and_everybody_else_has_the_general_effect():
    of = facts(*[BOUGHT] * 4, of=bundle(settings={"holdout_share": 0.0}, actions=[entry(HIGH, NOT_LOW), NOTHING]))
    found = choose(of, answered(of, churn_band=["high", "medium", "low", None]))

    assert found.case[:, 0].tolist() == [0, 1, EVERYBODY, EVERYBODY]
    assert found.net_value[:, 0].tolist() == [8, 3, 5, 5]
    effects = [of.bundle.policy.actions[0].expected.of(case).value for case in found.case[:, 0]]
    assert effects == [8, 3, 5, 5]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (entry(basis="measured"), "actions[0].effect lacks n, low, high"),
        (entry(n=500), "actions[0].effect has n; only a measured effect has them"),
        (entry(**{**MEASURED, "low": 6.0}), "actions[0].effect.value must lie within its interval"),
        (entry({**HIGH, "value": 10}), "actions[0].effect_where[0].value must lie within its interval"),
        (entry({**HIGH, "basis": "guessed"}), "actions[0].effect_where[0].basis: 'guessed' does not exist"),
        (entry({**HIGH, "field": "churn_bnad"}), "actions[0].effect_where[0].field: 'churn_bnad' does not exist; did"),
        (entry({key: item for key, item in HIGH.items() if key != "value"}), "actions[0].effect_where[0] lacks value"),
        (entry(scale="points"), "actions[0].effect.scale: 'points' does not exist"),
    ],
)
def test_a_slip_is_named_with_its_place(wrong: dict[str, object], said: str):
    with pytest.raises((ValueError, UnknownName)) as caught:
        bundle(actions=[wrong, NOTHING])
    assert str(caught.value).startswith(said)
