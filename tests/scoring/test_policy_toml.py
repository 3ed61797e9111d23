from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from scoring.actions import choose
from scoring.classes import check_classes, classes
from scoring.columns import absent, is_missing
from scoring.conditions import all_hold
from scoring.model import Bundle
from scoring.scorer import score
from scoring.vocabulary import CHANNELS
from tests.scoring.builders import NOTHING, ago, answered, bundle, defaults, facts

Payload = dict[str, Any]
FEATURES = set(defaults()["features"])
ENTRIES = {entry["code"]: entry for entry in defaults()["policy"]["actions"]}


def orders(*lines: tuple[int, float], **more: object) -> list[dict[str, object]]:
    """Orders as (days ago, amount)."""
    return [{"date": ago(days), "amount": amount, **more} for days, amount in lines]


def complaint(days: int, resolved_after: int | None = None) -> list[dict[str, object]]:
    resolved = None if resolved_after is None else ago(days - resolved_after)
    return [{"date": ago(days), "topic": "after_sales", "complaint": True, "resolved_on": resolved}]


def used(*uses: float) -> list[dict[str, object]]:
    """Uses of the last full months, the latest last; the last full month before `TODAY` is October 2026."""
    return [{"month": date(2026, 11 - len(uses) + i, 1), "uses": number} for i, number in enumerate(uses)]


def categories(*names: str) -> list[dict[str, object]]:
    return [{"date": ago(10 * (i + 1)), "amount": 50.0, "category": name} for i, name in enumerate(names)]


@dataclass
class Case:
    """A payload just inside an action's conditions, payloads just outside, and what only a model could say."""

    inside: Payload
    outside: list[Payload]
    model: dict[str, str | float] = field(default_factory=dict)


