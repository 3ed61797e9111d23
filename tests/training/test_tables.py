"""Training files as the columns of scoring."""

import hashlib
from datetime import date

import numpy as np
import polars as pl
import pytest

from scoring.columns import EPOCH_ORDINAL, Category
from scoring.customers import Customers, from_records
from scoring.vocabulary import Kind
from training.config import Config
from training.errors import TrainingError
from training.tables import read_tables

ORDERS = "customer_id,date,amount\n"


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - EPOCH_ORDINAL


def told(customers: Customers) -> dict[str, object]:
    """Everything that is known of the customers, as plain values."""
    columns = {f"{name}.{field}": column for name, t in customers.tables.items() for field, column in t.columns.items()}
    columns |= {f"{name}.customer": t.customer for name, t in {**customers.tables, **customers.sets}.items()}
    columns |= {f"{name}.known": t.known for name, t in {**customers.tables, **customers.sets}.items()}
    columns |= {f"{name}.text": t.columns["text"] for name, t in customers.sets.items()}
    columns |= {f"{name}.number": attribute.number for name, attribute in customers.attributes.items()}
    columns |= {f"{name}.words": attribute.text for name, attribute in customers.attributes.items()}
    return {
        name: c.texts() if isinstance(c, Category) else np.asarray(c, dtype=float).tobytes()
        for name, c in {**customers.columns, **columns}.items()
    } | {"ids": list(customers.ids)}


def test_a_companys_own_columns_become_ours(files, toml):
    config = toml("""
        [orders]
        where = "Quantity > 0 AND UnitPrice > 0"
        customer_id = "CustomerID"
        id = "InvoiceNo"
        date = "InvoiceDate"
        amount = "Quantity * UnitPrice"
        category = "Department"
    """)
    retail = files(
        orders="InvoiceNo,Department,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
        "536366,Gifts,6,2010-12-01 08:26:00,2.5,17850\n"
        "536365,Home,2,2010-12-01 08:34:00,4.25,13047\n"
        "C536379,Home,-1,2010-12-02 09:41:00,27.5,14527\n"
        "536366,,3,2010-12-01 08:26:00,1,17850\n"
    )

    tables = read_tables(retail, config)
    customers = tables.customers(day("2010-12-31"))

    assert tables.ids == ("13047", "17850")
    assert tables.last_day == tables.files["orders"].first_day == day("2010-12-01")
    assert tables.notes == ("orders.csv: `where` leaves out 1 of 4 rows.",)
    orders = customers.tables["orders"]
    assert orders.customer.tolist() == [0, 1, 1]
    assert orders.number("amount").tolist() == [8.5, 3.0, 15.0]
    assert orders.text("category").texts() == ["Home", None, "Gifts"]
    assert orders.text("id").texts() == ["536365", "536366", "536366"]
    assert customers.as_of.tolist() == [day("2010-12-31")] * 2


def test_parquet_and_csv_say_the_same(files):
    frame = pl.DataFrame(
        {
            "customer_id": [2, 1, 2],
            "date": [date(2026, 1, 3), date(2026, 1, 2), date(2026, 1, 1)],
            "amount": [1.5, 2.0, -3.0],
        }
    )
    text = read_tables(files(orders=frame.write_csv()), Config())
    parquet = read_tables(files(orders=frame), Config())

    assert told(text.customers(1)) == told(parquet.customers(1))


