"""Customers drawn anew: whole, paired, the same every time, and as wide as theory says."""

from typing import Any

import numpy as np
import pytest
from joblib import parallel_config

from training.evaluation import resampling
from training.evaluation.churn_figures import NAMES, ChurnFigures
from training.evaluation.gate import gate
from training.evaluation.resampling import Replicates, draws, replicate, samples
from training.evaluation.value_figures import NAMES as VALUE_NAMES
from training.evaluation.value_figures import ValueFigures

CHURN_TOLD = ("auc", "average_precision", "brier", "log_loss", "calibration_slope", "mean_probability", "churn_rate")
VALUE_TOLD = ("gini", "mae", "mean_actual", "bias_without_top")


class Mean:
    """A figure whose spread is known."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def figures(self, weight: np.ndarray) -> np.ndarray:
        return np.array([np.sum(weight * self.values) / weight.sum()])

    def some(self, rows: np.ndarray) -> "Mean":
        return Mean(self.values[rows])


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


def test_of_very_many_customers_some_are_drawn_with_all_their_rows(monkeypatch):
    monkeypatch.setattr(resampling, "MOST_DRAWN", 100)
    customer = np.random.default_rng(0).permutation(np.repeat(np.arange(5_000), 2))
    drawn = [rows for rows, _ in zip(samples(customer), range(20), strict=False)]

    for rows in drawn:
        assert len(rows) == 200
        times = np.bincount(rows, minlength=len(customer))
        whose = np.bincount(customer, weights=times) / 2
        np.testing.assert_array_equal(times, whose[customer])
    assert len(np.unique(customer[np.concatenate(drawn)])) > 1_500  # of all, not of some again and again


def judged_models(n: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two models of churn and two of value that differ a little, of the same customers."""
    rng = np.random.default_rng(3)
    truth = rng.normal(size=n)
    y = (rng.random(n) < 1 / (1 + np.exp(-truth))).astype(float)
    spent = np.where(y == 0, rng.lognormal(truth + 3, 1.0), 0.0)
    said = {name: truth + spread * rng.normal(size=n) for name, spread in (("a", 0.5), ("b", 0.8))}
    churn = {name: ChurnFigures.of(1 / (1 + np.exp(-score)), y) for name, score in said.items()}
    value = {name: ValueFigures.of(np.exp(3 + score), spent) for name, score in said.items()}
    return churn, value


def test_intervals_from_some_of_many_customers_are_those_from_all_of_them(monkeypatch):
    """Of 12,000 customers by draws of all, as intervals of few are made, and by draws of 3,000."""
    everybody = np.arange(12_000)
    for models, names, wanted in zip(
        judged_models(len(everybody)), (NAMES, VALUE_NAMES), (CHURN_TOLD, VALUE_TOLD), strict=True
    ):
        monkeypatch.setattr(resampling, "MOST_DRAWN", 20_000)
        whole = replicate(names, models, everybody)
        monkeypatch.setattr(resampling, "MOST_DRAWN", 3_000)
        with parallel_config("sequential"):  # another process would not know of the patch
            some = replicate(names, models, everybody)

        for name in wanted:
            for one, other in (
                (whole.figures("a")[name], some.figures("a")[name]),
                (whole.difference("a", "b")[name], some.difference("a", "b")[name]),
            ):
                assert other["value"] == one["value"], name
                assert other["low"] <= other["value"] <= other["high"], name
                assert other["high"] - other["low"] == pytest.approx(one["high"] - one["low"], rel=0.35), name


def test_some_rows_of_a_model_are_what_a_model_of_these_rows_is():
    churn, value = judged_models(500)
    rows = np.arange(3, 500, 7)
    weight = np.random.default_rng(0).integers(0, 3, len(rows)).astype(float)
    one = churn["a"]
    given = np.empty((2, 500))
    given[:, one.order] = one.p, one.y

    np.testing.assert_array_equal(one.some(rows).figures(weight), ChurnFigures.of(*given[:, rows]).figures(weight))
    two = value["a"]
    again = ValueFigures.of(two.expected[rows], two.actual[rows])
    whole = [not name.endswith("_without_top") for name in VALUE_NAMES]  # the largest spenders are those of all
    np.testing.assert_array_equal(two.some(rows).figures(weight)[whole], again.figures(weight)[whole])


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
