"""Columns to fields: SQL, kinds, rules; faults by row and never by value; remedies that work."""

import tomllib

import numpy as np
import pytest

from training.config import Config
from training.errors import TrainingError
from training.tables import read_tables

HEADING = "customer_id,date,amount"


def amounts(tables):
    return tables.customers(1).tables["orders"].number("amount").tolist()


def refusal(paths, config=None):
    with pytest.raises(TrainingError) as error:
        read_tables(paths, config or Config())
    return str(error.value)


@pytest.mark.parametrize(
    ("heading", "field", "nearest"),
    [
        ("CustomerID,date,amount", "customer_id", "CustomerID"),
        ("customer_id,Invoice Date,amount", "date", "Invoice Date"),
        ("customer_id,date,total_amount", "amount", "total_amount"),
    ],
)
def test_a_missing_column_is_named_with_the_nearest_and_the_line_that_maps_it(files, toml, heading, field, nearest):
    paths = files(orders=f"{heading}\na,2026-01-02,5\n")

    line = f'{field} = "{nearest}"'
    assert refusal(paths) == (
        f'orders.csv has no column "{field}", which every row of orders needs; the nearest is "{nearest}". '
        f"If that is it, say so in the config: [orders] {line}"
    )
    assert amounts(read_tables(paths, toml(f"[orders]\n{line}"))) == [5.0]


@pytest.mark.parametrize("table", ["usage", "inquiries", "feedback", "contacts"])
def test_every_list_needs_its_day(files, table):
    day = "month" if table == "usage" else "date"

    assert f'has no column "{day}"' in refusal(files(**{table: "customer_id,when\na,2026-01-01\n"}))


def test_an_expression_that_names_no_column_names_the_nearest(files, toml):
    config = toml('[orders]\namount = "Amont * 2"')

    assert refusal(files(orders=HEADING + "\na,2026-01-02,5\n"), config) == (
        '[orders] amount: orders.csv has no column "Amont"; the nearest is "amount".'
    )


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("amount +", "is no SQL expression"),
        ("amount; DROP", "is no SQL expression"),
        ("random()", "is no SQL expression: unsupported function 'random'"),
        ("*", "is no SQL expression"),
        ("(SELECT 1)", "must be computed row by row"),
        ("amount IN (SELECT amount FROM other)", "is no SQL expression"),
        ("COUNT(*)", "must be computed row by row"),
        ("SUM(amount)", "must be computed row by row"),
        ("COLUMNS('.*')", "must be computed row by row"),
        ("NOW()", "reads the clock"),
        ("CASE WHEN date < CURRENT_DATE THEN 1 END", "reads the clock"),
        ("DATE(date)", "would guess the order of day and month"),
    ],
)
def test_sql_that_is_not_of_the_row_is_refused_in_a_sentence(files, toml, sql, sentence):
    message = refusal(files(orders=HEADING + "\na,2026-01-02,5\n"), toml(f'[orders]\namount = "{sql}"'))

    assert message.startswith("[orders] amount ")
    assert sentence in message
    assert "\n" not in message


def test_a_constant_fills_every_row_and_null_none(files, toml):
    config = toml('[orders]\nstatus = "\'paid\'"\nchannel = "NULL"\namount = "1"')
    orders = read_tables(files(orders=HEADING + ",channel\na,2026-01-02,5,x\nb,2026-01-02,6,x\n"), config)

    assert amounts(orders) == [1.0, 1.0]
    assert orders.events["orders"][1]["status"].texts() == ["paid", "paid"]
    assert "channel" not in orders.events["orders"][1]


def test_a_column_with_spaces_may_stand_bare_or_in_sql(files, toml):
    paths = files(orders="customer_id,date,Net Amount\na,2026-01-02,5\n")

    assert amounts(read_tables(paths, toml("[orders]\namount = 'Net Amount'"))) == [5.0]
    assert amounts(read_tables(paths, toml("[orders]\namount = '\"Net Amount\" / 2'"))) == [2.5]


def test_blanks_are_nothing_in_sql(files, toml):
    paths = files(orders="customer_id,date,price,tax,due\na,2026-01-02,5,,\nb,2026-01-02,6, NA ,\n")
    config = toml("[orders]\namount = 'price + COALESCE(tax, 0)'\ndue_on = \"DATE(due, '%d/%m/%Y')\"")

    assert amounts(read_tables(paths, config)) == [5.0, 6.0]


def test_sql_over_a_column_with_texts_among_its_numbers_names_the_rows(files, toml):
    paths = files(orders="customer_id,date,n,price\na,2026-01-02,1,2\nb,2026-01-02,secret,3\nc,2026-01-02,2,3\n")

    assert refusal(paths, toml("[orders]\namount = 'n * price'")) == (
        "[orders] amount cannot be computed, since n is a text (no number in row 3), price is a number; "
        "a text becomes a number by TRY_CAST(column AS DOUBLE)."
    )
    assert refusal(paths, toml("[orders]\namount = 'CAST(n AS DOUBLE) * price'")) == (
        "[orders] amount cannot be computed, first in row 3 of orders.csv; leave such rows out with `where`, "
        "or use TRY_CAST, which yields NULL there."
    )
    where = "[orders]\nwhere = 'TRY_CAST(n AS DOUBLE) IS NOT NULL'\namount = 'CAST(n AS DOUBLE) * price'"
    assert amounts(read_tables(paths, toml(where))) == [2.0, 6.0]


def test_where_must_be_true_or_false(files, toml):
    paths = files(orders=HEADING + ",ok\na,2026-01-02,5,TRUE\na,2026-01-02,6,no\na,2026-01-02,7,\n")

    assert amounts(read_tables(paths, toml("[orders]\nwhere = 'ok'"))) == [5.0]
    assert "must be a condition that is true or false" in refusal(paths, toml("[orders]\nwhere = 'amount'"))