DORMANT, HIGH_BAND = {"orders": orders((60, 100))}, {"orders": orders((120, 100))}  # the usual gap of one is 30 days
REPEAT = orders((10, 100), (20, 100))
CASES = {
    "rapid_response_channel": Case(
        {"inquiries": complaint(13)}, [{"inquiries": complaint(14)}, {"inquiries": complaint(13, 1)}]
    ),
    "complaint_escalation": Case(
        {"inquiries": complaint(14)}, [{"inquiries": c} for c in (complaint(13), complaint(181), complaint(14, 1))]
    ),
    "late_answer_apology": Case(
        {**DORMANT, "inquiries": complaint(40, 14)},
        [{**DORMANT, "inquiries": complaint(40, 13)}, {**DORMANT, "inquiries": complaint(40, 14) + complaint(3)}],
    ),
    "dissatisfied_customer_call": Case(
        {"feedback": [{"date": ago(90), "nps": 4}]},
        [{"feedback": [{"date": ago(90), "nps": 4.05}]}, {"feedback": [{"date": ago(91), "nps": 4}]}],
    ),
    "training_session": Case(
        {"account": {"signed_up_on": ago(90)}, "usage": used(5), "orders": orders((20, 100))},
        [
            {"account": {"signed_up_on": ago(91)}, "usage": used(5), "orders": orders((20, 100))},
            {"account": {"signed_up_on": ago(90)}, "usage": used(6), "orders": orders((20, 100))},
        ],
    ),
    "satisfaction_survey": Case(
        {"orders": orders((30, 100))},
        [{"orders": orders((31, 100))}, {"orders": orders((30, 100)), "feedback": [{"date": ago(9), "overall": 4}]}],
    ),
    "payment_reminder": Case(
        {"orders": orders(*[(40, 100)] * 2, due_on=ago(1))},
        [{"orders": orders(*[(40, 100)] * 2, due_on=ago(0))}, {"orders": orders(*[(40, 100)] * 3, due_on=ago(1))}],
    ),
    "credit_review": Case(
        {"orders": orders(*[(40, 100)] * 3, due_on=ago(1))}, [{"orders": orders(*[(40, 100)] * 2, due_on=ago(1))}]
    ),
    "renewal_call": Case(
        {"account": {"contract_ends_on": ago(-60)}, "orders": REPEAT},
        [
            {"account": {"contract_ends_on": ago(-61)}, "orders": REPEAT},
            {"account": {"contract_ends_on": ago(1)}, "orders": REPEAT},
        ],
    ),
    "key_account_save": Case(DORMANT, [{"orders": orders((59, 100))}], {"value_tier": "high"}),
    "stay_offer": Case(HIGH_BAND, [{"orders": orders((119, 100))}], {"value_tier": "middle"}),
    "benefit_reminder": Case(DORMANT, [{"orders": orders((59, 100))}, HIGH_BAND], {"value_tier": "middle"}),
    "usage_recovery": Case({**DORMANT, "usage": used(8, 8, 8, 4)}, [{**DORMANT, "usage": used(50, 50, 50, 26)}]),
    "price_package": Case(
        {"orders": orders((60, 100), discount=0.1)}, [{"orders": orders((60, 100), discount=0.09)}]
    ),
    "assortment_review": Case(
        {"orders": [*orders((20, 79), category="a"), *orders((120, 100), category="b")]},
        [
            {"orders": [*orders((20, 80), category="a"), *orders((120, 100), category="b")]},
            {"orders": orders((20, 79), (120, 100), category="a")},
        ],
    ),
    "welcome_back": Case({"orders": orders((30, 100)), "account": {"reactivated_on": ago(60)}}, [
        {"orders": orders((30, 100)), "account": {"reactivated_on": ago(61)}},
    ]),
    "win_back_key_account": Case(DORMANT, [{"orders": orders((59, 100))}], {"rfm_group": "at_risk"}),
    "win_back_offer": Case(DORMANT, [{"orders": orders((59, 100))}, HIGH_BAND]),
    "last_call": Case(HIGH_BAND, [{"orders": orders((119, 100))}, {**HIGH_BAND, "account": {"left_on": ago(3)}}]),
    "former_customer_call": Case({"account": {"left_on": ago(0)}}, [{"account": {"left_on": ago(-1)}}]),
    "second_purchase_offer": Case({"orders": orders((59, 100))}, [DORMANT, {"orders": REPEAT}]),
    "replenishment_reminder": Case(
        {"orders": orders((29, 100), (53, 100))}, [{"orders": orders((28, 100), (52, 100))}]
    ),
    "upsell_rising_customer": Case(
        {"orders": orders((10, 121), (100, 100))}, [{"orders": orders((10, 120), (100, 100))}], {"value_tier": "middle"}
    ),
    "cross_sell": Case(
        {"orders": REPEAT}, [DORMANT], {"growth_cross_sell": 1.0, "next_purchase_category_code": "a"}
    ),
    "upgrade_offer": Case(
        {"orders": REPEAT}, [DORMANT], {"growth_upsell": 1.0, "growth_upsell_reason": "contract_ending"}
    ),
    "review_request": Case(
        {"feedback": [{"date": ago(180), "nps": 10}], "orders": REPEAT},
        [{"feedback": [{"date": ago(181), "nps": 10}], "orders": REPEAT}],
        {"satisfaction_quintile": 5.0},
    ),
    "pain_point_plan": Case(
        {"inquiries": [{"date": ago(9), "topic": "product"}]},
        [{"inquiries": complaint(9)}],
        {"needs_severe_pain_open": 1.0, "needs_severe_pain": "product"},
    ),
    "self_service_guide": Case(
        {"inquiries": [{"date": ago(89), "topic": "training"}] * 2},
        [{"inquiries": [{"date": ago(89), "topic": "training"}]}, {"inquiries": complaint(9) * 2}],
    ),
    "maintenance_plan": Case(
        {"orders": REPEAT, "inquiries": complaint(9, 1) * 2}, [{"orders": REPEAT, "inquiries": complaint(9, 1)}]
    ),
    "loyalty_programme": Case({"orders": REPEAT}, [], {"rfm_group": "loyal"}),
    "referral_invitation": Case(
        {"orders": orders((28, 100), (52, 100))}, [{"orders": orders((29, 100), (53, 100))}], {"rfm_group": "champions"}
    ),
    "sales_qualification_call": Case(
        {"orders": [], "account": {"intent": "prospective"}},
        [{"orders": []}, {"orders": REPEAT, "account": {"intent": "prospective"}}],
    ),
    "prospect_welcome": Case({"orders": []}, [{}, {"orders": REPEAT}]),
    "do_nothing": Case({}, []),
}  # fmt: skip