def test_a_file_and_a_request_are_the_same_thing_in_two_shapes(files):
    first, second, month = date(2026, 1, 2), date(2026, 1, 3), date(2026, 1, 1)
    account = {"status": "active", "paying": True, "signed_up_on": first}
    records = [
        {
            "customer_id": "a",
            "orders": [{"date": second, "amount": 2.5, "status": "paid"}, {"date": first, "amount": -1.0}],
            "usage": [{"month": month, "uses": 3.0}],
            "account": account,
            "consent": {"channels": ["sms", "email"]},
            "attributes": {"tenure": 4, "tariff": "Flat", "paperless": True},
        },
        {"customer_id": "b", "orders": [], "usage": [], "attributes": {"tenure": None, "paperless": False}},
    ]
    tables = read_tables(
        files(
            orders=ORDERS.replace("\n", ",status\n") + "a,2026-01-02,-1,\na,2026-01-03,2.5,paid\n",
            usage="customer_id,month,uses\na,2026-01,3\n",
            customers="customer_id,account_status,account_paying,account_signed_up_on,consent_channels,tenure,tariff,"
            "paperless\nb,,,,,,,false\na,active,1,2026/1/2,sms|email,4,Flat,true\n",
        ),
        Config(attributes=("*",)),
    )

    assert told(tables.customers(day("2026-02-01"))) == told(from_records(records, day("2026-02-01")))


def test_the_order_of_rows_has_no_effect(files):
    frame = pl.DataFrame(
        {
            "customer_id": [f"c{i % 17}" for i in range(200)],
            "date": [date(2026, 1, 1 + i % 5) for i in range(200)],
            "amount": [0.1 * (i % 7) for i in range(200)],
            "category": [None if i % 5 == 0 else f"k{i % 4}" for i in range(200)],
        }
    )
    people = pl.DataFrame(
        {"customer_id": [f"c{i}" for i in range(20)], "account_plan": [f"p{i % 3}" for i in range(20)]}
    )
    straight = read_tables(files(orders=frame, customers=people), Config())
    shuffled = read_tables(
        files(orders=frame.sample(fraction=1, shuffle=True, seed=1), customers=people.reverse()), Config()
    )

    assert told(straight.customers(1)) == told(shuffled.customers(1))


def test_the_same_files_give_the_same_tables(files):
    paths = files(orders=ORDERS + "b,2026-01-02,5\na,2026-01-03,7\n")

    assert told(read_tables(paths, Config()).customers(1)) == told(read_tables(paths, Config()).customers(1))


def test_customers_are_those_of_all_files_together(files):
    tables = read_tables(
        files(
            orders=ORDERS + "b,2026-01-02,5\n",
            customers="customer_id,account_plan,consent_channels,consent_personalization\na,pro,email|PHONE,yes\nd,,[],\n",
            usage="customer_id,month,uses\nc,2026-10,3\n",
        ),
        Config(),
    )
    customers = tables.customers(day("2026-11-01"))

    assert tables.ids == ("a", "b", "c", "d")
    assert customers.text("account_plan").texts() == ["pro", None, None, None]
    assert customers.number("consent_personalization")[0] == 1
    assert np.isnan(customers.number("consent_personalization")[1:]).all()
    assert customers.tables["orders"].known.all()
    assert not customers.tables["inquiries"].known.any()
    assert customers.sets["consent_channels"].text("text").texts() == ["email", "phone"]
    assert customers.sets["consent_channels"].known.tolist() == [True, False, False, True]
    assert tables.last_day == day("2026-10-31")


def test_a_table_without_rows_is_known_to_be_empty(files):
    tables = read_tables(files(orders=ORDERS + "a,2026-01-02,5\n", inquiries="customer_id,date\n"), Config())

    assert tables.customers(1).tables["inquiries"].known.all()
    assert tables.files["inquiries"].last_day is None
    assert tables.notes == ()


def test_one_customer_is_read_and_left_to_the_fit(files):
    assert len(read_tables(files(orders=ORDERS + "a,2026-01-02,5\n"), Config())) == 1


def test_refunds_and_nothing_spent_are_kept(files):
    tables = read_tables(files(orders=ORDERS + "a,2026-01-02,0\na,2026-01-03,-5\n"), Config())

    assert tables.customers(1).tables["orders"].number("amount").tolist() == [0.0, -5.0]


def test_rows_without_a_customer_are_guests_counted_by_row(files):
    tables = read_tables(files(orders=ORDERS + "a,2026-01-02,5\n,2026-01-02,5\n\n  ,2026-01-03,5\n"), Config())

    assert tables.ids == ("a",)
    assert tables.notes == ("orders.csv: rows without a customer are left out: 2 (rows 3 and 5).",)


