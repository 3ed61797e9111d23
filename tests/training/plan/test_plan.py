"""What is chosen: worked by hand, duties and holdouts, and never more than the limits."""

from dataclasses import replace

import pytest

from tests.scoring.builders import bundle
from tests.training.planned import DUE, candidate, candidates, pairs, planned, policy
from training.errors import TrainingError
from training.plan.limits import Limits
from training.plan.plan import Plan, plan
from training.plan.telling import Telling


def test_the_budget_goes_where_it_brings_most():
    rows = [candidate("a", 0, 10, 5), candidate("b", 0, 9, 3), candidate("c", 0, 8, 3)]
    found = planned(*rows, budget=6)

    assert pairs(found.assigned) == [("b", 0), ("c", 0)]
    assert found.bound == pytest.approx(17) and found.prices[0] == pytest.approx(2)  # 10 / 5 is what comes next


def test_whole_actions_may_bring_less_than_the_bound():
    found = planned(candidate("a", 0, 10, 7), candidate("b", 0, 10, 7), budget=10)
    assert pairs(found.assigned) in ([("a", 0)], [("b", 0)])
    assert found.bound == pytest.approx(100 / 7) and found.prices[0] == pytest.approx(10 / 7)


def test_a_channel_takes_no_more_than_its_capacity():
    rows = [candidate(name, 2, net, 1) for name, net in (("a", 5), ("b", 7), ("c", 6))]
    found = planned(*rows, phone=2)
    assert pairs(found.assigned) == [("b", 2), ("c", 2)]
    assert list(found.prices) == pytest.approx([0, 5])


def test_a_customer_gets_at_most_so_many():
    rows = [candidate("a", place, net, 1) for place, net in enumerate((4, 9, 6, 5))]
    assert pairs(planned(*rows, most=2).assigned) == [("a", 1), ("a", 2)]


def days(found: Plan) -> list[int]:
    return [day.day for day in found.assigned["due_on"]]


def test_a_channel_reaches_a_customer_once_a_day():
    rows = [candidate("a", place, net, 1, channel="phone") for place, net in enumerate((4, 9, 6))]
    assert days(planned(*rows)) == [9, 7, 8]  # what brings most keeps its day
    assert days(planned(*rows[:2], candidate("b", 0, 4, 1, channel="phone"))) == [8, 7, 7]
    duty = candidate("a", 3, None, 1, channel="phone", duty=True)
    assert days(planned(*rows[:2], duty)) == [9, 8, 7]


def test_what_needs_another_is_due_no_sooner():
    late = candidate("a", 0, 1, 1, due_on=DUE.replace(day=20))
    found = planned(late, candidate("a", 1, 9, 1), candidate("a", 2, 9, 1), needs=((0, 1),))
    assert days(found) == [20, 20, 7]
    same = candidate("a", 1, 9, 1, channel=late["channel"])
    assert days(planned(late, same, needs=((0, 1),))) == [20, 21]


def test_an_action_that_does_not_pay_comes_where_both_together_do():
    rows = [candidate("a", 0, -3, 4), candidate("a", 1, 9, 1)]
    assert pairs(planned(*rows, needs=((0, 1),)).assigned) == [("a", 0), ("a", 1)]
    assert pairs(planned(rows[0], candidate("a", 1, 2, 1), candidate("b", 0, 1, 1), needs=((0, 1),)).assigned) == [
        ("b", 0)
    ]


def test_an_action_comes_with_the_one_that_it_needs():
    rows = [candidate("a", 0, 1, 4), candidate("a", 1, 9, 1)]
    needs = ((0, 1),)
    assert pairs(planned(*rows, needs=needs, budget=5).assigned) == [("a", 0), ("a", 1)]
    assert pairs(planned(*rows, needs=needs, budget=4).assigned) == [("a", 0)]
    assert pairs(planned(*rows, budget=4).assigned) == [("a", 1)]


def test_an_action_stays_out_with_the_one_that_it_needs():
    rows = [candidate("a", 0, 1, 4, withheld=True), candidate("a", 1, 9, 1), candidate("a", 2, 3, 1)]
    assert pairs(planned(*rows, needs=((0, 1),)).assigned) == [("a", 2)]
    assert pairs(planned(rows[1], rows[2], needs=((0, 1),)).assigned) == [("a", 1), ("a", 2)]  # the policy allowed it


def test_a_duty_satisfies_what_needs_it():
    rows = [candidate("a", 0, -5, 5, duty=True), candidate("a", 1, 9, 1)]
    assert pairs(planned(*rows, needs=((0, 1),)).assigned) == [("a", 0), ("a", 1)]


def test_duties_come_first():
    rows = [candidate("a", 0, -5, 5, duty=True), candidate("b", 1, 100, 6), candidate("c", 1, 8, 5)]
    found = planned(*rows, budget=10)
    assert pairs(found.assigned) == [("a", 0), ("c", 1)]


