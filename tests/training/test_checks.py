"""What the files must be together."""

import pytest

from training.config import Config
from training.errors import TrainingError
from training.tables import read_tables

ORDERS = "customer_id,date,amount\n"


@pytest.mark.parametrize("table", ["orders", "customers"])
def test_a_file_to_learn_from_must_have_rows(files, table):
    heading = {"orders": ORDERS, "customers": "customer_id\n"}[table]

    with pytest.raises(TrainingError, match=rf"^{table}\.csv has no rows that can be used"):
        read_tables(files(**{table: heading}), Config())


def test_where_may_not_leave_nothing(files, toml):
    with pytest.raises(TrainingError, match=r"no rows that can be used; .*\[orders\] where"):
        read_tables(files(orders=ORDERS + "a,2026-01-02,5\n"), toml('[orders]\nwhere = "amount > 5"'))


def test_a_scoring_may_be_of_prospects_but_not_of_nobody(files):
    people = {"customers": "customer_id\na\n"}

    assert read_tables(files(orders=ORDERS, **people), Config(), attributes={}).ids == ("a",)
    with pytest.raises(TrainingError, match="no file has a row with a customer"):
        read_tables(files(orders=ORDERS), Config(), attributes={})


def test_no_file_is_an_error():
    with pytest.raises(TrainingError, match="no file is given"):
        read_tables({}, Config())


def test_a_customer_with_two_rows_is_told_by_row(files):
    with pytest.raises(TrainingError) as error:
        read_tables(files(customers="customer_id,account_plan\na,x\nb,x\na,y\na,z\nb,x\n"), Config())

    assert str(error.value) == (
        "customers.csv: each customer must have one row; with more: 2, again in rows 4, 5 and 6. "
        "Keep one row of each, or pick it in the config: [customers] where = ..."
    )


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ('static = ["tenur"]', 'static names "tenur", which is no column of customers; the nearest is "tenure".'),
        ('static = ["age"]', 'static names "age", which looks personal; name it in customers.attributes too.'),
        ('protected = ["citi"]', 'protected names "citi", which is no column of customers; the nearest is "city".'),
    ],
)
def test_names_in_the_configuration_must_be_columns(files, toml, key, sentence):
    with pytest.raises(TrainingError) as error:
        read_tables(
            files(customers="customer_id,tenure,age,city\na,3,40,x\n"), toml(f'{key}\n[customers]\nattributes = "*"')
        )

    assert str(error.value) == sentence


def test_ids_that_nowhere_meet_are_noted(files):
    tables = read_tables(
        files(orders=ORDERS + "C1,2026-01-02,5\n", customers="customer_id,account_plan\n1,x\n"), Config()
    )

    assert tables.notes == (
        "customers.csv: none of its customers is in another file; see whether ids are written alike.",
        "orders.csv: none of its customers is in another file; see whether ids are written alike.",
    )
