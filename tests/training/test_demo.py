"""The demo company is plausible, and its truth is the best forecast that there is."""

import ast
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from training.demo import write_demo_data

END = date(2026, 10, 31)
Tables = dict[str, pl.DataFrame]


def written(folder: Path, customers: int, seed: int, months: int = 24) -> Tables:
    files = write_demo_data(customers, seed, folder, months=months)
    return {file.stem: pl.read_parquet(file) for file in files}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return written(tmp_path_factory.mktemp("demo"), 4000, 7)


@pytest.fixture(scope="module")
def purchases(tables: Tables) -> pl.DataFrame:
    """Customer and day of every order that is paid and above zero."""
    orders = tables["orders"].filter(pl.col("status") == "paid").group_by("id", "customer_id", "date")
    return orders.agg(pl.col("amount").sum()).filter(pl.col("amount") > 0)


def at(tables: Tables, purchases: pl.DataFrame, horizon: int, cutoff: date) -> pl.DataFrame:
    """The truth of those who bought in the last two horizons, and `silent`: whether no purchase came."""
    days = (pl.lit(cutoff) - pl.col("date")).dt.total_days()
    history = purchases.filter(days >= 0).group_by("customer_id")
    past = history.agg(recency=days.min(), age=days.max(), count=pl.col("date").n_unique().cast(pl.Int64))
    later = purchases.filter(days.is_between(-horizon, -1)).select("customer_id").unique()
    rows = tables["truth"].filter(pl.col("cutoff") == cutoff).join(past, on="customer_id")
    rows = rows.join(later.with_columns(silent=False), on="customer_id", how="left")
    return rows.filter(pl.col("recency") < 2 * horizon).with_columns(pl.col("silent").fill_null(True))


def cutoffs(tables: Tables, horizon: int) -> list[date]:
    """The cutoffs whose horizon ends within the history."""
    days = tables["truth"]["cutoff"].unique().sort()
    return [day for day in days if day + timedelta(days=horizon) <= END]


def assert_calibrated(p: np.ndarray, happened: np.ndarray, slack: float) -> None:
    """Mean chance and realised rate agree, within four standard errors and the slack of the approximation."""
    error = np.sqrt((p * (1 - p)).sum()) / len(p)
    assert abs(p.mean() - happened.mean()) < 4 * error + slack


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
    for file in (Path(__file__).parents[2] / "training" / "demo").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            imported |= {name for name in names if not name.startswith("training.demo")}
    assert not {name for name in imported if name.split(".")[0] in {"scoring", "schema", "service", "training"}}


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


def test_there_is_one_row_for_each_of_the_last_twelve_month_ends(tables: Tables, purchases: pl.DataFrame) -> None:
    truth = tables["truth"]
    assert truth["cutoff"].n_unique() == 12
    assert truth["cutoff"].max() == END
    assert truth.filter(pl.struct("customer_id", "cutoff").is_duplicated()).is_empty()
    for cutoff in truth["cutoff"].unique():
        bought = purchases.filter(pl.col("date") <= cutoff)["customer_id"].unique()
        assert set(truth.filter(pl.col("cutoff") == cutoff)["customer_id"]) == set(bought)


def test_chances_are_chances_and_grow_or_shrink_with_the_horizon(tables: Tables) -> None:
    truth = tables["truth"]
    for name, sign in [("p_no_purchase", -1), ("p_left", 1), ("latent_p_no_purchase", -1)]:
        p = truth.select(f"{name}_{days}d" for days in (30, 60, 90, 180)).to_numpy()
        assert p.min() >= 0
        assert p.max() <= 1 + 1e-5
        assert (sign * np.diff(p, axis=1)).min() >= -1e-5
    revenue = truth.select(f"expected_revenue_{days}d" for days in (30, 60, 90, 180, 365)).to_numpy()
    assert revenue.min() >= 0
    assert np.diff(revenue, axis=1).min() >= -0.01


def test_the_latent_hazard_is_null_for_who_has_left(tables: Tables) -> None:
    truth = tables["truth"]
    assert truth.filter(pl.col("left") != pl.col("latent_hazard").is_null()).is_empty()
    assert truth["latent_hazard"].drop_nulls().to_numpy().min() > 0
    assert truth.filter("left").select((pl.col("latent_p_no_purchase_30d") == 1).all()).item()


@pytest.mark.parametrize("horizon", [30, 60, 90, 180])
def test_the_chance_of_no_purchase_is_calibrated(tables: Tables, purchases: pl.DataFrame, horizon: int) -> None:
    for cutoff in cutoffs(tables, horizon):
        rows = at(tables, purchases, horizon, cutoff)
        p, silent = rows[f"p_no_purchase_{horizon}d"].to_numpy(), rows["silent"].to_numpy()
        assert_calibrated(p, silent, slack=0.005)
        for part in np.array_split(np.argsort(p), 8):
            assert_calibrated(p[part], silent[part], slack=0.01)


def test_the_chance_of_having_left_is_calibrated(tables: Tables) -> None:
    for cutoff in tables["truth"]["cutoff"].unique():
        rows = tables["truth"].filter(pl.col("cutoff") == cutoff)
        p, left = rows["p_left"].to_numpy(), rows["left"].to_numpy()
        assert_calibrated(p, left, slack=0.0)
        for part in np.array_split(np.argsort(p), 8):
            assert_calibrated(p[part], left[part], slack=0.005)


