from datetime import date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tools.complete_journey import orders, raw, sample

at = datetime.fromisoformat
PRODUCTS = pl.LazyFrame({"product_id": [1, 2, 3], "department": ["GROCERY", "GROCERY", "MEAT"]})


def lines(*rows: tuple[int, int, int, float, float, datetime]) -> pl.LazyFrame:
    names = ["household_id", "basket_id", "product_id", "sales_value", "retail_disc", "transaction_timestamp"]
    return pl.LazyFrame(list(rows), schema=names, orient="row")


def test_a_basket_becomes_one_line_a_department() -> None:
    noon = at("2017-05-02 12:00")
    found = orders(
        lines((7, 90, 1, 1.10, 0.0, noon), (7, 90, 2, 2.20, 1.10, noon), (7, 90, 3, 5.0, 0.0, noon)), PRODUCTS
    )
    wanted = {
        "customer_id": ["7", "7"],
        "id": ["90", "90"],
        "date": [date(2017, 5, 2)] * 2,
        "category": ["grocery", "meat"],
        "amount": [3.30, 5.00],
        "discount": [0.25, 0.0],
    }
    assert_frame_equal(found.collect(), pl.DataFrame(wanted))


def test_what_is_free_has_no_discount_share_and_an_unknown_product_no_department() -> None:
    found = orders(lines((7, 90, 4, 0.0, 0.0, at("2017-05-02"))), PRODUCTS).collect()
    assert found.select("category", "amount", "discount").rows() == [(None, 0.0, None)]


def test_the_morning_after_the_year_is_left_out() -> None:
    found = orders(
        lines((7, 90, 1, 1.0, 0.0, at("2018-01-01 03:00")), (7, 91, 1, 1.0, 0.0, at("2017-12-31 23:00"))), PRODUCTS
    )
    assert found.collect()["id"].to_list() == ["91"]


@pytest.mark.parametrize(("baskets", "last"), [(10, 1), (20, 31), (40, 1)])
def test_the_household_shown_has_a_readable_history_that_is_not_of_yesterday(baskets: int, last: int) -> None:
    def household(number: int, count: int, day: int) -> list[tuple[int, int, int, float, float, datetime]]:
        return [(number, number * 100 + basket, 1, 1.0, 0.0, at(f"2017-12-{day:02d}")) for basket in range(count)]

    table = orders(lines(*household(1, baskets, last), *household(2, 20, 1)), PRODUCTS).collect()
    shown = sample(table)
    assert (shown["customer_id"], shown["as_of"], len(shown["orders"])) == ("2", "2017-12-31", 20)
    assert shown["orders"][0] == {
        "id": "200",
        "date": "2017-12-01",
        "category": "grocery",
        "amount": 1.0,
        "discount": 0.0,
    }


def test_the_raw_lines_are_those_of_the_households_asked_for_in_the_order_of_time() -> None:
    noon = at("2017-05-02 12:00")
    found = raw(
        lines((7, 91, 2, 2.0, 0.0, at("2017-06-01")), (9, 92, 1, 1.0, 0.0, noon), (8, 90, 3, 3.0, 0.5, noon)),
        PRODUCTS,
        2,
    ).collect()
    assert found.select("household_id", "basket_id", "department").rows() == [(8, 90, "MEAT"), (7, 91, "GROCERY")]
    assert found["transaction_timestamp"].to_list() == [noon, at("2017-06-01")]
