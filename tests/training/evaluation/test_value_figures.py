"""Value figures by hand, and against those of the card."""

import numpy as np
import pytest

from training.evaluation.value_curves import value_curves
from training.evaluation.value_figures import NAMES, ValueFigures
from training.metrics import gini

RNG = np.random.default_rng(1)
EXPECTED = RNG.gamma(1.0, 50, 500)
ACTUAL = np.where(RNG.random(500) < 0.4, 0.0, EXPECTED * RNG.gamma(2.0, 0.5, 500))
INTERVAL = np.stack([EXPECTED * 0.2, EXPECTED * 2], axis=1)


def figures(weight: np.ndarray | None = None, interval: np.ndarray | None = INTERVAL) -> dict[str, float]:
    found = ValueFigures.of(EXPECTED, ACTUAL, interval).figures(np.ones(500) if weight is None else weight)
    return dict(zip(NAMES, found.tolist(), strict=True))


def test_ranking_level_and_error():
    found = figures()

    assert found["gini"] == pytest.approx(gini(EXPECTED, ACTUAL) / gini(ACTUAL, ACTUAL))
    assert found["bias"] == pytest.approx(EXPECTED.sum() / ACTUAL.sum() - 1)
    assert found["mae"] == pytest.approx(np.abs(EXPECTED - ACTUAL).mean())


def test_intervals_are_judged_on_all_on_buyers_and_at_the_upper_end():
    found, bought = figures(), ACTUAL > 0
    inside = (INTERVAL[:, 0] <= ACTUAL) & (INTERVAL[:, 1] >= ACTUAL)

    assert found["coverage"] == pytest.approx(inside.mean())
    assert found["coverage_of_buyers"] == pytest.approx(inside[bought].mean())
    assert found["under_upper_end"] == pytest.approx((INTERVAL[:, 1] >= ACTUAL).mean())


def test_without_the_top_leaves_out_the_largest_spenders_alone():
    rest = np.argsort(ACTUAL)[:-5]

    assert figures()["mae_without_top"] == pytest.approx(np.abs(EXPECTED - ACTUAL)[rest].mean())
    assert figures()["bias_without_top"] == pytest.approx(EXPECTED[rest].sum() / ACTUAL[rest].sum() - 1)


def test_what_has_no_interval_has_no_coverage():
    found = figures(interval=None)

    assert np.isnan(found["coverage"]) and np.isfinite(found["gini"])


def test_a_weight_is_a_row_that_is_there_so_many_times():
    times = RNG.integers(0, 3, 500)
    repeated = ValueFigures.of(np.repeat(EXPECTED, times), np.repeat(ACTUAL, times), np.repeat(INTERVAL, times, axis=0))
    plain = [name for name in NAMES if "without" not in name]  # the top 1 % of other rows are others
    found = dict(zip(NAMES, repeated.figures(np.ones(int(times.sum()))).tolist(), strict=True))

    assert {name: figures(times.astype(float))[name] for name in plain} == pytest.approx({n: found[n] for n in plain})


def test_tenths_add_up_to_the_whole():
    curves = value_curves(EXPECTED, ACTUAL, INTERVAL, np.arange(500))

    assert np.mean([row["value"] for row in curves["deciles"]]) == pytest.approx(ACTUAL.mean())
    assert np.mean([row["coverage"] for row in curves["deciles"]]) == pytest.approx(figures()["coverage"])
    assert curves["lorenz"][0]["value"] == 0 and curves["lorenz"][-1]["value"] == pytest.approx(1)
    assert all(row["value"] <= row["best"] + 1e-9 for row in curves["lorenz"])
