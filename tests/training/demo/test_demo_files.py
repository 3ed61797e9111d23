"""What `demo-data` writes: every table with its columns, the same bytes for the same seed, all files or none."""

import ast
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.training.demo.company import END, Tables, written
from training.demo import write_demo_data

COLUMNS: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    "orders": {
        "customer_id": pl.String,
        "id": pl.String,
        "date": pl.Date,
        "amount": pl.Float64,
        "status": pl.String,
        "category": pl.String,
        "channel": pl.String,
        "discount": pl.Float64,
        "cost": pl.Float64,
        "due_on": pl.Date,
        "paid_on": pl.Date,
        "refunded_on": pl.Date,
    },
    "customers": {
        "customer_id": pl.String,
        "account_status": pl.String,
        "account_signed_up_on": pl.Date,
        "account_contract_ends_on": pl.Date,
        "account_plan": pl.String,
        "account_paying": pl.Boolean,
        "account_left_on": pl.Date,
        "account_competitor": pl.Boolean,
        "account_professional": pl.Boolean,
        "account_intent": pl.String,
        "account_unfollowed_on": pl.Date,
        "account_uninstalled_on": pl.Date,
        "account_cost_to_serve": pl.Float64,
        "profile_kind": pl.String,
        "profile_industry": pl.String,
        "profile_employees": pl.Int64,
        "profile_annual_revenue": pl.Float64,
        "profile_decision_role": pl.String,
        "profile_city": pl.String,
        "profile_city_tier": pl.Int64,
        "profile_region": pl.String,
        "profile_acquisition_channel": pl.String,
        "profile_device": pl.String,
        "profile_age": pl.Int64,
        "profile_gender": pl.String,
        "profile_income_band": pl.String,
        "profile_occupation": pl.String,
        "profile_education": pl.String,
        "profile_interests": pl.List(pl.String),
        "consent_personalization": pl.Boolean,
        "consent_channels": pl.List(pl.String),
    },
    "usage": {
        "customer_id": pl.String,
        "month": pl.String,
        "uses": pl.Int64,
        "visits": pl.Int64,
        "interactions": pl.Int64,
        "posts": pl.Int64,
        "active_weeks": pl.Int64,
    },
    "inquiries": {
        "customer_id": pl.String,
        "date": pl.Date,
        "topic": pl.String,
        "category": pl.String,
        "severity": pl.Int64,
        "complaint": pl.Boolean,
        "resolved_on": pl.Date,
    },
    "feedback": {
        "customer_id": pl.String,
        "date": pl.Date,
        "overall": pl.Int64,
        "product": pl.Int64,
        "service": pl.Int64,
        "price": pl.Int64,
        "after_sales": pl.Int64,
        "nps": pl.Int64,
    },
    "contacts": {
        "customer_id": pl.String,
        "date": pl.Date,
        "direction": pl.String,
        "department": pl.String,
        "channel": pl.String,
        "action": pl.String,
        "campaign": pl.String,
        "responded": pl.Boolean,
        "responded_on": pl.Date,
    },
    "truth": {
        "customer_id": pl.String,
        "cutoff": pl.Date,
        "left": pl.Boolean,
        "latent_hazard": pl.Float32,
        "p_left": pl.Float32,
        **{f"{p}_{days}d": pl.Float32 for days in (30, 60, 90, 180) for p in ("p_no_purchase", "p_left")},
        **{f"expected_revenue_{days}d": pl.Float32 for days in (30, 60, 90, 180, 365)},
        **{f"latent_p_no_purchase_{days}d": pl.Float32 for days in (30, 60, 90, 180)},
    },
}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_table_has_its_columns_and_types(tables: Tables, name: str) -> None:
    assert dict(tables[name].schema) == COLUMNS[name]


def test_there_is_no_other_table(tables: Tables) -> None:
    assert set(tables) == set(COLUMNS)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first = write_demo_data(300, 3, tmp_path / "first")
    again = write_demo_data(300, 3, tmp_path / "again")
    other = write_demo_data(300, 4, tmp_path / "other")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in again]
    assert all(a.read_bytes() != b.read_bytes() for a, b in zip(first, other, strict=True))


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    in_the_way = tmp_path / "truth.parquet.part"
    in_the_way.mkdir()
    with pytest.raises(OSError, match=r"truth\.parquet\.part"):
        write_demo_data(20, 1, tmp_path)
    assert list(tmp_path.iterdir()) == [in_the_way]


def test_every_file_says_that_it_is_a_demo(tmp_path: Path) -> None:
    for file in write_demo_data(20, 5, tmp_path):
        assert pl.read_parquet_metadata(file)["demo"] == "20 customers, seed 5"


def test_one_customer_and_one_month_are_enough(tmp_path: Path) -> None:
    tables = written(tmp_path, 1, 2, months=1)
    assert {name: dict(table.schema) for name, table in tables.items()} == COLUMNS


@pytest.mark.parametrize(("customers", "end"), [(0, END), (5, date(2026, 10, 30))])
def test_no_customer_or_a_month_that_is_not_over_is_refused(tmp_path: Path, customers: int, end: date) -> None:
    with pytest.raises(ValueError, match="must be"):
        write_demo_data(customers, 1, tmp_path, end=end)


def test_the_demo_imports_nothing_of_what_it_will_judge() -> None:
    imported = set()
    for file in (Path(__file__).parents[3] / "training" / "demo").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            imported |= {name for name in names if not name.startswith("training.demo")}
    assert not {name for name in imported if name.split(".")[0] in {"scoring", "schema", "service", "training"}}
