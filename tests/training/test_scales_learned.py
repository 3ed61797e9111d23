"""Cuts, quantiles and intervals that a bundle freezes."""

import numpy as np
import pytest

from scoring.facts import Facts
from scoring.scorer import measure
from training.config import Config
from training.content import bare_content, reference, unfitted
from training.question import ask
from training.scales import rfm_scale, stored_quantiles, value_scale
from training.tables import read_tables

RULES = {"tier_percentiles": [50, 80], "tier_cuts": [], "tier_days": 365, "interval_coverage": 0.8}
EXPECTED = np.arange(1.0, 2_001.0)


def facts(files, orders: str) -> Facts:
    tables = read_tables(files(orders="customer_id,date,amount\n" + orders), Config())
    question = ask(tables, Config())
    bundle = unfitted(bare_content(tables, Config(), question, reference(tables, question)))
    return measure(tables.customers(question.as_of), bundle)[0]


def test_tiers_are_cut_at_percentiles_of_what_is_served():
    found = value_scale(np.arange(101.0), EXPECTED, EXPECTED, RULES, 365)

    assert found["tier_cuts"].tolist() == [50, 80]


@pytest.mark.parametrize(
    ("values", "shares"),
    [
        ([7.0] * 100, [0, 1, 0]),  # one value for everybody: nobody is above, nobody below
        ([1.0] * 30 + [7.0] * 70, [0.3, 0.7, 0]),
        ([1.0] * 65 + [7.0] * 35, [0.65, 0, 0.35]),
        ([1.0] * 90 + [7.0] * 10, [0.9, 0, 0.1]),
    ],
)
def test_of_customers_with_the_same_value_all_go_to_the_tier_whose_share_is_nearer(values, shares):
    cuts = value_scale(np.array(values), EXPECTED, EXPECTED, RULES, 365)["tier_cuts"]
    tier = np.searchsorted(cuts, values, side="right")

    assert (np.bincount(tier, minlength=3) / len(values)).tolist() == shares


def test_tiers_in_currency_take_the_place_of_percentiles():
    found = value_scale(np.arange(101.0), EXPECTED, EXPECTED, {**RULES, "tier_cuts": [1_000, 100_000]}, 365)

    assert found["tier_cuts"].tolist() == [1_000, 100_000]


def test_amounts_of_six_months_are_scaled_to_the_value_horizon():
    half_year = {**RULES, "tier_cuts": [10_000, 100_000], "tier_days": 180}

    for horizon_days, cuts in ((180, [10_000, 100_000]), (360, [20_000, 200_000]), (90, [5_000, 50_000])):
        assert value_scale(EXPECTED, EXPECTED, EXPECTED, half_year, horizon_days)["tier_cuts"].tolist() == cuts


def test_quantiles_go_from_the_smallest_to_the_largest_prediction():
    found = stored_quantiles(np.arange(2_001.0))

    assert found.shape == (1_001,)
    assert found == pytest.approx(np.arange(0, 2_001, 2))


def test_rfm_cuts_are_quintiles_and_terciles_of_purchasers(files):
    lines = "".join(f"c{i:02},2024-{1 + i % 12:02}-01,{i}\n" * (1 + i % 3) for i in range(1, 61))
    found = rfm_scale(facts(files, lines + "never,2024-05-01,-5\n"))
    assert found is not None

    assert [len(found[name]) for name in ("recency", "frequency", "monetary", "monetary_terciles")] == [4, 4, 4, 2]
    assert (found["frequency"] == 1).all()  # lines of one day are one order
    assert found["monetary"] == pytest.approx(
        np.quantile([i * (1 + i % 3) for i in range(1, 61)], [0.2, 0.4, 0.6, 0.8])
    )
    assert found["mean_scores"][2] == pytest.approx(3, abs=0.05)


def test_without_purchasers_there_are_no_cuts(files):
    assert rfm_scale(facts(files, "a,2024-05-01,-5\n")) is None
