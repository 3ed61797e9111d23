"""The company's own columns: which may be features, and as what."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from training.config import Config
from training.errors import TrainingError
from training.personal import looks_personal
from training.tables import read_tables


def own(files, content, *attributes, **config):
    return read_tables(files(customers=content), Config(attributes=attributes or ("*",), **config))


def test_a_star_is_every_column_that_is_not_ours_and_in_no_expression(files, toml):
    config = toml("""
        [customers]
        customer_id = "Id"
        profile_city = "UPPER(town)"
        churned = "gone"
        attributes = "*"
    """)
    text = "Id,town,gone,account_plan,tenure,tariff\na,x,yes,p,3,Flat\nb,y,no,q,4,Free\n"

    assert sorted(read_tables(files(customers=text), config).attributes) == ["tariff", "tenure"]


def test_without_a_word_no_column_is_an_attribute(files):
    assert read_tables(files(customers="customer_id,tenure\na,3\n"), Config()).attributes == {}


def test_numbers_flags_and_texts_are_told_apart(files):
    tables = own(files, "customer_id,n,f,t,code\na,1.5,true,x,012\nb,,FALSE,,013\nc,-2,,y ,\n")

    np.testing.assert_array_equal(tables.attributes["n"].number, [1.5, np.nan, -2])
    np.testing.assert_array_equal(tables.attributes["f"].number, [1, 0, np.nan])
    assert tables.attributes["t"].text.texts() == ["x", None, "y"]
    assert tables.attributes["code"].text.texts() == ["012", "013", None]
    assert np.isnan(tables.attributes["code"].number).all()
    assert tables.attributes["n"].text.texts() == [None] * 3


def test_parquet_columns_are_what_they_are(files):
    frame = pl.DataFrame(
        {
            "customer_id": ["a", "b"],
            "n": [1, None],
            "f": [True, False],
            "t": pl.Series(["x", None], dtype=pl.Categorical),
            "since": [date(2026, 1, 1)] * 2,
            "list": [[1], [2]],
        }
    )
    tables = own(files, frame)

    np.testing.assert_array_equal(tables.attributes["n"].number, [1, np.nan])
    assert tables.attributes["f"].number.tolist() == [1, 0]
    assert tables.attributes["t"].text.texts() == ["x", None]
    assert tables.left_out == {
        "since": "holds dates; map a date to one of our fields, such as account_signed_up_on",
        "list": "holds lists or the like",
    }


@pytest.mark.parametrize(("texts", "is_number"), [(5, True), (6, False)])
def test_a_column_is_one_of_numbers_from_95_percent_on(files, texts, is_number):
    rows = "".join(f"c{i},{'?' if i < texts else i}\n" for i in range(100))
    tables = own(files, "customer_id,n\n" + rows, "n")

    assert np.isnan(tables.attributes["n"].number).sum() == (texts if is_number else 100)
    assert bool(tables.notes) == is_number


def test_blanks_in_a_column_of_numbers_are_missing_and_counted(files):
    rows = "".join(f"c{i}, \n" for i in range(30)) + "d,5\n"

    assert own(files, "customer_id,n\n" + rows).notes == (
        "customers.csv: n is read as a number; 30 texts that are none count as missing.",
    )


def test_a_star_leaves_out_what_is_missing_throughout_or_names_each_customer(files):
    rows = "".join(f"c{i},,person {i},{i + 1},{i % 7}\n" for i in range(60))
    tables = own(files, "customer_id,blank,name,rownames,n\n" + rows)

    assert list(tables.attributes) == ["n"]
    assert tables.left_out == {
        "blank": "is missing throughout",
        "name": "names nearly every customer differently",
        "rownames": "numbers the rows",
    }
    assert "customers.csv: rownames numbers the rows and is no feature." in tables.notes


def test_a_column_that_is_named_is_taken_whatever_its_name(files):
    tables = own(files, "customer_id,age,n\na,30,1\nb,40,2\n", "age")

    assert tables.attributes["age"].number.tolist() == [30.0, 40.0]


def test_protected_columns_are_left_out_and_said_so(files):
    tables = own(files, "customer_id,district,n\na,x,1\nb,y,2\n", protected=("district",))

    assert tables.left_out == {"district": "is protected"}
    assert tables.notes == ("customers.csv: district is protected and is no feature.",)


def test_an_attribute_that_is_no_column_is_named_with_the_nearest(files):
    with pytest.raises(TrainingError) as error:
        own(files, "customer_id,Tenure\na,3\n", "tenure")

    assert str(error.value) == (
        'customers.csv has no column "tenure", which customers.attributes names; the nearest is "Tenure".'
    )


@pytest.mark.parametrize(
    "name",
    ["age", "Age", "customer_age", "AgeGroup", "agegroup", "AGE", "ageYears", "birth_date", "DOB", "gender", "Sex",
     "SeniorCitizen", "annual_income", "IncomeBand", "salary", "ethnicity", "race", "Religion",
     "年龄", "客户年齡", "性别", "性別", "月收入", "民族", "宗教信仰"],
)  # fmt: skip
def test_personal_names_are_known(name):
    assert looks_personal(name)


@pytest.mark.parametrize(
    "name",
    ["usage", "average_spend", "page_views", "percentage", "PackageType", "storage", "account_age", "AgeOfContract",
     "trace", "essex", "Embrace", "outcome", "tenure", "MonthlyCharges", "城市", "年限", "性能"],
)  # fmt: skip
def test_names_that_only_look_alike_are_not_personal(name):
    assert not looks_personal(name)