def test_the_expected_hazard_to_come_holds_where_it_is_far_from_the_mean(tables: Tables) -> None:
    """The one approximation of the truth: see training/demo/outlook.py."""
    keys = ["customer_id", "cutoff"]
    truth = tables["truth"].with_columns(later=pl.col("left").shift(-6).over("customer_id"))
    rows = truth.filter(pl.col("cutoff") == date(2026, 4, 30)).drop_nulls("later")
    recent = (pl.col("cutoff") - pl.col("date")).dt.total_days().is_between(0, 150)
    complaints = rows.select(keys).join(tables["inquiries"], on="customer_id").filter("complaint", recent)
    ratings = rows.select(keys).join(tables["feedback"], on="customer_id").filter(recent)
    answered = (pl.col("resolved_on") <= pl.col("cutoff")).fill_null(False)
    for some in (
        complaints.filter(~answered),
        ratings.filter(pl.col("overall") <= 2),
        ratings.filter(pl.col("overall") == 5),
    ):
        these = rows.join(some, on=keys, how="semi")
        assert len(these) > 80
        assert_calibrated(these["p_left_180d"].to_numpy(), these["later"].to_numpy(), slack=0.02)


@pytest.mark.parametrize("horizon", [60, 90, 180])
def test_no_simple_score_comes_near_the_truth(tables: Tables, purchases: pl.DataFrame, horizon: int) -> None:
    age, recency, count = pl.col("age"), pl.col("recency"), pl.col("count")
    overdue = recency / ((age - recency) / (count - 1).clip(1) + 30)
    for cutoff in cutoffs(tables, horizon):
        rows = at(tables, purchases, horizon, cutoff).with_columns(overdue=overdue, rarity=-count / (age + 30))
        silent = rows["silent"].to_numpy()
        names = ("recency", "overdue", "rarity", f"p_no_purchase_{horizon}d", f"latent_p_no_purchase_{horizon}d")
        *simple, best, latent = (roc_auc_score(silent, rows[name].to_numpy()) for name in names)
        assert max(simple) + 0.03 < best < latent


def test_churn_is_neither_rare_nor_the_rule(tables: Tables, purchases: pl.DataFrame) -> None:
    for cutoff in cutoffs(tables, 90):
        assert 0.25 < at(tables, purchases, 90, cutoff)["silent"].to_numpy().mean() < 0.5


@pytest.mark.parametrize("horizon", [30, 90, 180])
def test_expected_revenue_meets_what_came_in(tables: Tables, horizon: int) -> None:
    paid = tables["orders"].filter(pl.col("status") == "paid")
    for cutoff in cutoffs(tables, horizon):
        days = (pl.col("date") - cutoff).dt.total_days()
        came = paid.filter(days.is_between(1, horizon)).group_by("customer_id").agg(pl.col("amount").sum())
        rows = tables["truth"].filter(pl.col("cutoff") == cutoff).join(came, on="customer_id", how="left")
        expected = rows[f"expected_revenue_{horizon}d"].to_numpy().astype(float)
        surprise = rows["amount"].fill_null(0).to_numpy() - expected
        order = np.argsort(expected)
        for part in (order, *np.array_split(order, 4)[2:]):
            error = surprise[part].std() * np.sqrt(len(surprise[part]))
            assert abs(surprise[part].sum()) < 4 * error + 0.02 * expected[part].sum()


def test_inquiries_and_feedback_tell_more_than_orders_alone(tables: Tables, purchases: pl.DataFrame) -> None:
    ago = (pl.col("cutoff") - pl.col("date")).dt.total_days()
    keys = ["customer_id", "cutoff"]
    rows = pl.concat([at(tables, purchases, 90, cutoff) for cutoff in cutoffs(tables, 90)])
    inquiries = (
        rows.select(keys).join(tables["inquiries"], on="customer_id").filter("complaint", ago.is_between(0, 180))
    )
    feedback = rows.select(keys).join(tables["feedback"].sort("date"), on="customer_id").filter(ago.is_between(0, 180))
    unanswered = ~(pl.col("resolved_on") <= pl.col("cutoff")).fill_null(False)
    complaints = inquiries.group_by(keys).agg(complaints=pl.len(), unanswered=unanswered.sum())
    rating = feedback.sort("date").group_by(keys, maintain_order=True).agg(pl.col("overall").last(), rated=ago.last())
    rows = rows.join(complaints, on=keys, how="left").join(rating, on=keys, how="left")
    half = rows["customer_id"].str.slice(-1).is_in(list("02468")).to_numpy()

    def auc(*names: str) -> float:
        x, y = rows.select(names).to_numpy().astype(float), rows["silent"].to_numpy()
        model = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=8, random_state=0).fit(x[half], y[half])
        return float(roc_auc_score(y[~half], model.predict_proba(x[~half])[:, 1]))

    orders = ("recency", "age", "count")
    assert auc(*orders, "complaints", "unanswered", "overall", "rated") > auc(*orders) + 0.005
