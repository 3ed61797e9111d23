"""Published parameters and figures on CDNOW, whose data stand beside the checkout."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from tests.training.cdnow_sample import sample_ids
from training.btyd import BgNbd, GammaGamma, MbgNbd, ParetoNbd, Repeats, Rhythm, Spend
from training.metrics import auc, calibration_error, gini

CDNOW = Path(__file__).parents[2] / ".." / "shared" / "data" / "cdnow.parquet"
CALIBRATION_END, HORIZON_DAYS = date(1997, 9, 30), 273  # 39 weeks each
NO_PRIOR = float("inf")


class Purchases(NamedTuple):
    """Purchases (m,) of n customers up to `end`, zero-value ones too, as the papers count them."""

    customer: np.ndarray
    day: np.ndarray
    value: np.ndarray
    customers: int
    end: float

    def before(self) -> "Purchases":
        return self.where(self.day <= self.end)

    def where(self, mask: np.ndarray) -> "Purchases":
        return self._replace(customer=self.customer[mask], day=self.day[mask], value=self.value[mask])

    def repeats(self) -> Repeats:
        return Repeats.of_purchases(self.customer, self.day, self.end, self.customers)


@pytest.fixture(scope="module")
def everyone() -> Purchases:
    if not CDNOW.exists():
        pytest.skip("cdnow.parquet is not beside this checkout (../shared/data)")
    lines = pl.read_parquet(CDNOW).with_columns(pl.col("date").cast(pl.Date).cast(pl.Int32).cast(pl.Float64))
    customer = lines["customer_id"].cast(pl.Int64).to_numpy() - 1
    end = float((CALIBRATION_END - date(1970, 1, 1)).days)
    return Purchases(customer, lines["date"].to_numpy(), lines["value"].to_numpy(), 23_570, end)


@pytest.fixture(scope="module")
def sample(everyone: Purchases) -> Purchases:
    index = np.full(everyone.customers, -1)
    index[sample_ids() - 1] = np.arange(2_357)
    taken = everyone.before().where(index[everyone.before().customer] >= 0)
    return taken._replace(customer=index[taken.customer], customers=2_357)


def in_weeks(model: Rhythm) -> dict[str, float]:
    """The parameters as published: times in weeks, and to their digits."""
    content = model.to_content().items()
    return {name.removesuffix("_days"): round(v / 7 if name.endswith("_days") else v, 3) for name, v in content}


def total_in_weeks(model: Rhythm, repeats: Repeats) -> float:
    """Purchases enter a likelihood as densities: a week's is seven times a day's."""
    return float(np.sum(model.log_likelihood(repeats) + repeats.repeat_purchases * np.log(7)))


@pytest.mark.parametrize(
    ("model", "parameters", "log_likelihood"),
    [
        (BgNbd, {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, -9582.4),
        (MbgNbd, {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, -9582.1),
        (ParetoNbd, {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, -9595.0),
    ],
)
def test_the_sample_gives_the_published_parameters(sample, model, parameters, log_likelihood):
    fitted = model.fit(sample.repeats(), prior_sd=NO_PRIOR)

    assert in_weeks(fitted) == parameters
    assert round(total_in_weeks(fitted, sample.repeats()), 1) == log_likelihood


def test_the_sample_gives_the_published_order_values(sample):
    spend = Spend.without_first(sample.customer, sample.day, sample.value, sample.customers)
    fitted = GammaGamma.fit(spend, prior_sd=NO_PRIOR)

    assert (spend.count > 0).sum() == 946
    assert [round(value, 2) for value in fitted.to_content().values()] == [6.25, 3.74, 15.44]


@pytest.mark.parametrize("model", [BgNbd, MbgNbd, ParetoNbd])
def test_the_prior_costs_nothing_that_shows(sample, model):
    with_prior, without = model.fit(sample.repeats()), model.fit(sample.repeats(), prior_sd=NO_PRIOR)

    assert with_prior.to_content() == pytest.approx(without.to_content(), rel=0.01)
    assert total_in_weeks(with_prior, sample.repeats()) == pytest.approx(
        total_in_weeks(without, sample.repeats()), 1e-6
    )


# AUC, Brier score and calibration error of P(no purchase); mean absolute error and bias of purchases; Gini of spend
# without and with the first purchase day in the values. Those of BG/NBD are as measured elsewhere too.
JUDGED = {
    BgNbd: ([0.252, 4.789, 0.723, 2.161], [0.7466, 0.1654, 0.0484, 0.8187, -0.143, 0.672, 0.709]),
    MbgNbd: ([0.637, 7.309, 0.808, 1.229], [0.7547, 0.1661, 0.0620, 0.7945, -0.191, 0.676, 0.714]),
    ParetoNbd: ([0.597, 11.585, 0.522, 8.83], [0.7627, 0.1656, 0.0704, 0.7938, -0.129, 0.684, 0.719]),
}


@pytest.mark.parametrize("model", JUDGED)
def test_the_next_39_weeks_are_foreseen_as_measured(everyone, model):
    past, later = everyone.before(), everyone.where(everyone.day > everyone.end)
    repeats = past.repeats()
    days = np.unique(np.stack([later.customer, later.day]), axis=1)[0].astype(int)
    bought = np.bincount(days, minlength=everyone.customers)
    spent = np.bincount(later.customer, later.value, minlength=everyone.customers)
    fitted = model.fit(repeats)
    none, expected = (
        fitted.log_odds_no_purchase(repeats, HORIZON_DAYS),
        fitted.expected_purchases(repeats, HORIZON_DAYS),
    )
    silent = (bought == 0).astype(float)
    spends = [of(past.customer, past.day, past.value, past.customers) for of in (Spend.without_first, Spend.with_first)]
    values = [expected * GammaGamma.fit(spend).expected_average(spend) for spend in spends]
    found = [
        auc(silent, none),
        np.mean((expit(none) - silent) ** 2),
        calibration_error(expit(none), silent),
        np.abs(expected - bought).mean(),
        expected.sum() / bought.sum() - 1,
        *(gini(value, spent) / gini(spent, spent) for value in values),
    ]

    assert list(in_weeks(fitted).values()) == pytest.approx(JUDGED[model][0], abs=0.0006)
    assert found == pytest.approx(JUDGED[model][1], abs=0.0006)
