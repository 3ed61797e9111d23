"""CDNOW as it was after 39 weeks: too short for past cutoffs of a horizon of 39 weeks, and judged on what came then."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from schema.answer import answer
from scoring.dimensions.churn import in_population
from scoring.model import Bundle
from scoring.scorer import Scores, score
from tests.training.commands import ROOT, fitted
from tests.training.records import records
from training import short_history
from training.bulk import load, score_chunks
from training.config import Config
from training.content import bare_content, reference
from training.fit import fit
from training.metrics import auc
from training.progress import silent
from training.question import ask
from training.tables import read_tables

CDNOW = ROOT / ".." / "shared" / "data" / "cdnow.parquet"
END, DAYS = date(1997, 9, 30), 273
SETTINGS = f'as_of = "{END}"\nhorizon_days = {DAYS}\nvalue_horizon_days = {DAYS}\ncurrency = "USD"\n'


@pytest.fixture(scope="module")
def lines() -> pl.DataFrame:
    if not CDNOW.exists():
        pytest.skip("cdnow.parquet is not beside this checkout (../shared/data)")
    bought = pl.read_parquet(CDNOW).select(pl.col("customer_id").cast(pl.String), pl.col("date").dt.date(), "value")
    return bought.rename({"value": "amount"})


@pytest.fixture(scope="module")
def known(lines, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("short") / "orders.parquet"
    lines.filter(pl.col("date") <= END).write_parquet(path)
    return path


@pytest.fixture(scope="module")
def bundle(known) -> Bundle:
    config = known.with_name("fit.toml")
    config.write_text(SETTINGS, encoding="utf-8")
    return load(fitted(known.parent / "models", {"orders": known}, "--config", config))


@pytest.fixture(scope="module")
def judged(bundle, known, lines) -> pl.DataFrame:
    """The scores of who had bought, beside what each spent afterwards."""
    _, _, chunks = score_chunks(bundle, {"orders": known}, None, Config())
    later = lines.filter((pl.col("date") > END) & (pl.col("amount") > 0)).group_by("customer_id")
    came = later.agg(pl.sum("amount"), pl.col("date").n_unique().alias("days"))
    found = pl.concat(chunks).join(came, on="customer_id", how="left")
    found = found.with_columns(pl.col("amount", "days").fill_null(0))
    return found.filter(pl.col("churn_probability").is_not_null())


def test_such_a_bundle_says_what_it_rests_on(bundle):
    assert (bundle.method, bundle.horizon_days, bundle.value_horizon_days) == ("mbg_nbd", DAYS, DAYS)
    assert [pattern.name for pattern in bundle.patterns] == ["summary"]
    assert "so the rhythm of purchase forecasts" in bundle.card["rules_because"][0]


def test_the_next_39_weeks_are_told_better_than_by_the_published_models(judged):
    """Pareto/NBD on the same file: AUC 0.763, Brier 0.1645, ECE 0.063, spend Gini 0.685, purchases' MAE 0.794."""
    p, left = judged["churn_probability"].to_numpy(), (judged["amount"] == 0).to_numpy().astype(float)
    tenths = np.array_split(np.argsort(p), 10)
    expected, spent = judged["value_expected_value"].to_numpy(), judged["amount"].to_numpy()

    assert auc(left, p) >= 0.768
    assert np.mean((p - left) ** 2) <= 0.162
    assert sum(abs(p[rows].mean() - left[rows].mean()) * len(rows) for rows in tenths) / len(p) <= 0.05
    assert abs(expected.sum() / spent.sum() - 1) <= 0.25
    assert _concentration(spent, expected) / _concentration(spent, spent) >= 0.70
    days = judged["next_purchase_expected_purchases"].to_numpy()
    assert np.mean(np.abs(days - judged["days"].to_numpy())) <= 0.794


def test_its_percentiles_are_of_the_customers_of_the_last_day(judged):
    """Of equal scores the highest rank counts, so they are a little uneven; by the halves' level they are far off."""
    percentile = judged["churn_percentile"].to_numpy()
    for share in (20, 40, 60, 80):
        assert (percentile <= share).mean() == pytest.approx(share / 100, abs=0.06)


def test_four_of_five_intervals_hold(judged):
    low, high = np.array(judged["value_interval"].to_list()).T
    held = ((judged["amount"].to_numpy() >= low) & (judged["amount"].to_numpy() <= high)).mean()
    assert 0.78 <= held <= 0.85


def test_its_tables_say_what_its_regression_says(bundle, known):
    """Within a cell a curve is one value; those at the ends, of few customers, are wide."""
    found, models = _scored_and_learned(bundle, known)
    x = found.facts.features.matrix(short_history.NAMES, {})
    scored = np.isfinite(found.columns["churn_score"])
    said = [
        model.decision_function(
            np.stack([curve(x[scored, short_history.NAMES.index(name)]) for name, curve in look.items()], axis=1)
        )
        for model, look in zip(models, short_history.LOOKS["churn"], strict=True)
    ]
    above = found.columns["churn_score"][scored] - np.mean(said, axis=0)  # all by the same, which sets the level

    off = np.abs(above - np.median(above))
    assert np.median(off) < 0.01 and np.mean(off < 0.1) > 0.98


