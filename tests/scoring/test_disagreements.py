"""Where two parts of an answer disagree, a warning says so, and nothing is said where they do not."""

from copy import deepcopy
from typing import Any

import pytest

from scoring.conditions import UnknownName
from scoring.disagreements import disagreements, ways_of
from scoring.model import Bundle
from scoring.outputs import COMPARABLE
from scoring.policy import LANGUAGES
from scoring.reasons import warning_texts
from tests.scoring.builders import ago, content, defaults
from tests.scoring.examples.companies import company
from tests.scoring.examples.given import account, asked, bought, contacted, months, order, profile, rated
from tests.scoring.rows import scored

Payload = dict[str, Any]
ENTRIES = defaults()["definitions"]["disagreements"]


def champion(last: int, **fields: object) -> Payload:
    """Thirty days of buying in a row, the last so many days ago: the usual gap is 2.9 days."""
    return {"orders": [order(last + i, 1_000.0, **fields) for i in range(30)]}


def risk(share: float, worth: float = 0.0) -> Payload:
    """The churn probability and the expected value, which the company's model reads from the payload."""
    return {"attributes": {"risk": share, "worth": worth}}


# Known for three years, and in contact once a month: loyal where satisfaction or repurchase do not speak against it.
LOYAL = {**account(signed_up_on=ago(1_095)), "contacts": contacted(12, days_ago=60)}
HAPPY, UNHAPPY = rated(overall=5), rated(nps=2)
UNPAID: Payload = {"status": "open", "due_on": ago(10)}

