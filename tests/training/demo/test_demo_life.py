"""The demo company is plausible."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.training.demo.company import END, Tables


@pytest.mark.parametrize("name", ["orders", "inquiries", "feedback", "contacts"])
def test_nothing_happens_before_signing_up_or_after_the_end(tables: Tables, name: str) -> None:
    events = tables[name].join(tables["customers"], on="customer_id", how="left")
    days = pl.col("date").is_between(pl.col("account_signed_up_on"), END)
    assert events.select(days.all()).item() is True


def test_usage_begins_with_the_month_of_signing_up_and_ends_with_the_last(tables: Tables) -> None:
    months = tables["usage"].group_by("customer_id").agg(first=pl.col("month").min(), last=pl.col("month").max())
    months = months.join(tables["customers"], on="customer_id")
    signed_up = pl.max_horizontal(pl.col("account_signed_up_on").dt.strftime("%Y-%m"), pl.lit("2024-11"))
    assert months.select((pl.col("first") == signed_up).all() & (pl.col("last") == "2026-10").all()).item()


def test_what_follows_an_event_comes_later_and_is_known_by_the_end(tables: Tables) -> None:
    for name, column in [
        ("orders", "paid_on"),
        ("orders", "refunded_on"),
        ("inquiries", "resolved_on"),
        ("contacts", "responded_on"),
    ]:
        known = tables[name].filter(pl.col(column).is_not_null())
        assert len(known) > 0
        assert known.select(pl.col(column).is_between(pl.col("date"), END).all()).item()


def test_the_tables_are_as_large_as_a_company_of_that_size_would_have(tables: Tables) -> None:
    n = len(tables["customers"])
    orders = tables["orders"].filter(pl.col("amount") > 0)["id"].n_unique()
    assert 8 < orders / n < 12
    assert 0.5 < tables["usage"]["customer_id"].n_unique() / n < 0.7
    assert [round(len(tables[name]) / n) for name in ("inquiries", "feedback", "contacts")] == [2, 1, 5]


def test_amounts_costs_and_refunds_are_plausible(tables: Tables) -> None:
    orders = tables["orders"]
    sold = orders.filter(pl.col("amount") > 0)
    margin = (1 - sold["cost"] / sold["amount"]).drop_nulls().to_numpy()
    assert 0.25 - 0.01 < np.quantile(margin, 0.001) < np.quantile(margin, 0.999) < 0.45 + 0.01
    assert set(orders["status"]) == {"paid", "refunded", "cancelled", "open"}
    assert orders.filter((pl.col("status") == "refunded") != pl.col("refunded_on").is_not_null()).is_empty()
    assert 0.005 < orders.filter(pl.col("amount") < 0)["id"].n_unique() / orders["id"].n_unique() < 0.02
    kinds = sold.join(tables["customers"], on="customer_id").group_by("profile_kind").agg(pl.col("amount").median())
    median = dict(kinds.iter_rows())
    assert median["company"] > 5 * median["person"]


def test_only_companies_buy_on_account_and_some_of_them_pay_late(tables: Tables) -> None:
    owed = tables["orders"].filter(pl.col("paid_on").is_not_null()).join(tables["customers"], on="customer_id")
    assert set(owed["profile_kind"]) == {"company"}
    late = owed.with_columns(late=pl.col("paid_on") > pl.col("due_on")).group_by("customer_id")
    shares = late.agg(pl.col("late").mean(), pl.len()).filter(pl.col("len") >= 8)["late"].to_numpy()
    assert 0.1 < (shares > 0.5).mean() < 0.3
    assert (shares < 0.2).mean() > 0.6


def test_the_crm_has_gaps_and_absent_consent_is_not_a_no(tables: Tables) -> None:
    customers = tables["customers"]
    for name in ("profile_city", "profile_employees", "profile_age", "consent_personalization", "consent_channels"):
        assert 0 < customers[name].null_count() < len(customers)
    assert customers.select((pl.col("consent_channels").list.len() == 0).any()).item()
    assert customers.filter(pl.col("profile_kind") == "person")["profile_industry"].null_count() == (
        customers.filter(pl.col("profile_kind") == "person").height
    )


def test_contracts_run_on_until_the_company_is_told(tables: Tables) -> None:
    contracts = tables["customers"].filter(pl.col("account_contract_ends_on").is_not_null())
    told = contracts.filter(pl.col("account_left_on").is_not_null())
    assert 0 < len(told) < len(contracts)
    assert told.select((pl.col("account_left_on") < pl.col("account_contract_ends_on")).all()).item()
    running = contracts.filter(pl.col("account_left_on").is_null())
    assert running.select((pl.col("account_contract_ends_on") > END).all()).item()
    assert len(tables["customers"].filter(pl.col("account_left_on").is_not_null())) == len(told)
    assert set(told["account_status"]) == {"left"}


def test_who_has_left_is_silent(tables: Tables) -> None:
    gone = tables["truth"].filter("left").group_by("customer_id").agg(pl.col("cutoff").min())
    assert len(gone) > 500
    contacts = tables["contacts"].filter((pl.col("direction") == "inbound") | pl.col("responded"))
    sold = tables["orders"].filter(pl.col("amount") > 0)
    for events in (sold, tables["inquiries"], tables["feedback"], contacts):
        assert events.join(gone, on="customer_id").filter(pl.col("date") > pl.col("cutoff")).is_empty()
    usage = tables["usage"].join(gone, on="customer_id", how="left")
    after = usage.filter(pl.col("month") > pl.col("cutoff").dt.strftime("%Y-%m"))["uses"].to_numpy()
    assert after.mean() < 0.05 * usage.filter(pl.col("cutoff").is_null())["uses"].to_numpy().mean()


def leaving(tables: Tables, risky: pl.DataFrame, since: int = 0) -> float:
    """How much likelier the risky (customer_id, cutoff) leave by the next cutoff than others who were there.

    There at the cutoff, or at the one `since` cutoffs before it.
    """
    left = pl.col("left")
    truth = tables["truth"].with_columns(
        leaves=left.shift(-1).over("customer_id"), gone=left.shift(since).over("customer_id")
    )
    there = truth.drop_nulls(["leaves", "gone"]).filter(~pl.col("gone"))
    keys = ["customer_id", "cutoff"]
    rates = [there.join(risky, on=keys, how=how)["leaves"].to_numpy().mean() for how in ("semi", "anti")]
    return float(rates[0] / rates[1])


def test_complaints_without_an_answer_raise_leaving(tables: Tables) -> None:
    events = tables["truth"].select("customer_id", "cutoff").join(tables["inquiries"], on="customer_id")
    events = events.filter("complaint", (pl.col("cutoff") - pl.col("date")).dt.total_days().is_between(0, 90))
    is_open = pl.col("resolved_on").is_null() | (pl.col("resolved_on") > pl.col("cutoff"))
    assert leaving(tables, events.filter(is_open)) > 2.5
    late = (pl.col("resolved_on") - pl.col("date")).dt.total_days() > 14
    assert leaving(tables, events.filter(~is_open & late)) > 1.5


def test_low_ratings_raise_leaving(tables: Tables) -> None:
    events = tables["truth"].select("customer_id", "cutoff").join(tables["feedback"], on="customer_id")
    events = events.filter((pl.col("cutoff") - pl.col("date")).dt.total_days().is_between(0, 60))
    assert leaving(tables, events.filter(pl.col("overall") <= 2)) > 2
    assert leaving(tables, events.filter(pl.col("overall") >= 4)) < 0.8


def test_too_many_contacts_raise_leaving(tables: Tables) -> None:
    contacts = tables["contacts"].filter(pl.col("direction") == "outbound")
    events = tables["truth"].select("customer_id", "cutoff").join(contacts, on="customer_id")
    month = events.filter((pl.col("cutoff") - pl.col("date")).dt.total_days().is_between(0, 29))
    counts = month.group_by("customer_id", "cutoff").len()
    assert leaving(tables, counts.filter(pl.col("len") > 4), since=1) > 1.15


def test_persons_buy_before_double_eleven_and_hardly_anyone_at_new_year(tables: Tables) -> None:
    orders = tables["orders"].filter(pl.col("amount") > 0).join(tables["customers"], on="customer_id")

    def daily(first: date, last: date, kind: str) -> float:
        rows = orders.filter(pl.col("date").is_between(first, last), pl.col("profile_kind") == kind)
        return float(rows["id"].n_unique() / ((last - first).days + 1))

    promotion = daily(date(2025, 11, 1), date(2025, 11, 11), "person")
    assert promotion > 1.5 * daily(date(2025, 10, 1), date(2025, 10, 20), "person")
    holidays = daily(date(2026, 2, 10), date(2026, 2, 27), "company")
    assert holidays < 0.5 * daily(date(2026, 1, 5), date(2026, 1, 31), "company")


def test_some_categories_follow_others(tables: Tables) -> None:
    first = tables["orders"].filter(pl.col("amount") > 0).unique("id", keep="first", maintain_order=True)
    first = first.sort("customer_id", "date", maintain_order=True)
    steps = first.with_columns(next=pl.col("category").shift(-1).over("customer_id")).drop_nulls("next")
    for kind, pairs in {
        "person": [("purifiers", "installation"), ("filters", "cleaning_agents")],
        "company": [("pumps", "maintenance"), ("valves", "sensors"), ("seals", "spare_parts")],
    }.items():
        people = tables["customers"].filter(pl.col("profile_kind") == kind)
        mine = steps.join(people, on="customer_id", how="semi")
        base = dict(mine["next"].value_counts(normalize=True).iter_rows())
        for bought, follower in pairs:
            assert (mine.filter(pl.col("category") == bought)["next"] == follower).mean() > 1.3 * base[follower]
