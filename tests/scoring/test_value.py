"""DEFINITIONS.md, section 1. Tier cuts 1,000 and 10,000; the tables of `of_amount` give exactly the value asked for."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from scoring.dimensions.value import BANDS, POTENTIAL, TIERS, interval
from scoring.model import Bundle
from scoring.scales import ValueScale
from tests.scoring.builders import ago, bundle, content
from tests.scoring.fitted import fitted, fitted_content, table_model
from tests.scoring.measured import order, orders
from tests.scoring.rows import numbers, scored, texts


@cache
def of_amount(amount: float) -> Bundle:
    """A bundle that expects this amount of every buyer."""
    return Bundle.from_content(with_values({1.0: amount}), "v")


def with_values(values: dict[float, float]) -> dict[str, Any]:
    """Content of a bundle whose one pattern expects an amount by the number of purchases at most."""
    amounts = [*values.values(), list(values.values())[-1], 1.0]
    grid, model = table_model({"purchase_count": list(values)}, "identity", 0.0, {"purchase_count": amounts})
    pattern = {
        "name": "full", "lists": [], "fields": [], "features": ["purchase_count"], "grid": grid.to_content(),
        "churn": None, "value": model.to_content(),
    }  # fmt: skip
    learned = {"value": fitted_content()["learned"]["value"]}
    return {**content(meta={"method": "glass_box"}, learned=learned), "patterns": [pattern]}


@pytest.mark.parametrize(
    ("amount", "tier"),
    [(0.0, "low"), (999.99, "low"), (1_000.0, "middle"), (9_999.99, "middle"), (10_000.0, "high"), (1e12, "high")],
)
def test_the_tier_is_cut_at_frozen_expected_values(amount: float, tier: str) -> None:
    scores = scored(of_amount(amount), orders(9))
    assert numbers(scores, "value_expected_value") == [amount]
    assert texts(scores, "value_tier") == [tier]
    assert tier in TIERS


def test_lifetime_value_is_historic_and_expected() -> None:
    scores = scored(of_amount(500.0), {"orders": [order(9, 300), order(5, -20)]})
    assert numbers(scores, "value_historic_value") == [280.0]
    assert numbers(scores, "value_lifetime_value") == [780.0]
    assert numbers(scores, "value_horizon_days") == [365.0]


@pytest.mark.parametrize(
    ("expected", "ends"),
    [
        (100.0, [0.0, 210.0]),
        (500.0, [0.0, 1_050.0]),
        (501.0, [150.3, 951.9]),
        (5_000.0, [1_500.0, 9_500.0]),
        (5_001.0, [2_500.5, 8_001.6]),
        (np.nan, [np.nan, np.nan]),
    ],
)
def test_an_interval_is_the_expected_value_times_the_factors_of_its_bin(expected: float, ends: list[float]) -> None:
    scale = fitted().value
    assert scale is not None
    assert interval(np.array([expected]), scale)[0] == pytest.approx(ends, nan_ok=True)


def test_an_interval_never_leaves_out_the_expected_value() -> None:
    above, below = np.array([[1.2, 1.9]]), np.array([[0.1, 0.7]])
    for factors in (above, below):
        scale = ValueScale(np.array([50.0, 150.0]), np.empty(0), np.empty(0), factors)
        low, high = interval(np.array([100.0]), scale)[0]
        assert low <= 100 <= high


# Revenue of the last 90 days and of the 90 before.
CHANGES = [
    (120.0, 100.0, "steady"), (120.01, 100.0, "rising"), (80.0, 100.0, "steady"), (79.99, 100.0, "falling"),
    (1.0, 0.0, "rising"), (0.0, 1.0, "falling"), (0.0, 0.0, "steady"),
]  # fmt: skip


@pytest.mark.parametrize(("recent", "before", "potential"), CHANGES)
def test_potential_is_the_revenue_of_90_days_against_the_90_before(
    recent: float, before: float, potential: str
) -> None:
    lines = [order(400, 5), order(89, recent), order(0, -3), order(179, before), order(90, 0.0)]
    assert texts(scored(bundle(), {"orders": lines}), "value_potential") == [potential]
    assert potential in POTENTIAL


def test_potential_needs_180_known_days_and_a_purchase() -> None:
    part = {**orders(100, 9), "order_summary": {"count": 9}}
    long_ago = {"order_summary": {"count": 3, "last_on": ago(400)}}
    assert texts(scored(bundle(), part, {"orders": []}, {}, long_ago), "value_potential") == [
        None,
        None,
        None,
        "steady",
    ]


@pytest.mark.parametrize(
    ("largest", "band"),
    [
        (99.99, "under_first"), (100.0, "first"), (199.99, "first"), (200.0, "second"), (499.99, "second"),
        (500.0, "third"), (1e12, "third"),
    ],
)  # fmt: skip
def test_the_spend_band_is_that_of_the_largest_purchase(largest: float, band: str) -> None:
    payload = {"orders": [order(9, 1), order(8, largest), order(7, 2)]}
    assert texts(scored(bundle(), payload), "value_spend_band") == [band]
    assert band in BANDS


def test_who_never_bought_has_no_spend_band() -> None:
    assert texts(scored(bundle(), {"orders": []}, {}), "value_spend_band") == [None, None]


# Profit, and whether there is any.
PROFITS: dict[str, tuple[dict[str, Any], float | None, float | None]] = {
    "revenue minus cost": ({"orders": [order(9, 100, cost=60)]}, 40, 1),
    "minus the cost to serve": ({"orders": [order(9, 100, cost=60)], "account": {"cost_to_serve": 50}}, -10, 0),
    "nothing left is no profit": ({"orders": [order(9, 100, cost=100)]}, 0, 0),
    "a cost that is not known": ({"orders": [order(9, 100, cost=60), order(8, 10)]}, None, None),
    "a refund has no cost": ({"orders": [order(9, 100, cost=60), order(8, -10)]}, 30, 1),
    "nor has what was refunded": ({"orders": [order(9, 100, cost=60), order(8, 10, status="refunded")]}, 40, 1),
    "orders that do not count cost nothing": (
        {"orders": [order(9, 100, cost=60), order(8, 10, cost=5, status="cancelled")]}, 40, 1
    ),
    "a part of the orders": ({"orders": [order(9, 100, cost=60)], "order_summary": {"count": 2}}, None, None),
    "no purchase": ({"orders": [], "account": {"cost_to_serve": 50}}, None, None),
    "nothing known": ({}, None, None),
}  # fmt: skip


@pytest.mark.parametrize("case", PROFITS)
def test_profit_is_revenue_minus_the_costs_given(case: str) -> None:
    payload, profit, profitable = PROFITS[case]
    scores = scored(bundle(), payload)
    assert numbers(scores, "value_profit") == [profit]
    assert numbers(scores, "value_profitable") == [profitable]


def test_a_percentile_is_the_mid_rank_among_the_stored_quantiles() -> None:
    made = with_values({1.0: 1.0, 2.0: 2.0, 3.0: 5.0})
    made["learned"]["value"] = {**made["learned"]["value"], "quantiles": np.array([0.0, 1.0, 1.0, 3.0])}
    scores = scored(Bundle.from_content(made, "v"), orders(9), orders(9, 8), orders(9, 8, 7))
    assert numbers(scores, "value_percentile") == [50.0, 75.0, 100.0]


@pytest.mark.parametrize("payload", [{"orders": []}, {**orders(9), "account": {"left_on": ago(1)}}, {}])
def test_nothing_is_expected_of_who_never_bought_or_has_left(payload: dict[str, Any]) -> None:
    scores = scored(of_amount(500.0), payload)
    assert numbers(scores, "value_expected_value") == numbers(scores, "value_percentile") == [None]
    assert texts(scores, "value_tier") == [None]


def test_without_a_model_only_the_past_is_known() -> None:
    scores = scored(bundle(), orders(9), {})
    assert numbers(scores, "value_historic_value") == [10.0, None]
    assert numbers(scores, "value_expected_value") == [None, None]
    assert texts(scores, "value_basis") == ["rule", "insufficient_data"]


def test_with_a_model_the_value_rests_on_it() -> None:
    assert texts(scored(fitted(), orders(9)), "value_basis") == ["model"]
