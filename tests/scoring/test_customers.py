from datetime import UTC, date, datetime

import numpy as np
import pytest

from scoring.columns import Category, category
from scoring.customers import Attribute, Customers, from_columns, from_records
from scoring.vocabulary import OBJECTS, TABLES
from tests.scoring.builders import TODAY, ago
from tests.scoring.rows import customers, day


@pytest.mark.parametrize("table", TABLES)
def test_a_list_that_is_absent_or_null_is_unknown_and_an_empty_one_is_known(table: str) -> None:
    found = customers({}, {table: None}, {table: []}).tables[table]
    assert found.known.tolist() == [False, False, True]
    assert len(found) == 0


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_that_is_absent_null_or_empty_has_no_values(name: str) -> None:
    found = customers({}, {name: None}, {name: {}})
    for field in OBJECTS[name]:
        column = f"{name}_{field}"
        if column in found.sets:
            assert not found.sets[column].known.any()
        elif isinstance(found.columns[column], Category):
            assert found.text(column).missing().all()
        else:
            assert np.isnan(found.number(column)).all()


@pytest.mark.parametrize("others", [0, 1])
def test_numbers_and_days_are_floats_whoever_else_is_there(others: int) -> None:
    whole = {"account": {"left_on": TODAY, "employees": 3}, "orders": [{"date": TODAY, "amount": 1}]}
    found = customers(whole, *[{}] * others)
    tables = [column for events in found.tables.values() for column in events.columns.values()]
    numbers = [one for one in [*found.columns.values(), *tables] if not isinstance(one, Category)]
    assert {column.dtype for column in numbers} == {np.dtype(np.float64)}


def test_a_date_time_counts_with_its_own_calendar_day() -> None:
    late = datetime(2026, 5, 2, 23, 59, tzinfo=UTC)
    found = customers({"as_of": late, "orders": [{"date": late, "amount": 1.0}], "account": {"left_on": late}})
    assert found.as_of[0] == found.tables["orders"].number("date")[0] == day(date(2026, 5, 2))
    assert found.number("account_left_on")[0] == day(date(2026, 5, 2))


def test_as_of_is_the_customers_own_or_the_one_for_all() -> None:
    found = customers({}, {"as_of": None}, {"as_of": ago(3)})
    assert found.as_of.tolist() == [day(TODAY), day(TODAY), day(TODAY) - 3]


def test_flags_are_zero_and_one() -> None:
    found = customers({"account": {"paying": True}}, {"account": {"paying": False}}, {"account": {"paying": None}})
    assert np.array_equal(found.number("account_paying"), [1.0, 0.0, np.nan], equal_nan=True)


def test_texts_within_objects_are_known_even_if_there_are_none() -> None:
    found = customers({"consent": {"channels": ["sms", "email"]}}, {"consent": {"channels": []}}, {"consent": {}})
    channels = found.sets["consent_channels"]
    assert channels.known.tolist() == [True, True, False]
    assert channels.text("text").texts() == ["email", "sms"]


def test_a_custom_field_may_be_a_number_for_one_and_a_text_for_another() -> None:
    found = customers(
        {"attributes": {"x": 2}}, {"attributes": {"x": "two"}}, {"attributes": {"x": True}}, {"attributes": {"x": None}}
    ).attributes["x"]
    assert np.array_equal(found.number, [2.0, np.nan, 1.0, np.nan], equal_nan=True)
    assert found.text.texts() == [None, "two", None, None]


def test_numbers_and_texts_are_asked_for_by_their_kind() -> None:
    found = customers({})
    with pytest.raises(TypeError, match="account_plan is a text column"):
        found.number("account_plan")
    with pytest.raises(TypeError, match="account_paying is a number column"):
        found.text("account_paying")


def test_customers_are_taken_with_all_that_belongs_to_them() -> None:
    first = {"orders": [{"date": ago(2), "amount": 5.0}], "profile": {"interests": ["tea"]}, "attributes": {"x": 1}}
    taken = customers(first, {"profile": {"city": "苏州"}}).take(np.array([1, 0, 0]))
    assert list(taken.ids) == ["C1", "C0", "C0"]
    assert taken.text("profile_city").texts() == ["苏州", None, None]
    assert taken.tables["orders"].customer.tolist() == [1, 2]
    assert taken.sets["profile_interests"].known.tolist() == [False, True, True]
    assert np.array_equal(taken.attributes["x"].number, [np.nan, 1.0, 1.0], equal_nan=True)


def test_another_day_changes_nothing_else() -> None:
    found = customers({"as_of": ago(3), "account": {"plan": "pro"}})
    assert found.at(5).as_of.tolist() == [5.0]
    assert found.at(5).text("account_plan").texts() == ["pro"]


def test_files_and_records_give_the_same_columns() -> None:
    bought, plan = [ago(9), ago(2)], {"plan": "pro", "paying": True}
    records = from_records(
        [
            {"customer_id": "a", "orders": [{"date": d, "amount": 5.0} for d in bought], "account": plan,
             "consent": {"channels": ["sms"]}, "attributes": {"x": 1}},
            {"customer_id": "b", "orders": [], "account": {}, "consent": {"channels": []}, "attributes": {"x": "y"}},
        ],
        day(TODAY),
    )  # fmt: skip
    files = from_columns(
        ["a", "b"],
        np.full(2, day(TODAY)),
        {"account_plan": category(["pro", None]), "account_paying": np.array([1.0, np.nan])},
        {"orders": (np.array([0, 0]), {"date": np.array([day(d) for d in bought[::-1]]), "amount": np.full(2, 5.0)})},
        {"consent_channels": (np.array([0]), category(["sms"]))},
        {"x": Attribute(np.array([1.0, np.nan]), category([None, "y"]))},
    )
    assert contents(records) == contents(files)


def contents(found: Customers) -> list[object]:
    def plain(column: object) -> object:
        return column.texts() if isinstance(column, Category) else np.nan_to_num(np.asarray(column), nan=-1).tolist()

    lists = {**found.tables, **found.sets}
    return [
        list(found.ids),
        found.as_of.tolist(),
        {name: plain(column) for name, column in found.columns.items()},
        {
            name: (e.customer.tolist(), e.known.tolist(), {k: plain(c) for k, c in e.columns.items()})
            for name, e in lists.items()
        },
        {name: (plain(a.number), plain(a.text)) for name, a in found.attributes.items()},
    ]
