"""Real data, where they stand beside the checkout."""

from pathlib import Path

import numpy as np
import pytest

from training.config import Config, TableConfig
from training.tables import Tables, read_tables

SHARED = Path("../shared/data")


def needs(name: str) -> Path:
    if not (SHARED / name).exists():
        pytest.skip(f"{name} is not beside this checkout")
    return SHARED / name


def test_cdnow_is_read_with_one_line_of_configuration():
    tables = read_tables(
        {"orders": needs("cdnow.parquet")}, Config(tables={"orders": TableConfig(fields={"amount": "value"})})
    )

    assert len(tables) == 23_570
    assert tables.files["orders"].first_day == 9_862  # 1997-01-01
    assert tables.last_day == 10_407  # 1998-06-30
    assert len(tables.customers(1).tables["orders"]) == 69_659
    assert tables.notes == ("cdnow.parquet: rows that repeat another one in every column are kept: 255.",)


def telco(attributes: tuple[str, ...]) -> Tables:
    fields = {"customer_id": "customerID", "churned": "Churn = 'Yes'"}
    config = Config(tables={"customers": TableConfig(fields=fields)}, attributes=attributes)
    return read_tables({"customers": needs("telco.csv")}, config)


def test_telco_is_read_with_its_label_and_every_other_column():
    tables = telco(("*",))

    assert tables.churned.sum() == 1_869
    assert tables.last_day is None
    assert tables.left_out == {"SeniorCitizen": "looks personal", "gender": "looks personal"}
    assert len(tables.attributes) == 17
    assert tables.attributes["Contract"].text.levels == ("Month-to-month", "One year", "Two year")
    assert np.isnan(tables.attributes["TotalCharges"].number).sum() == 11
    assert "telco.csv: TotalCharges is read as a number; 11 texts that are none count as missing." in tables.notes


def test_telco_takes_a_personal_column_that_is_named():
    tables = telco(("tenure", "gender"))

    assert sorted(tables.attributes) == ["gender", "tenure"]
    assert tables.left_out == {}
