"""Customers drawn anew: whole, paired, the same every time, and as wide as theory says."""

import numpy as np
import pytest

from training.evaluation import resampling
from training.evaluation.churn_figures import NAMES, ChurnFigures
from training.evaluation.gate import gate
from training.evaluation.resampling import Replicates, draws, replicate


class Mean:
    """A figure whose spread is known."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def figures(self, weight: np.ndarray) -> np.ndarray:
        return np.array([np.sum(weight * self.values) / weight.sum()])


def found(**models: np.ndarray) -> Replicates:
    customer = np.arange(len(next(iter(models.values()))))
    return replicate(("mean",), {name: Mean(values) for name, values in models.items()}, customer)


def test_a_customers_rows_are_drawn_together():
    customer = np.array([5, 5, 9, 9, 9, 2])

    for weight in draws(customer):
        assert weight[0] == weight[1] and weight[2] == weight[3] == weight[4]
        assert weight[[0, 2, 5]].sum() == 3


def test_the_interval_of_a_mean_is_as_wide_as_theory_says():
    values = np.random.default_rng(0).normal(size=2_000)
    one = found(a=values).figures("a")["mean"]

    assert one["value"] == pytest.approx(values.mean())
    assert one["high"] - one["low"] == pytest.approx(2 * 1.96 / np.sqrt(2_000), rel=0.15)


def test_differences_are_paired():
    values = np.random.default_rng(0).normal(size=500)
    difference = found(a=values + 0.1, b=values).difference("a", "b")["mean"]

    assert difference == pytest.approx({"value": 0.1, "low": 0.1, "high": 0.1})


def test_the_same_rows_give_the_same_bits():
    values = np.random.default_rng(0).normal(size=300)

    assert found(a=values).figures("a") == found(a=values).figures("a")


def test_of_very_many_customers_some_are_drawn(monkeypatch):
    monkeypatch.setattr(resampling, "MOST_DRAWN", 100)
    weight = next(draws(np.arange(5_000)))

    assert 60 < (weight.sum()) < 140


@pytest.mark.parametrize(("noise", "passes"), [(0.3, True), (3.0, False)])
def test_the_gate_asks_for_a_difference_that_is_no_chance(noise, passes):
    rng = np.random.default_rng(0)
    truth = rng.normal(size=600)
    y = (rng.random(600) < 1 / (1 + np.exp(-2 * truth))).astype(float)

    def said(spread: float) -> ChurnFigures:
        return ChurnFigures.of(1 / (1 + np.exp(-(truth + spread * rng.normal(size=600)))), y)

    judged = replicate(NAMES, {"full": said(noise), "recency_alone": said(1.5)}, np.arange(600))

    assert gate(judged, "full").passed == passes


def test_without_orders_the_gate_is_chance():
    rng = np.random.default_rng(0)
    y = (rng.random(600) < 0.4).astype(float)
    judged = replicate(NAMES, {"full": ChurnFigures.of(rng.random(600), y)}, np.arange(600))
    found = gate(judged, "full")

    assert (found.against, found.other_auc, found.passed) == ("chance", 0.5, False)


@pytest.mark.parametrize("level", [0.02, 0.3])
def test_a_stated_figure_lies_within_its_interval(level):
    rng = np.random.default_rng(1)
    p = rng.beta(2, 2 / level - 2, 300)
    y = (rng.random(300) < p).astype(float)
    models = {"a": ChurnFigures.of(p, y), "b": ChurnFigures.of(p**2, y)}
    judged = replicate(NAMES, models, np.arange(300))

    for figures in (judged.figures("a"), judged.figures("b"), judged.difference("a", "b")):
        for name, one in figures.items():
            assert one["low"] <= one["value"] <= one["high"], name
    for name, one in judged.figures("a").items():
        assert name == "calibration_slope" or one["low"] >= 0
        assert name not in resampling.SHARES or one["high"] <= 1


def test_the_draws_are_moved_to_the_figure_that_is_stated():
    drawn = np.linspace(0.05, 0.12, 200)
    low, high = resampling.interval(0.04, drawn)

    assert (low + high) / 2 == pytest.approx(0.04)
    assert high - low == pytest.approx(np.diff(np.quantile(drawn, resampling.TAILS))[0])


def test_what_no_draw_knows_has_no_interval():
    assert np.isnan(resampling.interval(0.5, np.full(200, np.nan))).all()
