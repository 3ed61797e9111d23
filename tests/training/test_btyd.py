"""Sufficient statistics, fits that find what was planted, and what a fit must not depend on."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.shoppers import open_shop
from training.btyd import BgNbd, GammaGamma, MbgNbd, ParetoNbd, Repeats
from training.btyd.repeats import ascending

PLANTED = [BgNbd(0.6, 25.0, 0.7, 2.5), MbgNbd(0.6, 25.0, 0.7, 2.5), ParetoNbd(0.6, 25.0, 0.7, 60.0)]
KINDS = [BgNbd, MbgNbd, ParetoNbd]
rows = st.lists(st.tuples(st.integers(0, 8), st.floats(0, 1), st.integers(1, 400)), min_size=5, max_size=40)


def drawn(model: BgNbd | MbgNbd | ParetoNbd = PLANTED[1], shoppers: int = 3_000, seed: int = 0) -> Repeats:
    observed = np.random.default_rng(seed).integers(100, 500, shoppers).astype(float)
    return open_shop(model, shoppers, 500.0, seed).repeats(observed)


def as_lists(repeats: Repeats) -> list[list[float]]:
    columns = (repeats.repeat_purchases, repeats.last_day, repeats.observed_days, repeats.weight)
    return [column.tolist() for column in columns]


def test_purchase_days_become_repeats():
    repeats = Repeats.of_purchases(np.array([2, 0, 0, 0, 2]), np.array([7.0, 30.0, 10.0, 30.0, 2.0]), 40.0, 3)

    np.testing.assert_array_equal(as_lists(repeats), [[1, np.nan, 1], [20, np.nan, 5], [30, np.nan, 38], [1, 1, 1]])


def test_a_summary_says_the_same_as_its_purchases():
    summary = Repeats.of_summary(np.array([2.0, 0.0]), np.array([10.0, np.nan]), np.array([30.0, np.nan]), 40.0)

    np.testing.assert_array_equal(as_lists(summary), [[1, np.nan], [20, np.nan], [30, np.nan], [1, 1]])


def test_equal_rows_collapse_and_who_never_bought_is_left_out():
    repeats = Repeats.of([2, np.nan, 0, 2, 0], [5, np.nan, 0, 5, 0], [9, np.nan, 9, 9, 3])

    assert as_lists(repeats.collapsed()) == [[0, 0, 2], [0, 0, 5], [3, 9, 9], [1, 1, 2]]


def test_a_sample_of_customers_stands_for_all():
    repeats = drawn().collapsed()
    sampled = repeats.at_most(500)

    assert len(sampled) <= 500
    assert sampled.weight.sum() == pytest.approx(3_000)
    assert np.average(sampled.repeat_purchases, weights=sampled.weight) == pytest.approx(
        np.average(repeats.repeat_purchases, weights=repeats.weight), rel=0.01
    )


@pytest.mark.parametrize("model", PLANTED, ids=repr)
def test_planted_parameters_are_found(model):
    found = type(model).fit(drawn(model, 40_000)).to_content()

    assert found == pytest.approx(model.to_content(), rel=0.2)


@pytest.mark.parametrize("model", PLANTED, ids=repr)
def test_what_drawn_shoppers_do_next_is_foreseen(model):
    shop, observed = open_shop(model, 40_000, 400.0, 1), np.full(40_000, 250.0)
    repeats, bought = shop.repeats(observed), shop.bought(observed, 150)
    none, expected = model.p_no_purchase(repeats, 150), model.expected_purchases(repeats, 150)

    for few in (repeats.repeat_purchases == 0, repeats.repeat_purchases > 3):
        error = np.sqrt(few.sum())
        assert abs((none[few] - (bought[few] == 0)).sum()) < 4 * 0.5 * error
        assert abs((expected[few] - bought[few]).sum()) < 4 * np.std(expected[few] - bought[few]) * error
        assert abs((model.p_alive(repeats)[few] - (shop.life[few] > 250)).sum()) < 4 * 0.5 * error


@pytest.mark.parametrize("kind", KINDS)
def test_order_and_equal_rows_change_no_bit_of_a_fit(kind):
    repeats = drawn(shoppers=500)
    mixed = np.random.default_rng(1).permutation(len(repeats))
    shuffled = Repeats(
        repeats.repeat_purchases[mixed], repeats.last_day[mixed], repeats.observed_days[mixed], repeats.weight[mixed]
    )

    assert kind.fit(shuffled) == kind.fit(repeats) == kind.fit(repeats.collapsed())


@pytest.mark.parametrize("kind", KINDS)
def test_another_unit_of_time_gives_the_same_model(kind):
    days, weeks = kind.fit(drawn(shoppers=500)), kind.fit(drawn(shoppers=500).in_units_of(7.0))
    scaled = {name: value * (7 if name.endswith("_days") else 1) for name, value in weeks.to_content().items()}

    assert days.to_content() == pytest.approx(scaled, rel=1e-4)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(rows=rows)
def test_whatever_is_fitted_can_be_asked(kind, rows):
    x, share, observed = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    repeats = Repeats.of(x, np.where(x > 0, share * observed, 0), observed)
    model = kind.fit(repeats)
    none = model.p_no_purchase(repeats, 60)

    assert all(0 < value < np.inf for value in model.to_content().values())
    assert ((none >= 0) & (none <= 1)).all()
    assert np.isfinite(model.expected_purchases(repeats, 60)).all()


@pytest.mark.parametrize("kind", KINDS)
def test_shoppers_all_alike_do_not_run_off_to_infinity(kind):
    rng = np.random.default_rng(3)
    bought = rng.poisson(10, 2_000).astype(float)  # one rate, nobody drops out: the likelihood has no maximum
    repeats = Repeats.of(bought, np.where(bought > 0, 100 * rng.beta(np.maximum(bought, 1), 1), 0), 100)
    model = kind.fit(repeats)

    assert max(model.to_content().values()) < 1e5
    assert model.expected_purchases(repeats, 50).mean() == pytest.approx(5, rel=0.03)


def test_a_model_survives_json_to_the_last_bit():
    for model in (*PLANTED, GammaGamma(6.25, 3.74, 15.44)):
        fitted = type(model).from_content(json.loads(json.dumps(model.to_content())))
        assert fitted == model


@pytest.mark.parametrize("kind", KINDS)
def test_a_fit_without_any_time_observed_says_what_to_give(kind):
    with pytest.raises(ValueError, match="give purchases of more than one day"):
        kind.fit(Repeats.of([0, np.nan], [0, np.nan], [0, np.nan]))


def test_a_history_in_order_is_taken_as_it_is_and_any_other_is_sorted():
    customer, day = np.array([0, 0, 1, 1]), np.array([3.0, 5.0, 1.0, 1.0])
    shuffled = np.array([2, 1, 3, 0])

    assert ascending(customer, day)[1] is day
    for own, found in zip((customer, day), ascending(customer[shuffled], day[shuffled]), strict=True):
        np.testing.assert_array_equal(found, own)
    np.testing.assert_array_equal(ascending(customer, day[::-1])[1], [1, 1, 3, 5])