@cache
def standing_alone(code: str) -> Bundle:
    entry = {key: item for key, item in ENTRIES[code].items() if key != "after"}
    return bundle(settings={"holdout_share": 0.0}, actions=[entry, NOTHING][code == "do_nothing" :])


def offered(code: str, payload: Payload, model: Mapping[str, str | float]) -> str:
    """What is chosen where the action stands alone beside `do_nothing`, and every channel is allowed."""
    alone = standing_alone(code)
    of = facts({**payload, "consent": {"channels": list(CHANNELS)}}, of=alone)
    told = {name: [one] if isinstance(one, str) else np.array([one]) for name, one in model.items()}
    chosen = choose(of, answered(of, **told)).chosen
    return str(alone.policy.actions[int(chosen[0, 0])].code)


def test_every_action_has_a_case() -> None:
    assert set(CASES) == set(ENTRIES)
    assert all(case.outside or code in ("loyalty_programme", "do_nothing") for code, case in CASES.items())


@pytest.mark.parametrize("code", CASES)
def test_an_action_is_reached_from_a_payload(code: str) -> None:
    assert offered(code, CASES[code].inside, CASES[code].model) == code


@pytest.mark.parametrize(("code", "i"), [(code, i) for code, case in CASES.items() for i in range(len(case.outside))])
def test_an_action_ends_where_its_conditions_do(code: str, i: int) -> None:
    assert offered(code, CASES[code].outside[i], CASES[code].model) == "do_nothing"


BUYING = {"first_purchase", "repeat"}
HOLDS_FOR = {
    ("late_answer_apology", "churn_band"): {"medium", "high"},
    ("training_session", "lifecycle_stage"): BUYING | {"active"},
    ("satisfaction_survey", "lifecycle_stage"): BUYING | {"won_back"},
    ("renewal_call", "lifecycle_stage"): BUYING | {"active", "won_back", "dormant"},
    ("key_account_save", "churn_band"): {"medium", "high"},
    ("key_account_save", "value_tier"): {"high"},
    ("stay_offer", "churn_band"): {"high"},
    ("stay_offer", "value_tier"): {"low", "middle"},
    ("benefit_reminder", "churn_band"): {"medium"},
    ("benefit_reminder", "value_tier"): {"middle", "high"},
    ("usage_recovery", "churn_band"): {"medium", "high"},
    ("price_package", "churn_band"): {"medium", "high"},
    ("assortment_review", "value_potential"): {"falling"},
    ("assortment_review", "lifecycle_stage"): {"repeat"},
    ("welcome_back", "lifecycle_stage"): {"won_back"},
    ("win_back_key_account", "lifecycle_stage"): {"dormant", "lost"},
    ("win_back_key_account", "rfm_group"): {"cannot_lose", "at_risk"},
    ("win_back_offer", "lifecycle_stage"): {"dormant"},
    ("last_call", "lifecycle_stage"): {"lost"},
    ("last_call", "churn_state"): {"lost", "scored"},
    ("former_customer_call", "churn_state"): {"left"},
    ("second_purchase_offer", "lifecycle_stage"): {"first_purchase"},
    ("replenishment_reminder", "lifecycle_stage"): {"repeat"},
    ("upsell_rising_customer", "value_potential"): {"rising"},
    ("upsell_rising_customer", "value_tier"): {"low", "middle"},
    ("maintenance_plan", "lifecycle_stage"): {"repeat"},
    ("loyalty_programme", "rfm_group"): {"loyal", "potential_loyalist", "promising"},
    ("referral_invitation", "rfm_group"): {"champions"},
    ("sales_qualification_call", "lifecycle_stage"): {"prospect"},
    ("prospect_welcome", "lifecycle_stage"): {"prospect"},
}