@pytest.mark.parametrize(
    ("column", "bad", "rule"),
    [
        ("date", "tomorrow", "must be a day from 1900 to 2199 that begins with the year"),
        ("date", "12/1/2010 8:26", "must be a day from 1900 to 2199 that begins with the year"),
        ("date", "1899-12-31", "must be a day from 1900 to 2199 that begins with the year"),
        ("date", "", "must be given"),
        ("amount", "secret", "must be a finite number"),
        ("amount", "inf", "must be a finite number"),
        ("amount", "1e400", "must be a finite number"),
        ("amount", '"1,234"', "must be a finite number"),
        ("amount", "nan", "must be given"),
        ("amount", "2e12", "must be a number from -1e+12 to 1e+12"),
        ("status", "shipped", "must be one of paid, open, cancelled, refunded"),
        ("discount", "77", "must be a number from 0 to 1"),
        ("due_on", "soon", "must be a day from 1900"),
    ],
)
def test_a_value_that_breaks_its_fields_rule_is_told_by_row(files, column, bad, rule):
    good = {"customer_id": "a", "date": "2026-01-02", "amount": "5", "status": "paid", "discount": "0", "due_on": ""}
    rows = [good, good | {column: bad}, good, good | {column: bad}]
    text = "\n".join(",".join(row) for row in [good, *(row.values() for row in rows)])

    message = refusal(files(orders=text + "\n"))

    assert message.startswith(f"orders.csv, rows 3 and 5: {column} {rule}")
    assert "config: [orders] " in message
    assert bad == "" or bad.strip('"') not in message


def test_row_numbers_are_those_of_the_file_after_where_and_guests(files, toml):
    text = HEADING + "\na,2026-01-02,-1\n,2026-01-02,5\na,2026-01-02,5\na,never,6\n"

    assert refusal(files(orders=text), toml("[orders]\nwhere = 'amount > 0'")).startswith("orders.csv, row 5: date ")


def test_only_the_first_rows_are_shown(files):
    text = HEADING + "".join(f"\na,x,{i}" for i in range(1200))

    assert refusal(files(orders=text)).startswith("orders.csv, rows 2, 3, 4, 5, 6 and 1,195 more: date ")


@pytest.mark.parametrize(
    ("column", "first", "second", "expected"),
    [
        ("date", "1/31/2026 8:26", "2/1/2026 9:00", [20484.0, 20485.0]),
        ("date", "31/1/2026", "1/2/2026", [20484.0, 20485.0]),
        ("date", "1769846400", "1769932800", [20484.0, 20485.0]),
        ("date", "1769846400000", "1769932800000", [20484.0, 20485.0]),
        ("amount", '"1,234.50"', '"12,000"', [1234.5, 12000.0]),
        ("amount", '"12,50"', '"0,5"', [12.5, 0.5]),
        ("discount", "50", "0.5", [np.nan, 0.5]),
        ("cost", "unknown", "3", [np.nan, 3.0]),
    ],
)
def test_the_line_that_an_error_proposes_makes_the_file_readable(files, toml, column, first, second, expected):
    good = {"customer_id": "a", "date": "2026-01-02", "amount": "5", "discount": "0", "cost": "1"}
    rows = [good, good | {"customer_id": "b", column: first}, good | {"customer_id": "c", column: second}]
    if column in ("date", "amount"):
        rows = rows[1:]
    text = "\n".join(",".join(row) for row in [good, *(row.values() for row in rows)])
    paths = files(orders=text + "\n")

    line = refusal(paths).rpartition("[orders] ")[2]
    assert tomllib.loads(line)

    column_read = read_tables(paths, toml(f"[orders]\n{line}")).events["orders"][1][column]
    np.testing.assert_array_equal(column_read[-2:], expected)


def test_flags_are_read_in_their_usual_forms(files):
    words = ["true", "FALSE", "Yes", "no", "1", "0", "是", "否", "", "NULL"]
    text = "customer_id,date,complaint\n" + "".join(f"{i},2026-01-02,{word}\n" for i, word in enumerate(words))

    flags = read_tables(files(inquiries=text), Config()).events["inquiries"][1]["complaint"]

    np.testing.assert_array_equal(flags, [1, 0, 1, 0, 1, 0, 1, 0, np.nan, np.nan])


def test_a_flag_that_is_none_is_told_by_row(files):
    message = refusal(files(inquiries="customer_id,date,complaint\na,2026-01-02,maybe\n"))

    assert message.startswith("inquiries.csv, row 2: complaint must be true or false, yes or no, 1 or 0;")


def test_severity_is_a_whole_number_as_in_the_payload(files):
    message = refusal(files(inquiries="customer_id,date,severity\na,2026-01-02,2.5\n"))

    assert message.startswith("inquiries.csv, row 2: severity must be a whole number from 1 to 3;")


def test_texts_lose_the_space_around_them_and_choices_their_capitals(files):
    text = "customer_id,date,amount,status,category\na,2026-01-02,5, Paid , Valves \nb,2026-01-02,5,OPEN,  \n"
    columns = read_tables(files(orders=text), Config()).events["orders"][1]

    assert columns["status"].texts() == ["paid", "open"]
    assert columns["category"].texts() == ["Valves", None]


def test_a_channel_that_is_none_is_told_by_row(files):
    message = refusal(files(customers="customer_id,consent_channels\na,phone|fax\nb,email\n"))

    assert message.startswith("customers.csv, row 2: consent_channels must be one of phone, email")
