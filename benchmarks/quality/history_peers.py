"""Peers for companies without a contract: recency, logistic RFM, boosting, BG/NBD and Pareto/NBD."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, PoissonRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.quality.past import Forecast, Past
from scoring.columns import EPOCH_ORDINAL, FloatArray
from training import btyd

Peer = Callable[[Past], Forecast]


def recency(past: Past) -> Forecast:
    """Days since the last purchase alone."""
    return _learned(past, ("silent",))


def rfm(past: Past) -> Forecast:
    """Logistic and Poisson regression on logarithms of recency, frequency, mean amount and tenure."""
    return _learned(past, ("silent", "orders", "mean_amount", "tenure"))


def hgb_default(past: Past) -> Forecast:
    """scikit-learn's boosting as it comes, on the features that ours has."""
    if past.features is None or not past.earlier:
        return Forecast.of(len(past.asked), note="no features, or no earlier cutoff to learn from")
    learned = [past.learned(day) for day in past.earlier]
    x = np.concatenate([_features(past, one, day) for one, day in zip(learned, past.earlier, strict=True)])
    active = np.concatenate([one["active"].to_numpy() for one in learned])
    churned, revenue = (np.concatenate([one[name].to_numpy() for one in learned]) for name in ("churned", "revenue"))
    asked = _features(past, past.asked, past.day)
    varied = np.array([np.unique(column[~np.isnan(column)]).size > 0 for column in x.T])  # an empty column is an error
    x, asked = x[:, varied], asked[:, varied]
    classifier = HistGradientBoostingClassifier(random_state=0).fit(x[active], churned[active])
    regressor = HistGradientBoostingRegressor(loss="poisson", random_state=0).fit(x, revenue)
    return Forecast.of(len(asked), churn=classifier.predict_proba(asked)[:, 1], revenue=regressor.predict(asked))


def bg_nbd(past: Past) -> Forecast:
    """BG/NBD with Gamma-Gamma, fitted on all history up to the cutoff."""
    return _parametric(past, "BgNbd")


def mbg_nbd(past: Past) -> Forecast:
    """MBG/NBD with Gamma-Gamma: the first purchase may be the last."""
    return _parametric(past, "MbgNbd")


def pareto_nbd(past: Past) -> Forecast:
    """Pareto/NBD with Gamma-Gamma."""
    return _parametric(past, "ParetoNbd")


PEERS: Mapping[str, Peer] = {
    "recency": recency,
    "logistic RFM": rfm,
    "hgb default": hgb_default,
    "bg/nbd": bg_nbd,
    "mbg/nbd": mbg_nbd,
    "pareto/nbd": pareto_nbd,
}


def timed(peer: Peer, past: Past) -> Forecast:
    """What it says, with its CPU seconds; a peer that cannot be fitted says so in its line."""
    begun = time.process_time()
    try:
        forecast = peer(past)
    except (ImportError, ValueError) as error:
        forecast = Forecast.of(len(past.asked), note=f"could not be fitted: {error}")
    return replace(forecast, cpu_seconds=time.process_time() - begun)


def _features(past: Past, known: pl.DataFrame, day: date) -> FloatArray:
    assert past.features is not None
    return past.features(day, known["customer_id"].to_list())


def _learned(past: Past, names: tuple[str, ...]) -> Forecast:
    if not past.earlier:
        return Forecast.of(len(past.asked), note="no earlier cutoff to learn from")
    learned = [past.learned(day) for day in past.earlier]
    x = np.concatenate([_measures(one, day, names) for one, day in zip(learned, past.earlier, strict=True)])
    table = pl.concat(learned)
    asked = _measures(past.asked, past.day, names)
    active = table["active"].to_numpy()
    churn: Any = make_pipeline(StandardScaler(), LogisticRegression())
    revenue: Any = make_pipeline(StandardScaler(), PoissonRegressor(alpha=1e-3, max_iter=1_000))
    churn.fit(x[active], table["churned"].to_numpy()[active])
    unit = float(table["revenue"].to_numpy().mean()) or 1.0
    revenue.fit(x, table["revenue"].to_numpy() / unit)
    return Forecast.of(len(asked), churn=churn.predict_proba(asked)[:, 1], revenue=revenue.predict(asked) * unit)


def _measures(known: pl.DataFrame, day: date, names: tuple[str, ...]) -> FloatArray:
    """Logarithms (n, k) of days since the last purchase, orders, mean amount and days since the first."""
    measured = known.select(
        silent=(pl.lit(day) - pl.col("last")).dt.total_days() + 1,
        orders="orders",
        mean_amount=pl.col("spent") / pl.col("orders"),
        tenure=(pl.lit(day) - pl.col("first")).dt.total_days() + 1,
    )
    found: FloatArray = np.log(measured.select(names).cast(pl.Float64).to_numpy())
    return found


def _parametric(past: Past, name: str) -> Forecast:
    """By `training.btyd`: P(no purchase), purchase days, and their value with the first purchase counted in."""
    asked, until = past.asked, float(past.day.toordinal() - EPOCH_ORDINAL)
    first, last = (asked[column].to_physical().cast(pl.Float64).to_numpy() for column in ("first", "last"))
    repeats = btyd.Repeats.of_summary(asked["days"].cast(pl.Float64).to_numpy(), first, last, until)
    rhythm = getattr(btyd, name).fit(repeats)
    spend = btyd.Spend(asked["days"].cast(pl.Float64).to_numpy(), (asked["spent"] / asked["days"]).to_numpy())
    purchases = rhythm.expected_purchases(repeats, past.horizon_days)
    return Forecast.of(
        len(asked),
        churn=rhythm.p_no_purchase(repeats, past.horizon_days),
        purchases=purchases,
        revenue=purchases * btyd.GammaGamma.fit(spend).expected_average(spend),
    )
