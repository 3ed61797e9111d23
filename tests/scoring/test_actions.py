from typing import Any

import numpy as np
import pytest

from scoring.actions import choose, net_values
from scoring.effects import EVERYBODY
from scoring.holdout import held_out
from scoring.model import Bundle
from tests.scoring.builders import NOTHING, action, ago, answered, bundle, facts

RELATIVE = {"scale": "relative", "value": 0.1, "basis": "assumed"}
BOUGHT = {"orders": [{"date": ago(10), "amount": 300.0}, {"date": ago(20), "amount": 100.0}]}  # 200 on average


def effect(scale: str, value: float) -> dict[str, object]:
    return {"scale": scale, "value": value, "basis": "assumed"}


def net(entry: dict[str, object], probability: float = 0.5, payload: Any = None, margin: float | None = 0.4) -> float:
    """The net value for a customer with an expected value of 1,000."""
    settings = {} if margin is None else {"margin": margin}
    of = facts(payload or BOUGHT, of=bundle(settings=settings, actions=[entry, NOTHING]))
    columns = answered(of, churn_probability=np.array([probability]), value_expected_value=np.array([1000.0]))
    nobody = np.full((1, 2), EVERYBODY)
    return float(net_values(of, columns, of.bundle.policy, nobody)[0, 0])


@pytest.mark.parametrize("family", ["retention", "service"])
def test_retention_saves_a_share_of_what_a_stayer_is_worth(family: str) -> None:
    # Whoever stays is worth 1,000 / (1 - 0.5) = 2,000: 0.5 x 0.1 x 2,000 x 0.4 - 10
    assert net(action("a", family=family, effect=effect("relative", 0.1), cost=10)) == pytest.approx(30)


def test_retention_in_points_of_probability_needs_no_probability_to_scale() -> None:
    # 0.05 x 2,000 x 0.4 - 10
    assert net(action("a", family="retention", effect=effect("absolute", 0.05), cost=10)) == pytest.approx(30)


def test_the_worth_of_a_stayer_is_bounded_where_hardly_anyone_stays() -> None:
    # 0.99 x 0.1 x 1,000 / 0.05 x 0.4
    assert net(action("a", family="retention", effect=effect("relative", 0.1)), 0.99) == pytest.approx(792)


@pytest.mark.parametrize("family", ["growth", "win_back"])
def test_growth_adds_to_the_expected_value_or_brings_an_average_purchase(family: str) -> None:
    # 0.02 x 1,000 x 0.4 - 1, and 0.05 x 200 x 0.4 - 1
    assert net(action("a", family=family, effect=effect("relative", 0.02), cost=1)) == pytest.approx(7)
    assert net(action("a", family=family, effect=effect("absolute", 0.05), cost=1)) == pytest.approx(3)


def test_an_effect_in_money_is_money() -> None:
    assert net(action("a", effect=effect("money", 5), cost=2), margin=None) == 3


def test_a_customers_own_margin_counts_before_the_general_one_and_is_never_under_zero() -> None:
    entry = action("a", effect=effect("relative", 0.02), cost=1)
    own = {"orders": [{"date": ago(10), "amount": 100.0, "cost": 75.0}]}
    loss = {"orders": [{"date": ago(10), "amount": 100.0, "cost": 150.0}]}
    assert net(entry, payload=own) == pytest.approx(0.02 * 1000 * 0.25 - 1)
    assert net(entry, payload=own, margin=None) == pytest.approx(0.02 * 1000 * 0.25 - 1)
    assert net(entry, payload=loss) == pytest.approx(-1)


def test_without_any_margin_or_probability_the_net_value_is_unknown() -> None:
    entry = action("a", family="retention", effect=RELATIVE)
    assert np.isnan(net(entry, margin=None))
    assert np.isnan(net(entry, probability=np.nan))


def chosen(of: Bundle, *payloads: dict[str, Any]) -> list[list[str]]:
    """The codes chosen for each customer, with 1,000 to expect of everyone."""
    known = facts(*payloads, of=of)
    columns = answered(
        known,
        churn_probability=np.full(len(known), 0.5),
        value_expected_value=np.full(len(known), 1000.0),
    )
    return [[of.policy.actions[i].code for i in row if i >= 0] for row in choose(known, columns).chosen]


def catalogue(*entries: dict[str, object], **settings: object) -> Bundle:
    return bundle(settings={"margin": 0.5, "holdout_share": 0.0, **settings}, actions=[*entries, NOTHING])


def test_the_best_net_value_comes_first_and_only_so_many_are_shown() -> None:
    entries = [action(f"worth_{n}", effect=effect("money", n)) for n in (2, 4, 1, 3)]
    assert chosen(catalogue(*entries), BOUGHT) == [["worth_4", "worth_3", "worth_2"]]
    assert chosen(catalogue(*entries, max_actions=1), BOUGHT) == [["worth_4"]]
    assert chosen(catalogue(*entries, max_actions=9), BOUGHT) == [["worth_4", "worth_3", "worth_2", "worth_1"]]


