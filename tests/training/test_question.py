"""What can be asked of the data: the event, the horizons, the day; or that rules have to answer, and why."""

from datetime import date, timedelta

import polars as pl
import pytest

from tests.training.companies import LAST, labelled, shop, subscribers
from training.config import Config
from training.errors import TrainingError
from training.question import Question, ask, last_known_day
from training.tables import read_tables

STATIC = {"customers": "customer_id,profile_kind\na,person\n"}


def day(text: str) -> float:
    return float((date.fromisoformat(text) - date(1970, 1, 1)).days)


def asked(paths, **settings) -> Question:
    config = Config(**settings)
    return ask(read_tables(paths, config), config)


def repeat_buyers(number: int, once: int) -> pl.DataFrame:
    """Two years of a shop in which so many customers bought on two days."""
    many = [(f"r{i:04}", d, 10.0) for i in range(number) for d in (i % 300, 400 + i % 300)]
    few = [(f"o{i:04}", i % 700, 10.0) for i in range(once)]
    rows = pl.DataFrame([*many, *few], schema=["customer_id", "day", "amount"], orient="row")
    return rows.select("customer_id", pl.lit(date(2023, 1, 1)).alias("date") + pl.duration(days="day"), "amount")


def test_orders_ask_whether_customers_buy_again(files):
    found = asked(files(orders=shop(600)))

    assert (found.mode, found.method) == ("purchases", "glass_box")
    assert found.reasons == ("the history is too short for cutoffs 365 days apart, so value is learned over 180 days",)
    assert found.as_of == day(str(LAST))
    assert found.churn is not None and found.churn.test + found.churn.horizon_days == found.as_of


def test_a_label_comes_before_orders_and_orders_before_contracts(files):
    assert asked(files(orders=shop(600), customers=labelled(600))).mode == "label"
    both = files(orders=shop(600), customers=subscribers(600))
    assert asked(both).mode == "purchases"
    assert asked(both, event="contracts").mode == "contracts"


def test_a_label_alone_has_no_horizon_and_no_cutoffs(files):
    found = asked(files(customers=labelled(600)))

    assert (found.method, found.as_of) == ("glass_box", 0)
    assert (found.horizon_days, found.churn, found.value) == (None, None, None)


def test_without_events_the_last_day_is_that_of_the_last_customer_who_came_or_left(files):
    table = subscribers(600)
    wanted = max(table["account_signed_up_on"].max(), table["account_left_on"].max())

    assert asked(files(customers=table)).as_of == day(str(wanted))


def test_the_configured_day_is_the_last_that_counts(files):
    found = asked(files(orders=shop(600)), as_of=date(2024, 6, 1))

    assert found.as_of == day("2024-06-01")
    assert found.outcome.purchases.number("day").max() <= found.as_of


def test_the_value_horizon_is_the_one_asked_for_or_the_longest_usual_one_that_fits(files):
    orders = files(orders=shop(600))
    found = {days: asked(orders, value_horizon_days=days) for days in (365, 200, 100, 60)}

    assert {days: one.value.horizon_days for days, one in found.items()} == {365: 180, 200: 200, 100: 100, 60: 60}
    assert [days for days, one in found.items() if one.reasons] == [365]


def test_nothing_to_learn_from_names_all_three_ways(files):
    with pytest.raises(TrainingError) as error:
        asked(files(**STATIC))

    assert str(error.value) == (
        'there is nothing to learn from: give --customers FILE with a label ([customers] churned = "..."); '
        "or give --orders FILE; or give --customers FILE with account_signed_up_on and account_left_on."
    )


@pytest.mark.parametrize(
    ("event", "wanted"), [("label", "a label"), ("purchases", "--orders"), ("contracts", "account_left_on")]
)
def test_an_event_that_the_files_do_not_hold_is_an_error(files, event, wanted):
    with pytest.raises(TrainingError, match=f'^event = "{event}" has nothing to go by: give .*{wanted}'):
        asked(files(**STATIC), event=event)


def test_contracts_of_whom_nobody_has_left_yet_are_contracts(files):
    table = subscribers(600).with_columns(account_left_on=pl.lit(None, pl.Date))

    assert asked(files(customers=table)).mode == "contracts"


