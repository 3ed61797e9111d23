"""What is known at a cutoff holds nothing of later days, and what came after it is counted as defined."""

from datetime import date

import polars as pl
import pytest

from benchmarks.quality.history import cut, known_at, outcome, purchases
from benchmarks.quality.past import Past

DAY = date(2024, 6, 30)
ORDERS = pl.DataFrame(
    {
        "customer_id": ["a", "a", "a", "b", "b", "c"],
        "id": ["1", "1", "2", "3", "4", "5"],
        "date": [date(2024, 1, 5), date(2024, 1, 5), date(2024, 7, 1), date(2024, 6, 30), date(2024, 8, 30),
                 date(2024, 7, 2)],
        "amount": [10.0, 5.0, 20.0, 30.0, 40.0, 50.0],
        "status": ["paid", "paid", "paid", "refunded", "paid", "paid"],
        "refunded_on": [None, None, None, date(2024, 7, 10), None, None],
    }
)  # fmt: skip


@pytest.fixture
def files(tmp_path):
    ORDERS.write_parquet(tmp_path / "orders.parquet")
    return {"orders": tmp_path / "orders.parquet"}


def test_no_file_of_the_demo_holds_a_later_day_when_it_was_cut(demo_files, tmp_path):
    day = date(2026, 5, 31)
    for name, path in cut(demo_files, day, tmp_path / "known").items():
        table = pl.read_parquet(path)
        assert len(table) > 0
        for column in [c for c, kind in table.schema.items() if kind.is_temporal() and c != "account_contract_ends_on"]:
            last = table[column].max()
            assert last is None or last <= day, f"{name}.{column}"
        assert "month" not in table.columns or table["month"].max() == "2026-05"


def test_what_a_later_day_made_of_a_row_is_taken_back(files, tmp_path):
    known = pl.read_parquet(cut(files, DAY, tmp_path / "known")["orders"])

    assert known["id"].to_list() == ["1", "1", "3"]
    assert known["status"].to_list() == ["paid"] * 3
    assert known["refunded_on"].null_count() == 3


def test_who_leaves_later_was_there(tmp_path):
    people = pl.DataFrame(
        {
            "customer_id": ["a", "b", "c"],
            "account_signed_up_on": [date(2023, 1, 1), date(2023, 1, 1), date(2024, 9, 1)],
            "account_status": ["left", "left", "active"],
            "account_left_on": [date(2024, 7, 1), date(2024, 1, 1), None],
            "account_contract_ends_on": [date(2024, 12, 31), None, None],
        }
    )
    people.write_parquet(tmp_path / "customers.parquet")
    known = pl.read_parquet(cut({"customers": tmp_path / "customers.parquet"}, DAY, tmp_path / "known")["customers"])

    assert known["customer_id"].to_list() == ["a", "b"]
    assert known["account_status"].to_list() == ["active", "left"]
    assert known["account_left_on"].to_list() == [None, date(2024, 1, 1)]
    assert known["account_contract_ends_on"].to_list() == [date(2024, 12, 31), None]


def test_a_month_of_use_is_known_when_it_has_ended(tmp_path):
    usage = pl.DataFrame({"customer_id": ["a"] * 3, "month": ["2024-05", "2024-06", "2024-07"]})
    usage.write_parquet(tmp_path / "usage.parquet")
    paths = {"usage": tmp_path / "usage.parquet"}

    assert len(pl.read_parquet(cut(paths, DAY, tmp_path / "end")["usage"])) == 2
    assert len(pl.read_parquet(cut(paths, date(2024, 6, 29), tmp_path / "before")["usage"])) == 1


def test_lines_of_an_id_are_one_purchase_and_a_refunded_order_is_none():
    assert purchases(ORDERS).rows() == [
        ("a", date(2024, 1, 5), 15.0), ("a", date(2024, 7, 1), 20.0), ("b", date(2024, 8, 30), 40.0),
        ("c", date(2024, 7, 2), 50.0),
    ]  # fmt: skip


def test_without_ids_lines_of_a_day_are_one_purchase_and_nothing_for_nothing_is_none():
    days = pl.Series([date(2024, 1, 1), date(2024, 1, 1), date(2024, 1, 2)]).cast(pl.Datetime)
    lines = pl.DataFrame({"customer_id": [7, 7, 7], "date": days, "value": [1.0, 2.0, 0.0]})

    assert purchases(lines, "value").rows() == [("7", date(2024, 1, 1), 3.0)]


def test_the_outcome_is_of_buyers_within_the_horizon():
    bought = purchases(ORDERS.with_columns(status=pl.lit("paid")))
    found = outcome(known_at(bought, DAY), bought, DAY, 60)

    assert found["customer_id"].to_list() == ["a", "b"]  # c had not bought by then
    assert found["churned"].to_list() == [0.0, 1.0]  # b's next purchase is on the 61st day
    assert found["revenue"].to_list() == [20.0, 0.0]
    assert found["active"].to_list() == [False, True]  # a's last purchase is over two horizons away


def test_a_refund_lowers_revenue_on_its_day_and_is_no_purchase():
    days = [date(2024, 1, 1), date(2024, 2, 1), date(2024, 2, 9), date(2024, 2, 20)]
    lines = pl.DataFrame({"customer_id": ["a", "a", "a", "b"], "date": days, "amount": [30.0, 20.0, -5.0, -1.0]})
    found = purchases(lines)
    after = outcome(known_at(found, date(2024, 1, 31)), found, date(2024, 1, 31), 60)

    assert after.select("customer_id", "purchases", "revenue").rows() == [("a", 1.0, 15.0)]  # b never bought
    assert known_at(found, date(2024, 2, 28)).select("orders", "spent").rows() == [(2, 50.0)]


def test_earlier_cutoffs_of_peers_end_before_the_day():
    past = Past(purchases(ORDERS), date(2024, 8, 31), 30)

    assert past.earlier == [date(2024, 8, 1), date(2024, 7, 17), date(2024, 7, 2), date(2024, 6, 17)]
    assert set(past.learned(date(2024, 8, 1))["customer_id"]) == {"a", "c"}