def test_lines_that_repeat_in_every_column_are_kept_and_counted(files):
    rows = "customer_id,date,amount,article\na,2026-01-02,5,x\na,2026-01-02,5,y\na,2026-01-02,5,x\n"
    tables = read_tables(files(orders=rows), Config())

    assert len(tables.customers(1).tables["orders"]) == 3
    assert tables.notes == ("orders.csv: rows that repeat another one in every column are kept: 1.",)


def test_a_column_without_any_value_is_not_used(files):
    tables = read_tables(files(orders="customer_id,date,amount,cost\na,2026-01-02,5,\nb,2026-01-02,6,NA\n"), Config())

    assert "cost" not in tables.events["orders"][1]
    assert tables.notes == ("orders.csv: cost is missing throughout and is not used.",)


def test_ids_keep_their_zeros_and_lose_a_decimal_point_that_a_program_added(files):
    tables = read_tables(
        files(
            orders=ORDERS + "007,2026-01-02,5\n",
            usage="customer_id,month\n8.0,2026-01\n9.0,2026-01\n",
            feedback=pl.DataFrame({"customer_id": [8.0, None], "date": [date(2026, 1, 1)] * 2}),
        ),
        Config(),
    )

    assert tables.ids == ("007", "8", "9")


def test_the_fingerprint_is_plain_and_of_the_bytes(files):
    paths = files(orders=ORDERS + "a,2026-01-02,5\n", usage="customer_id,month\na,2026-02\n")

    assert read_tables(paths, Config()).fingerprint() == {
        "orders": {
            "sha256": hashlib.sha256(paths["orders"].read_bytes()).hexdigest(),
            "rows": 1,
            "columns": ["customer_id", "date", "amount"],
            "first_day": day("2026-01-02"),
            "last_day": day("2026-01-02"),
        },
        "usage": {
            "sha256": hashlib.sha256(paths["usage"].read_bytes()).hexdigest(),
            "rows": 1,
            "columns": ["customer_id", "month"],
            "first_day": day("2026-02-01"),
            "last_day": day("2026-02-28"),
        },
    }


def test_demo_data_are_known_by_the_file_or_the_configuration(files, tmp_path):
    frame = pl.DataFrame({"customer_id": ["a"], "date": [date(2026, 1, 1)], "amount": [1.0]})
    frame.write_parquet(tmp_path / "made.parquet", metadata={"demo": "1 customer, seed 1"})

    assert read_tables({"orders": tmp_path / "made.parquet"}, Config()).demo
    assert not read_tables(files(orders=frame), Config()).demo
    assert read_tables(files(orders=frame), Config(demo=True)).demo


def test_a_label_is_learned_from_and_needed_for_no_scoring(files, toml):
    config = toml("[customers]\nchurned = \"Churn = 'Yes'\"")
    old = read_tables(files(customers="customer_id,Churn\na,Yes\nb,No\nc,\n"), config)

    assert old.labelled
    assert old.churned.tolist()[:2] == [1.0, 0.0]
    assert np.isnan(old.churned[2])
    with pytest.raises(TrainingError, match='no column "Churn"'):
        read_tables(files(customers="customer_id,account_plan\na,x\n"), config)
    new = read_tables(files(customers="customer_id,account_plan\na,x\n"), config, attributes={})
    assert not new.labelled


def test_a_scoring_takes_a_bundles_attributes_as_they_were_learned(files):
    paths = files(customers="customer_id,tenure,zip,age,paid\na,12,200,40,true\nb,long,x,50,false\n")
    tables = read_tables(
        paths, Config(), attributes={"tenure": Kind.NUMBER, "zip": Kind.TEXT, "paid": Kind.NUMBER, "gone": Kind.TEXT}
    )

    assert sorted(tables.attributes) == ["paid", "tenure", "zip"]
    assert tables.attributes["zip"].text.texts() == ["200", "x"]
    assert tables.attributes["tenure"].number[0] == 12
    assert np.isnan(tables.attributes["tenure"].number[1])
    assert tables.attributes["paid"].number.tolist() == [1.0, 0.0]