def test_its_level_is_half_way_between_the_rhythm_as_published_and_as_corrected(bundle, known):
    found, models = _scored_and_learned(bundle, known)
    p = found.columns["churn_probability"]
    x = found.facts.features.matrix(short_history.NAMES, {})[np.isfinite(p)]
    first = short_history.LOOKS["churn"][0]
    z = np.stack([curve(x[:, short_history.NAMES.index(name)]) for name, curve in first.items()], axis=1)
    corrected, published = models[0].predict_proba(z)[:, 1], x[:, short_history.NAMES.index(short_history.FORECAST)]

    assert abs(corrected.mean() - published.mean()) > 0.02
    assert np.nanmean(p) == pytest.approx((corrected.mean() + published.mean()) / 2, abs=0.002)


def test_a_summary_is_answered_as_its_list_is_and_reasons_add_up(bundle):
    listed = {"customer_id": "a", "orders": [{"date": f"1997-0{month}-10", "amount": 20.0} for month in (2, 4, 7)]}
    summary = {"count": 3, "amount": 60.0, "first_on": "1997-02-10", "last_on": "1997-07-10"}
    alone = {"customer_id": "a", "order_summary": summary}
    whole, short = answer(records([listed, alone], bundle), bundle, "en", END)
    churn = whole["churn"]
    told = sum(reason["effect"] for reason in churn["reasons"]) + churn["other_effect"]

    assert churn["probability"] == pytest.approx(short["churn"]["probability"], abs=1e-12)
    assert churn["baseline_score"] + told == pytest.approx(churn["score"], abs=1e-9)
    assert (churn["method"], churn["basis"], churn["pattern"]) == ("mbg_nbd", "model", "summary")
    assert {"no_purchase_by_rhythm", "days_since_last_order"} <= {reason["feature"] for reason in churn["reasons"]}


@pytest.mark.parametrize("gone", [0, 1, 600])
def test_where_hardly_anybody_or_everybody_left_no_churn_model_is_learned(files, gone):
    """600 customers buy every 20 days for 220; some stop in the middle."""
    days = [
        (f"c{i:03}", date(2024, 1, 1) + timedelta(day), 10.0 + i % 7)
        for i in range(600)
        for day in range(i % 20, 219 if i >= gone else 109, 20)
    ]
    last = ("last", date(2024, 8, 8), 5.0)
    orders = pl.DataFrame([*days, last], schema=["customer_id", "date", "amount"], orient="row")
    made = fit(read_tables(files(orders=orders), Config()), Config(horizon_days=90), silent())

    assert made.content["meta"]["method"] == "rule"
    assert short_history.TOO_FEW in made.content["card"]["rules_because"]
    assert set(made.estimators) <= {"summary.value"}


def _scored_and_learned(bundle: Bundle, known: Path) -> tuple[Scores, Any]:
    """What the bundle says of the last day, and the regressions behind its churn."""
    tables = read_tables({"orders": known}, Config())
    config = Config(as_of=END, horizon_days=DAYS, value_horizon_days=DAYS)
    question = ask(tables, config)
    content = bare_content(tables, config, question, reference(tables, question))
    found = score(tables.customers(question.as_of), bundle)
    return found, short_history.learn(tables, content, question, found.facts)["churn"].served


def _concentration(spent: np.ndarray, by: np.ndarray) -> float:
    return float((np.cumsum(spent[np.argsort(-by, kind="stable")]) / spent.sum()).mean() - 0.5)


def test_the_value_of_lapsed_customers_is_what_the_regression_says(files):
    """Buyers outside the active window are in cells that nobody whom churn can befall shares."""
    rng = np.random.default_rng(5)
    start, days = date(2024, 1, 1), 230
    rows = [
        (f"c{i:04}", start + timedelta(int(day)), float(rng.lognormal(3, 0.6)))
        for i in range(1_500)
        for day in np.cumsum(rng.exponential(rng.gamma(2, 25), 40))[: rng.geometric(0.25)]
        if day <= days
    ]
    orders = pl.DataFrame(
        [*rows, ("last", start + timedelta(days), 5.0)], ["customer_id", "date", "amount"], orient="row"
    )
    tables, config = read_tables(files(orders=orders), Config()), Config(horizon_days=60, value_horizon_days=60)
    made = fit(tables, config, silent())
    bundle = Bundle.from_content(made.content, "2024-08-18-00000000")
    found = score(tables.customers(ask(tables, config).as_of), bundle)
    x = found.facts.features.matrix(short_history.NAMES, {})
    lapsed = ~in_population(found.facts) & ~np.isnan(x).any(axis=1)
    models: Any = made.estimators["summary.value"]
    (model,) = models
    (look,) = short_history.LOOKS["value"]
    z = np.stack([curve(x[lapsed, short_history.NAMES.index(name)]) for name, curve in look.items()], axis=1)
    exact, served = model.predict(z), found.columns["value_expected_value"][lapsed]

    assert lapsed.sum() > 100
    ratio = served / exact
    assert np.mean(np.abs(np.log(ratio / np.median(ratio))) < np.log(1.5)) > 0.95
