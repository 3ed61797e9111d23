"""What comes first, and on which day: actions that others wait for, and one contact of a channel a day."""

from typing import Any

import numpy as np
import pytest

from scoring.actions import choose
from scoring.holdout import held_out
from scoring.model import Bundle
from tests.scoring.builders import NOTHING, action, ago, answered, bundle, facts

BOUGHT = {"orders": [{"date": ago(10), "amount": 100.0}]}
ASKED = {**BOUGHT, "inquiries": [{"date": ago(5), "topic": "product"}]}
WHEN_ASKED = [{"field": "attention_inquiries_90d", "at_least": 1}]


def paying(code: str, money: float, **changes: Any) -> dict[str, object]:
    return action(code, effect={"scale": "money", "value": money, "basis": "assumed"}, **changes)


def catalogue(*entries: dict[str, object], **settings: object) -> Bundle:
    return bundle(settings={"holdout_share": 0.0, **settings}, actions=[*entries, NOTHING])


def chosen(of: Bundle, *payloads: dict[str, Any]) -> list[list[str]]:
    known = facts(*payloads, of=of)
    found = choose(known, answered(known)).chosen
    return [[of.policy.actions[i].code for i in row if i >= 0] for row in found]


def test_what_others_wait_for_comes_just_before_them_however_little_it_brings():
    of = catalogue(paying("offer", 9, after=["apology"]), paying("other", 5), paying("apology", 1))
    assert chosen(of, BOUGHT) == [["apology", "offer", "other"]]


def test_where_it_does_not_apply_nothing_waits():
    of = catalogue(paying("offer", 9, after=["apology"]), paying("apology", 1, when=WHEN_ASKED))
    assert chosen(of, BOUGHT, ASKED) == [["offer"], ["apology", "offer"]]


@pytest.mark.parametrize(("cost", "found"), [(8, ["apology", "offer", "other"]), (9, ["other"]), (10, ["other"])])
def test_a_first_step_that_does_not_pay_is_taken_if_both_together_do(cost, found):
    of = catalogue(paying("offer", 9, after=["apology"]), paying("other", 1), paying("apology", 0, cost=cost))
    assert chosen(of, BOUGHT) == [found]


def test_a_chain_is_kept_from_its_end():
    of = catalogue(paying("c", 9, after=["b"]), paying("b", 1, after=["a"]), paying("a", 0, cost=5), paying("d", 8))
    assert chosen(of, BOUGHT) == [["a", "b", "c"]]


def test_what_is_cut_off_by_the_limit_is_what_waits_and_not_what_comes_first():
    of = catalogue(paying("offer", 9, after=["apology"]), paying("apology", 1), max_actions=1)
    assert chosen(of, BOUGHT) == [["apology"]]


def test_what_waits_for_a_held_out_action_does_not_come():
    of = catalogue(paying("offer", 9, after=["apology"]), paying("apology", 1), paying("other", 5), holdout_share=0.5)
    known = facts(*[BOUGHT] * 200, of=of)
    found = choose(known, answered(known))
    held = held_out(known.customers.ids, of.policy)
    assert held[:, 1].any() and not held[:, 1].all()

    offered = (found.chosen == 0).any(axis=1)
    assert (offered == ~held[:, 0] & ~held[:, 1]).all()


def test_an_action_before_itself_or_before_nothing_is_refused():
    with pytest.raises(ValueError, match=r"actions\[0\].after leads back to the action itself"):
        catalogue(paying("a", 1, after=["b"]), paying("b", 1, after=["a"]))
    with pytest.raises(ValueError, match=r"actions\[0\].after: 'apologie' does not exist; did you mean 'apology'"):
        catalogue(paying("a", 1, after=["apologie"]), paying("apology", 1))


def due(of: Bundle, payload: dict[str, Any] = BOUGHT) -> list[int]:
    known = facts(payload, of=of)
    found = choose(known, answered(known))
    return found.due_days[0][found.chosen[0] >= 0].tolist()


def test_no_two_of_a_channel_are_due_on_the_same_day():
    calls = [paying(f"call{i}", 9 - i, channel="phone", due_days=3) for i in range(3)]
    assert due(catalogue(*calls)) == [3, 4, 5]
    assert due(catalogue(calls[0], {**calls[1], "due_days": 4}, {**calls[2], "due_days": 3})) == [3, 4, 5]
    assert due(catalogue(calls[0], {**calls[1], "channel": "service"}, calls[2])) == [3, 3, 4]


def test_nothing_is_due_before_what_it_waits_for():
    of = catalogue(paying("offer", 9, after=["apology"], due_days=2), paying("apology", 1, due_days=5, channel="phone"))
    assert due(of) == [5, 5]


def test_alone_and_in_a_batch_the_days_are_the_same():
    calls = [paying(f"call{i}", 9 - i, channel="phone", due_days=3 - i, when=WHEN_ASKED[: i % 2]) for i in range(4)]
    of = catalogue(*calls)
    known = facts(BOUGHT, ASKED, BOUGHT, ASKED, of=of)
    together = choose(known, answered(known)).due_days

    alone = [choose(one, answered(one)).due_days[0] for one in (facts(p, of=of) for p in (BOUGHT, ASKED))]
    assert (together == np.array([*alone, *alone])).all()


def test_a_step_that_does_not_pay_is_not_taken_where_what_follows_is_cut_off_or_held_out():
    entries = (
        paying("offer", 30, after=["apology"]),
        paying("apology", 0, cost=25),
        paying("one", 100),
        paying("two", 90),
    )
    assert chosen(catalogue(*entries), BOUGHT) == [["one", "two"]]
    assert chosen(catalogue(*entries, max_actions=4), BOUGHT) == [["one", "two", "apology", "offer"]]
    assert chosen(catalogue(*entries[:2], max_actions=1), BOUGHT) == [["do_nothing"]]

    of = catalogue(*entries[:2], holdout_share=0.5)
    known = facts(*[BOUGHT] * 200, of=of)
    found = choose(known, answered(known))
    held = held_out(known.customers.ids, of.policy)
    offered = (found.chosen == 0).any(axis=1)
    assert ((found.chosen == 1).any(axis=1) == offered).all()
    assert (offered == ~held[:, 0] & ~held[:, 1]).all()