# What is warned of, and a neighbour of whom nothing is.
CASES: dict[str, tuple[Payload, set[str]]] = {
    "an overdue champion": (champion(6), {"overdue_champion"}),
    "a champion in time": (champion(5), set()),
    "one who has left, too": (
        {**champion(6), **account(left_on=ago(1))}, {"overdue_champion"},
    ),
    "an unhappy champion": ({**champion(5), **UNHAPPY}, {"dissatisfied_champion"}),
    "one in the second fifth": ({**champion(5), **rated(nps=2.1)}, set()),
    "a champion who pays late": (champion(5, due_on=ago(4), paid_on=ago(3)), {"champion_pays_late"}),
    "one who pays on the day": (champion(5, due_on=ago(4), paid_on=ago(4)), set()),
    "praise and an open complaint": (
        {**HAPPY, **asked("price", complaint=True, resolved=None)}, {"satisfied_in_pain"},
    ),
    "praise and a severe problem": ({**HAPPY, **asked("price", severity=3, resolved=None)}, {"satisfied_in_pain"}),
    "praise and a problem solved": ({**HAPPY, **asked("price", severity=3)}, set()),
    "praise at high risk": ({**bought(9), **HAPPY, **risk(0.75)}, {"satisfied_at_risk"}),
    "praise at medium risk": ({**bought(9), **HAPPY, **risk(0.5)}, set()),
    "loyal at high risk": ({**bought(9), **LOYAL, **rated(overall=4.9), **risk(0.75)},
                           {"loyal_at_risk", "satisfied_at_risk"}),
    "loyal, and lost": ({**bought(361), **LOYAL, **rated(overall=4), **asked("price")}, {"loyal_but_lost"}),
    "loyal, and unhappy": ({**bought(9), **LOYAL, **UNHAPPY, **risk(0.2)}, {"loyal_but_dissatisfied"}),
    "less loyal, and unhappy": ({**bought(9), **UNHAPPY, **risk(0.2)}, set()),
    "dormant at low risk": ({**bought(70), **risk(0.2)}, {"dormant_at_low_risk"}),
    "dormant at medium risk": ({**bought(70), **risk(0.5)}, set()),
    "lost at low risk": ({**bought(130), **risk(0.2)}, {"lost_at_low_risk", "lost_but_active"}),
    "lost at high risk": ({**bought(130), **risk(0.75)}, {"lost_but_active"}),
    "lost, and gone from the window": (bought(361), set()),
    "lost, and of high value": ({**bought(130), **risk(0.75, 10_000.0)}, {"lost_but_active", "lost_but_valuable"}),
    "back without a purchase": (
        {"orders": [], **account(left_on=ago(200), reactivated_on=ago(10))}, {"prospect_won_back"},
    ),
    "a prospect past a day of payment": ({"orders": [order(100, **UNPAID)]}, {"prospect_payment_overdue"}),
    "a buyer past a day of payment": ({"orders": [order(100, **UNPAID), order(9)]}, set()),
    "pays for nothing": ({"orders": [], **account(paying=True)}, {"prospect_pays"}),
    "does not pay": ({"orders": [], **account(paying=False)}, set()),
    "bought after leaving": ({**bought(9), **account(left_on=ago(10))}, {"bought_after_leaving"}),
    "bought on the last day": ({**bought(9), **account(left_on=ago(9))}, set()),
    "bought once back": ({**bought(9), **account(left_on=ago(10), reactivated_on=ago(9))}, set()),
    "left, and active": ({**bought(9), **account(status="active", left_on=ago(5))}, {"left_but_account_active"}),
    "left, as its status says": ({**bought(9), **account(status="left", left_on=ago(5))}, set()),
    "uninstalled, and used": (
        {**account(uninstalled_on=ago(5)), **months(uses=[25, 25, 25])}, {"uninstalled_but_heavy_use"},
    ),
    "uninstalled": ({**account(uninstalled_on=ago(5)), **months(uses=[9, 9, 9])}, set()),
    "another's customer who buys": ({**bought(9), **account(competitor=True)}, {"competitor_but_active"}),
    "another's customer": ({"orders": [], **account(competitor=True)}, set()),
    "a person with employees": (profile(kind="person", employees=5_000), {"person_with_employees"}),
    "a company with employees": (profile(kind="company", employees=5_000), set()),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_two_parts_of_an_answer_that_disagree_are_warned_of(case: str) -> None:
    payload, expected = CASES[case]
    of = company("shop")
    found = scored(of, payload).notes.warnings
    assert {code for code in of.disagreements.codes if found[code][0]} == expected


def test_every_disagreement_has_a_case() -> None:
    assert set().union(*(codes for _, codes in CASES.values())) == {entry["code"] for entry in ENTRIES}


def test_customers_do_not_disagree_for_one_another() -> None:
    found = scored(company("shop"), *(payload for payload, _ in CASES.values())).notes.warnings
    for code in company("shop").disagreements.codes:
        assert found[code].tolist() == [float(code in expected) for _, expected in CASES.values()]


def test_a_number_may_be_the_name_of_one_in_the_definitions() -> None:
    changed = deepcopy(content())
    changed["definitions"]["lifecycle"]["dormant_overdue"] = 3.0
    definitions = changed["definitions"]
    ways = dict(ways_of(definitions["disagreements"], definitions, COMPARABLE))
    assert [asked.operand for asked in ways["overdue_champion"] if asked.test == "at_least"] == [3.0]


OWN = {"code": "free_spender", "labels": {language: f"{{{language}}}" for language in LANGUAGES},
       "when": [{"field": "behaviour_payer", "is": "free"}, {"field": "value_spend_band", "known": True}]}  # fmt: skip


def test_a_company_has_disagreements_of_its_own_in_every_language() -> None:
    changed = deepcopy(content())
    changed["definitions"]["disagreements"] = [OWN]
    of = Bundle.from_content(changed, "v")
    notes = scored(of, {**bought(9), **account(paying=False), "consent": {"channels": []}}).notes
    for language in LANGUAGES:
        told = warning_texts(notes.warnings, [[]], of.labels[language])
        assert told == [[{"code": "free_spender", "text": f"{{{language}}}"}]]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"when": []}, r"disagreements\[0\].when must be a list of at least one condition"),
        ({"code": 1}, r"disagreements\[0\].code must be a text"),
        ({"wehn": []}, r"disagreements\[0\]: 'wehn' does not exist; did you mean 'when'\?"),
        ({"when": [{"field": "churn_bnad", "is": "low"}]}, r"when\[0\].field: 'churn_bnad' does not exist"),
        ({"when": [{"field": "churn_overdue_ratio", "above": "lifecycle.lost_overdu"}]},
         r"when\[0\].above: 'lost_overdu' does not exist; did you mean 'lost_overdue'\?"),
        ({"when": [{"field": "churn_overdue_ratio", "above": "lifecycle.lost_overdue.x"}]}, "'x' does not exist"),
        ({"when": [{"field": "churn_overdue_ratio", "above": "lifecycle"}]}, "must be a number that is finite"),
    ],
)  # fmt: skip
def test_a_slip_in_a_disagreement_is_told_with_its_place(entry: Payload, sentence: str) -> None:
    with pytest.raises((UnknownName, ValueError), match=sentence):
        disagreements([{**OWN, **entry}], defaults()["definitions"], COMPARABLE)