@pytest.mark.parametrize(("customers", "method"), [(499, "rule"), (500, "glass_box")])
def test_500_customers_are_needed(files, customers, method):
    found = asked(files(orders=repeat_buyers(customers, 0)))

    assert found.method == method
    told = "499 customers are too few to learn from (500 are needed), so rules answer"
    assert (told in found.reasons) == (method == "rule")


@pytest.mark.parametrize(("repeat", "method"), [(99, "rule"), (100, "glass_box")])
def test_100_repeat_buyers_are_needed(files, repeat, method):
    found = asked(files(orders=repeat_buyers(repeat, 500)))

    assert found.method == method
    told = "99 customers bought on two days or more (100 are needed), so rules answer"
    assert (told in found.reasons) == (method == "rule")


def test_two_orders_of_one_day_are_no_repeat(files):
    twice = repeat_buyers(99, 500)

    assert asked(files(orders=pl.concat([twice, twice]))).method == "rule"


def test_a_short_history_is_said_in_days(files):
    found = asked(files(orders=shop(600, days=50)), horizon_days=30)

    assert found.method == "rule" and found.churn is None and found.value is None
    assert found.reasons == ("the data span 50 days: too few for three cutoffs 30 days apart, so rules answer",)


def test_a_history_too_short_for_cutoffs_is_halved_where_it_shows_a_rhythm(files):
    found = asked(files(orders=shop(600, days=100)), horizon_days=30)

    assert found.method == "mbg_nbd" and found.churn is None and found.value is None
    assert found.halfway is not None and found.halfway.day == found.as_of - 30  # the horizon, the middle being earlier
    assert found.halfway.value_day == found.as_of - 50 and found.halfway.value_days == 90
    assert "so the rhythm of purchase forecasts" in found.reasons[0]
    assert asked(files(orders=shop(600, days=100)), horizon_days=102).method == "rule"  # longer than what is known
    assert asked(files(orders=shop(600, days=120)), horizon_days=30).method == "glass_box"


def test_a_day_before_all_data_leaves_nothing_to_learn(files):
    found = asked(files(customers=subscribers(600)), as_of=date(2001, 1, 1))

    assert found.reasons == ("the data span 0 days: too few for three cutoffs 365 days apart, so rules answer",)


@pytest.mark.parametrize(
    ("left", "reason"),
    [
        (600, "only 0 of 600 customers stayed: too few to learn from (30)"),
        (0, "only 0 of 600 customers left: too few to learn from (30)"),
        (29, "only 29 of 600 customers left: too few to learn from (30)"),
        (30, None),
    ],
)
def test_a_label_needs_30_of_each_kind(files, left, reason):
    table = labelled(600).with_columns(churned=(pl.int_range(pl.len()) < left).cast(pl.Int64))

    assert asked(files(customers=table)).reasons == (() if reason is None else (reason,))


def test_only_customers_with_a_label_count(files):
    table = labelled(600).with_columns(churned=pl.when(pl.int_range(pl.len()) < 499).then("churned"))

    assert asked(files(customers=table)).reasons == (
        "499 labelled customers are too few to learn from (500 are needed)",
    )


def test_models_know_the_population_up_to_the_earliest_test_cutoff(files):
    found = asked(files(orders=shop(600)), horizon_days=30)

    assert found.churn.test > found.value.test
    assert (found.reference_day, found.earliest_test) == (found.churn.test, found.value.test)


def test_the_day_of_files_without_any_day_is_1970(files):
    tables = read_tables(files(customers=labelled(5)), Config())

    assert last_known_day(tables, Config()) == 0
    assert last_known_day(tables, Config(as_of=date(1970, 1, 11))) == 10


def test_days_to_come_do_not_hide_the_last_known_day(files):
    orders = shop(10)
    paid_later = orders.with_columns(paid_on=pl.col("date") + timedelta(days=90))

    assert last_known_day(read_tables(files(orders=paid_later), Config()), Config()) == day(str(LAST))


def test_contracts_without_orders_say_nothing_of_value(files):
    found = asked(files(customers=subscribers(600, days=800)), horizon_days=90)

    assert (found.mode, found.method, found.value) == ("contracts", "glass_box", None)
    assert found.reasons == ()