def test_duties_that_cost_more_than_the_budget_are_planned_all_the_same():
    rows = [candidate("a", 0, None, 5, duty=True), candidate("b", 1, 100, 6), candidate("c", 1, 8, 0)]
    found = planned(*rows, budget=4)
    assert pairs(found.assigned) == [("a", 0), ("c", 1)]
    assert list(found.prices) == [0.0]  # one more unit would go to the duty


def test_duties_take_capacity_and_places():
    duty = candidate("a", 2, None, 0, duty=True)
    assert pairs(planned(duty, candidate("b", 2, 9, 1), phone=1).assigned) == [("a", 2)]
    assert pairs(planned(duty, candidate("a", 3, 9, 1), most=1).assigned) == [("a", 2)]


def test_a_held_out_customer_gets_neither_the_action_nor_a_substitute():
    rows = [candidate("a", 0, 9, 1, withheld=True), candidate("a", 1, 5, 1), candidate("a", 2, 4, 1)]
    found = planned(*rows, most=2)
    assert pairs(found.assigned) == [("a", 1)] and pairs(found.held_out) == [("a", 0)]
    chain = planned(*rows, candidate("a", 3, 3, 1), needs=((0, 1),), most=3)
    assert pairs(chain.assigned) == [("a", 2)]  # nor a substitute for what waits for it


def test_a_held_out_step_that_does_not_pay_by_itself_is_a_control():
    step, then = candidate("a", 0, -3, 4, withheld=True), candidate("a", 1, 9, 1)
    needs = ((0, 1),)
    found = planned(step, then, candidate("b", 0, -3, 4), candidate("b", 1, 9, 1), needs=needs)
    assert pairs(found.assigned) == [("b", 0), ("b", 1)] and pairs(found.held_out) == [("a", 0)]
    in_vain = planned(step, {**then, "net": 2}, candidate("b", 2, 1, 1), needs=needs)
    assert not len(in_vain.held_out)
    dear = planned(step, then, candidate("b", 2, 100, 5), candidate("c", 2, 90, 5), needs=needs, budget=5)
    assert not len(dear.held_out)  # at a price of 18 it would not have come


def test_a_step_that_is_held_out_keeps_its_place_with_what_needs_it():
    rows = [candidate("a", 0, -3, 1, withheld=True), candidate("a", 1, 9, 1), candidate("a", 2, 2, 1)]
    found = planned(*rows, candidate("b", 2, 1, 1), needs=((0, 1),), most=2)
    assert pairs(found.assigned) == [("b", 2)]  # nothing comes instead


def test_who_would_not_have_got_it_is_no_control():
    rows = [candidate("a", 0, 1, 5, withheld=True), candidate("b", 0, 10, 5), candidate("c", 0, 9, 5)]
    found = planned(*rows, budget=5)
    assert pairs(found.assigned) == [("b", 0)] and not len(found.held_out)


def test_an_unknown_net_value_is_counted_and_not_planned():
    found = planned(candidate("a", 0, None, 1), candidate("b", 0, 2, 1))
    assert (pairs(found.assigned), found.unknown) == ([("b", 0)], 1)


def test_the_order_of_the_customers_says_nothing():
    rows = [candidate(name, place, 3 + place, 1) for name in "abc" for place in (0, 1)]
    forth, back = planned(*rows, budget=4), planned(*reversed(rows), budget=4)
    assert forth.assigned.equals(back.assigned)


@pytest.mark.parametrize(
    ("row", "limits", "said"),
    [
        (candidate("a", 0, 9, 7), Limits(5, {}, 3), "too small for any action: the cheapest that pays costs 7.00"),
        (candidate("a", 2, 9, 7), Limits(9, {"phone": 0}, 3), "leave room for no action that pays"),
        (candidate("a", 0, None, 7), Limits(9, {}, 3), "because no margin is known; give orders.cost"),
        (candidate("a", 0, 9, 7, withheld=True), Limits(9, {}, 3), "for any customer who is not held out"),
    ],
)
def test_a_plan_of_nothing_says_why(row, limits, said):
    with pytest.raises(TrainingError, match=said):
        plan(candidates(row), limits, policy(row))


def test_one_is_not_several():
    duty = candidate("a", 2, None, 4, duty=True)
    found = planned(duty, candidate("b", 0, 9, 1, withheld=True), phone=0)
    told = Telling.of(found, replace(bundle(), policy=policy(duty)), "en")
    said = " ".join([*told.lines(), *told.notes()])
    assert "1 action for 1 customer." in said and "on 1 duty, which comes first" in said
    assert "The duties need 1 action on the channel" in said and "1 action is withheld from a customer" in said