@pytest.mark.parametrize(("code", "column"), HOLDS_FOR)
def test_an_action_is_for_its_classes_alone(code: str, column: str) -> None:
    case, every = CASES[code], classes(defaults()["definitions"])[column]
    found = {name for name in every if offered(code, case.inside, {**case.model, column: name}) == code}
    assert found == HOLDS_FOR[code, column]


def test_every_condition_on_a_class_was_tried_with_all_classes() -> None:
    known = classes(defaults()["definitions"])
    every = [(a.code, c) for a in bundle().policy.actions for c in a.when]
    asked = {(code, c.field) for code, c in every if c.field in known and c.test != "known"}
    assert asked == set(HOLDS_FOR)


def test_a_complaint_of_half_a_year_is_still_escalated() -> None:
    assert offered("complaint_escalation", {"inquiries": complaint(180)}, {}) == "complaint_escalation"


def test_a_contract_is_talked_about_until_its_last_day() -> None:
    assert offered("renewal_call", {"account": {"contract_ends_on": ago(0)}, "orders": REPEAT}, {}) == "renewal_call"


def test_one_overdue_payment_is_enough_for_a_reminder() -> None:
    one = {"orders": orders((40, 100), due_on=ago(1))}
    assert offered("payment_reminder", one, {}) == "payment_reminder"


def test_what_an_action_rests_on_is_always_known() -> None:
    rng = np.random.default_rng(0)
    parts = [list(payload.items()) for case in CASES.values() for payload in (case.inside, *case.outside) if payload]
    mixed = [dict(part for i in rng.integers(0, len(parts), 3) for part in parts[i]) for _ in range(2000)]
    of = facts(*mixed)
    columns = score(of.customers, of.bundle).columns
    fields = {**{name: absent(len(of)) for name in FEATURES}, **of.features.columns, **columns}
    reached = 0
    for entry in of.bundle.policy.actions:
        holds = all_hold(entry.when, fields, len(of))
        reached += bool(holds.any())
        assert not is_missing(columns[entry.because])[holds].any(), entry.code
    assert reached > 20


def test_no_class_that_a_condition_asks_for_is_mistyped() -> None:
    check_classes(bundle().policy, defaults()["definitions"])


def test_the_default_policy_has_what_the_holdout_and_the_answer_need() -> None:
    policy = bundle().policy
    assert (policy.max_actions, policy.contact_limit, policy.holdout_share) == (3, 4, 0.10)
    assert policy.margin is None
    assert [a.code for a in policy.actions if a.family == "none"] == ["do_nothing"]
    assert {a.code for a in policy.actions if a.duty} == {
        "rapid_response_channel", "complaint_escalation", "payment_reminder", "credit_review",
    }  # fmt: skip


def test_doing_nothing_claims_no_reason_for_it() -> None:
    """An action may have been withheld by a holdout, a gate or a limit, and not because it would not pay."""
    [nothing] = [a for a in bundle().policy.actions if a.family == "none"]
    said = " ".join([*nothing.title.values(), *nothing.solution.values()])
    assert [word for word in ("成本", "收益", "效益", "cost", "more than", "打扰", "打擾") if word in said] == []


def test_duties_need_no_consent_of_any_kind() -> None:
    duties = [a for a in bundle().policy.actions if a.duty]
    assert {(a.family, a.channel, a.personalized) for a in duties} == {("service", "service", False)}


def test_no_action_but_doing_nothing_has_a_net_value_where_no_margin_is_known() -> None:
    """An action with a known value would stand above all whose value is unknown."""
    actions = [a for a in bundle().policy.actions if not a.duty and a.family != "none"]
    assert {a.effect.scale for a in actions} <= {"relative", "absolute"}
    assert all(a.effect.value > 0 and a.effect.basis == "assumed" for a in actions)