def test_duties_come_first_by_priority_then_known_values_then_unknown_ones_by_priority() -> None:
    entries = [
        action("unknown_low", priority="low", effect=RELATIVE, when=[]),
        action("unknown_high", priority="high", effect=RELATIVE),
        action("known_low", priority="low", effect=effect("money", 1)),
        action("duty_middle", family="service", duty=True, effect=effect("money", 9)),
        action("duty_high", family="service", duty=True, priority="high", cost=50),
    ]
    found = chosen(bundle(settings={"holdout_share": 0.0, "max_actions": 9}, actions=[*entries, NOTHING]), BOUGHT)
    assert found == [["duty_high", "duty_middle", "known_low", "unknown_high", "unknown_low"]]


def test_equals_keep_the_order_of_the_catalogue() -> None:
    entries = [action(code, effect=effect("money", 1)) for code in ("b", "a", "c")]
    assert chosen(catalogue(*entries), BOUGHT) == [["b", "a", "c"]]


def test_what_costs_as_much_as_it_brings_is_left_out_and_a_duty_is_not() -> None:
    even = action("even", effect=effect("money", 1), cost=1)
    duty = action("duty", family="service", duty=True, cost=1)
    assert chosen(catalogue(even, duty), BOUGHT) == [["duty"]]


def test_nothing_is_done_only_where_there_is_nothing_to_do() -> None:
    paying = action("paying", effect=effect("money", 1), when=[{"field": "lifecycle_stage", "is": "repeat"}])
    assert chosen(catalogue(paying), BOUGHT, {"orders": []}, {}) == [["paying"], ["do_nothing"], ["do_nothing"]]


def test_no_gate_keeps_doing_nothing_back() -> None:
    pressed = {
        "consent": {"personalization": False, "channels": []},
        "contacts": [{"date": ago(1), "direction": "outbound", "action": "do_nothing"}] * 9,
    }
    assert chosen(bundle(settings={"holdout_share": 0.0}), pressed) == [["do_nothing"]]


def test_an_action_may_ask_for_a_custom_field_and_fits_nobody_who_lacks_it() -> None:
    when = [{"field": "attributes_floor", "at_least": 3}]
    vip = [{"field": "attributes_grade", "is": "vip"}]
    of = bundle(
        settings={"holdout_share": 0.0},
        actions=[action("high_up", when=when), action("vip", when=vip), NOTHING],
        features={
            "attributes_floor": {"group": "attributes", "unit": "ratio"},
            "attributes_grade": {"group": "attributes", "unit": "text"},
        },
        learned={"texts": ["attributes_grade"]},
    )
    assert chosen(of, {"attributes": {"floor": 3}}, {"attributes": {"floor": 2}}) == [["high_up"], ["do_nothing"]]
    assert chosen(of, {"attributes": {"grade": "vip"}}, {}) == [["vip"], ["do_nothing"]]


def test_a_held_out_action_is_named_and_nothing_takes_its_place() -> None:
    entries = [action(f"worth_{n}", effect=effect("money", n)) for n in (4, 3, 2, 1)]
    of = catalogue(*entries, holdout_share=0.5)
    known = facts(*[BOUGHT] * 400, of=of)
    found = choose(known, answered(known))
    held = held_out(known.customers.ids, of.policy)
    assert (found.withheld[:, :3] == held[:, :3]).all() and not found.withheld[:, 3:].any()
    for row, drawn in zip(found.chosen, held, strict=True):
        kept = [i for i in range(3) if not drawn[i]]
        assert [i for i in row if i >= 0] == (kept or [4])


def test_a_duty_is_never_held_out() -> None:
    of = catalogue(action("duty", family="service", duty=True, cost=1), holdout_share=0.999)
    known = facts(*[BOUGHT] * 50, of=of)
    found = choose(known, answered(known))
    assert (found.chosen[:, 0] == 0).all() and not found.withheld.any()


def test_what_does_not_apply_is_not_withheld() -> None:
    of = catalogue(action("a", when=[{"field": "lifecycle_stage", "is": "lost"}]), holdout_share=0.999)
    known = facts(BOUGHT, of=of)
    assert not choose(known, answered(known)).withheld.any()


def test_net_values_stand_beside_the_actions_chosen() -> None:
    of = catalogue(action("a", effect=effect("money", 3), cost=1), action("b", effect=effect("money", 9)))
    known = facts(BOUGHT, {"orders": [], "contacts": [{"date": ago(1), "direction": "outbound"}] * 5}, of=of)
    found = choose(known, answered(known))
    assert found.chosen.tolist() == [[1, 0, -1], [2, -1, -1]]
    np.testing.assert_equal(found.net_value, [[9, 2, np.nan], [0, np.nan, np.nan]])


def test_one_customer_is_offered_the_same_alone_and_among_others() -> None:
    of = bundle()
    payloads: list[dict[str, Any]] = [
        BOUGHT,
        {"orders": []},
        {},
        {**BOUGHT, "inquiries": [{"date": ago(3), "complaint": True}]},
    ]
    together = choose(k := facts(*payloads, of=of), answered(k))
    for i, payload in enumerate(payloads):
        alone = choose(k := facts({**payload, "customer_id": f"C{i}"}, of=of), answered(k))
        assert alone.chosen[0].tolist() == together.chosen[i].tolist()
        assert alone.withheld[0].tolist() == together.withheld[i].tolist()
