"""The demo's truth is the best forecast that there is."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from tests.training.demo.company import END, Tables, assert_calibrated, at, cutoffs


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
