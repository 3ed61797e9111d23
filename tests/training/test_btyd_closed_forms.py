"""Closed forms against sums over a grid of shoppers, and at the ends of what can come."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.shoppers import Model, integrated
from training.btyd import BgNbd, MbgNbd, ParetoNbd, Repeats

shapes, times = st.floats(0.3, 4.0), st.floats(3.0, 400.0)
models: st.SearchStrategy[Model] = st.one_of(
    st.builds(BgNbd, shapes, times, shapes, shapes),
    st.builds(MbgNbd, shapes, times, shapes, shapes),
    st.builds(ParetoNbd, shapes, times, shapes, times),
)
EXTREME: list[Model] = [
    *(kind(r, alpha, a, b) for kind in (BgNbd, MbgNbd) for r, alpha in ((0.01, 0.1), (50.0, 5e3)) for a, b in (
        (1.0, 2.0), (0.4, 0.6), (1e-3, 1e3), (1e3, 1e-3), (1e4, 1e4),
    )),
    *(ParetoNbd(r, alpha, s, beta) for r, alpha in ((0.01, 0.1), (50.0, 5e3)) for s, beta in (
        (1.0, 60.0), (1e-3, 0.01), (0.5, 1e5), (500.0, 1e5),
    )),
]  # fmt: skip


@st.composite
def customers(draw: st.DrawFn) -> tuple[float, float, float]:
    """Repeat purchases, the day of the last one, days observed."""
    observed = draw(st.floats(1.0, 1_000.0))
    repeats = draw(st.sampled_from([0, 1, 2, 3, 10, 60]))
    return repeats, observed * draw(st.floats(0.0, 1.0)) if repeats else 0.0, observed


@settings(max_examples=60)
@given(models, customers(), st.floats(1.0, 400.0))
def test_closed_forms_are_the_integrals_over_all_shoppers(model, customer, horizon):
    repeats = Repeats.of(*customer)
    found = (
        model.log_likelihood(repeats)[0],
        model.p_alive(repeats)[0],
        model.p_no_purchase(repeats, horizon)[0],
        model.expected_purchases(repeats, horizon)[0],
    )

    assert found == pytest.approx(integrated(model, *customer, horizon), rel=1e-6, abs=1e-7)


@given(models, customers(), st.floats(1.0, 400.0), st.floats(1.0, 400.0))
def test_a_longer_horizon_leaves_fewer_without_a_purchase(model, customer, horizon, longer):
    repeats = Repeats.of(*customer)
    soon, later = (model.p_no_purchase(repeats, days)[0] for days in (horizon, horizon + longer))
    few, more = (model.expected_purchases(repeats, days)[0] for days in (horizon, horizon + longer))

    assert 0 <= later <= soon + 1e-12 <= 1 + 1e-12
    assert 1 - model.p_alive(repeats)[0] <= later + 1e-12
    assert 1 - soon <= few + 1e-9 <= more + 2e-9


@given(models, customers(), st.floats(1.0, 400.0))
def test_log_odds_are_those_of_the_probability(model, customer, horizon):
    repeats = Repeats.of(*customer)
    p = model.p_no_purchase(repeats, horizon)[0]

    assert 1 / (1 + np.exp(-model.log_odds_no_purchase(repeats, horizon)[0])) == pytest.approx(p, abs=2e-9)


@pytest.mark.parametrize("model", [BgNbd(0.5, 40, 0.8, 2), MbgNbd(0.5, 40, 0.8, 2), ParetoNbd(0.5, 40, 0.6, 80)])
def test_silence_lowers_the_hope(model):
    observed = np.linspace(100, 300, 50)
    none = model.log_odds_no_purchase(Repeats.of(8.0, 100.0, observed), 60)

    assert (np.diff(none) > 0).all()


def test_a_first_purchase_can_be_the_last_in_mbg_but_not_in_bg():
    once = Repeats.of(0, 0, [1, 100, 1_000])

    assert (BgNbd(0.3, 30, 0.8, 2.4).p_alive(once) == 1).all()
    assert (np.diff(MbgNbd(0.3, 30, 0.8, 2.4).p_alive(once)) < 0).all()


@pytest.mark.parametrize("model", EXTREME, ids=repr)
def test_nothing_overflows(model):
    x, share, observed = (part.ravel() for part in np.meshgrid([0, 1, 30, 5_000], [0, 0.5, 1], [0, 1, 300, 7_000]))
    repeats = Repeats.of(x, np.where(x > 0, share * observed, 0), observed)
    none, expected = model.p_no_purchase(repeats, 3_000), model.expected_purchases(repeats, 3_000)

    assert np.isfinite(model.log_likelihood(repeats)).all()
    assert np.isfinite(model.log_odds_no_purchase(repeats, 3_000)).all()
    assert ((none >= 0) & (none <= 1) & np.isfinite(expected)).all()
    assert (1 - none <= expected * (1 + 1e-6) + 1e-6).all()


@pytest.mark.parametrize("a", [0.6, 1.0, 3.0])
def test_expected_purchases_have_no_gap_where_their_form_has_one(a):
    repeats = Repeats.of([0, 4], [0, 50], 90)  # a = 1, and a + b = 1 for who bought once
    below, at, above = (BgNbd(0.5, 40, a + d, 0.4).expected_purchases(repeats, 60) for d in (-1e-4, 0, 1e-4))

    assert at == pytest.approx((below + above) / 2, rel=1e-5)


def test_pareto_expectations_have_no_gap_at_an_s_of_one():
    repeats = Repeats.of([0, 4], [0, 50], 90)
    below, at, above = (ParetoNbd(0.5, 40, s, 60).expected_purchases(repeats, 60) for s in (1 - 1e-4, 1, 1 + 1e-4))

    assert at == pytest.approx((below + above) / 2, rel=1e-6)


def test_shoppers_who_drop_out_alike_are_integrated_too():
    p, repeats = 0.1, Repeats.of([0, 4], [0, 50], 90)  # gamma functions overflow: the series alone gives nothing
    model = MbgNbd(0.5, 40, 1e4 * p, 1e4 * (1 - p))
    w = 3_000 / (40 + 90)
    while_alive = -np.expm1(-np.array([0.5, 4.5]) * np.log1p(p * w)) / p

    assert model.expected_purchases(repeats, 3_000) == pytest.approx(model.p_alive(repeats) * while_alive, rel=2e-3)


@pytest.mark.parametrize("ratio", [1e-4, 1e-2])
def test_hundreds_of_purchases_and_far_scales_are_integrated_alike(ratio):
    smooth = ParetoNbd(0.5, 30, 0.7, 30 * ratio)  # x = 160 by the series, 180 by quadrature, where gamma overflows
    repeats = Repeats.of(np.arange(100, 260, 5), 0, 1e-3)
    steps = np.diff(np.log(smooth.p_alive(repeats)), n=2)

    assert np.abs(steps).max() < 2e-4


def test_who_never_bought_is_unknown():
    repeats = Repeats.of([np.nan, 1], [np.nan, 10], [np.nan, 50])

    for model in (BgNbd(0.5, 40, 0.8, 2), MbgNbd(0.5, 40, 0.8, 2), ParetoNbd(0.5, 40, 0.6, 80)):
        for found in (model.p_no_purchase(repeats, 60), model.expected_purchases(repeats, 60), model.p_alive(repeats)):
            assert np.isnan(found).tolist() == [True, False]
