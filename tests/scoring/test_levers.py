from datetime import date
from typing import Any

import numpy as np
import pytest

from scoring.customers import Customers
from scoring.features import features
from scoring.levers import EDITS, Lever, edited, levers_of
from scoring.timeline import as_known
from scoring.vocabulary import OBJECTS, TABLES
from tests.scoring.builders import ago, bundle, defaults, facts
from tests.scoring.rows import customers

DEFINED = {lever.edit: lever for lever in levers_of(defaults()["definitions"])}


def copies(payload: dict[str, Any], lever: Lever) -> Customers:
    """A customer once for each step, as what_would_change makes them."""
    known = as_known(customers({}, payload)).customers
    return edited(known.take(np.ones(len(lever.steps), dtype=np.int64)), (lever,))


def moved(payload: dict[str, Any], edit: str, *steps: float) -> list[float]:
    """The lever's feature after each step."""
    lever = Lever(DEFINED[edit].feature, DEFINED[edit].table, DEFINED[edit].field, edit, steps)
    of = bundle()
    return list(features(copies(payload, lever), of.reference, of.texts).number(lever.feature))


def complaint(days: int, **more: object) -> dict[str, Any]:
    return {"date": ago(days), "complaint": True, **more}


def test_open_complaints_are_resolved_the_oldest_first() -> None:
    entries = [complaint(9), complaint(30), complaint(20, resolved_on=ago(1)), {"date": ago(40)}, complaint(3)]
    assert moved({"inquiries": entries}, "resolve", 1, 2, 3, 4) == [2.0, 1.0, 0.0, 0.0]
    after = copies({"inquiries": entries}, Lever("open_complaints", "inquiries", "resolved_on", "resolve", (1,)))
    resolved = after.tables["inquiries"].number("resolved_on") == after.as_of[0]
    assert after.tables["inquiries"].number("date")[resolved].tolist() == [after.as_of[0] - 30]


def test_the_latest_rating_is_raised_and_never_lowered() -> None:
    feedback = [{"date": ago(9), "overall": 4.0}, {"date": ago(5), "overall": 2.0}, {"date": ago(1), "price": 1.0}]
    assert moved({"feedback": feedback}, "raise_to", 1, 2, 3, 5) == pytest.approx([50 / 3, 50 / 3, 100 / 3, 200 / 3])


def test_the_last_full_month_is_multiplied() -> None:
    usage = [{"month": date(2026, month, 1), "uses": 10.0} for month in (9, 10, 11)]
    assert moved({"usage": usage}, "multiply", 1.5, 3) == [15.0, 30.0]


def test_a_last_month_without_an_entry_cannot_be_multiplied() -> None:
    assert moved({"usage": [{"month": date(2026, 9, 1), "uses": 10.0}]}, "multiply", 3) == [0.0]


def test_a_contract_is_extended_by_days() -> None:
    assert moved({"account": {"contract_ends_on": ago(-30)}}, "extend", 90, 180) == [120.0, 210.0]


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_has_a_size_at_which_it_changes_nothing(edit: str) -> None:
    payload = {
        "inquiries": [complaint(9)],
        "feedback": [{"date": ago(5), "overall": 2.0}],
        "usage": [{"month": date(2026, 10, 1), "uses": 10.0}],
        "account": {"contract_ends_on": ago(-30)},
    }
    nothing = EDITS[edit][1]
    before = facts(payload).number(DEFINED[edit].feature).tolist()
    assert moved(payload, edit, nothing) == before
    assert moved(payload, edit, DEFINED[edit].steps[-1]) != before


@pytest.mark.parametrize("edit", EDITS)
def test_a_customer_without_the_field_is_left_as_it_is(edit: str) -> None:
    assert np.isnan(moved({}, edit, *DEFINED[edit].steps)).all()


def test_each_step_of_each_lever_has_a_copy_of_its_own() -> None:
    levers = levers_of(defaults()["definitions"])
    width = sum(len(lever.steps) for lever in levers)
    payload = {"inquiries": [complaint(9)], "account": {"contract_ends_on": ago(-30)}}
    known = as_known(customers(payload, payload)).customers
    after = edited(known.take(np.repeat([0, 1], width)), levers)
    extended = after.number("account_contract_ends_on") != known.number("account_contract_ends_on")[0]
    resolved = np.bincount(
        after.tables["inquiries"].customer[~np.isnan(after.tables["inquiries"].number("resolved_on"))]
    )
    assert np.flatnonzero(extended).tolist() == [10, 11, 12, 23, 24, 25]
    assert np.flatnonzero(resolved).tolist() == [0, 1, 2, 13, 14, 15]


def test_the_levers_of_the_definitions_name_fields_features_and_edits_that_exist() -> None:
    for lever in levers_of(defaults()["definitions"]):
        assert lever.field in {**TABLES, **OBJECTS}[lever.table]
        assert lever.edit in EDITS
        assert defaults()["features"][lever.feature]["churn"] != 0
        assert list(lever.steps) == sorted(lever.steps)
