"""The value of a purchase day."""

import numpy as np
import pytest

from training.btyd import GammaGamma, Spend

CUSTOMER = np.array([0, 0, 0, 2, 2, 2, 3])
DAY = np.array([9.0, 1.0, 9.0, 5.0, 3.0, 4.0, 2.0])
AMOUNT = np.array([10.0, 6.0, 2.0, 0.0, 7.0, 5.0, 8.0])


def shoppers(n: int, model: GammaGamma, seed: int = 0) -> Spend:
    rng = np.random.default_rng(seed)
    count = rng.integers(1, 8, n).astype(float)
    rate = rng.gamma(model.q, 1 / model.v_amount, n)
    return Spend(count, rng.gamma(model.p * count) / rate / count)


def test_orders_of_a_day_are_added_and_worthless_days_left_out():
    spend = Spend.with_first(CUSTOMER, DAY, AMOUNT, 4)

    np.testing.assert_array_equal([spend.count, spend.mean], [[2, 0, 2, 1], [9, np.nan, 6, 8]])


def test_the_first_day_can_stay_out():
    spend = Spend.without_first(CUSTOMER, DAY, AMOUNT, 4)

    np.testing.assert_array_equal([spend.count, spend.mean], [[1, 0, 1, 0], [12, np.nan, 5, np.nan]])


def test_planted_parameters_are_found():
    model = GammaGamma(6.0, 4.0, 15.0)

    assert GammaGamma.fit(shoppers(20_000, model)).to_content() == pytest.approx(model.to_content(), rel=0.1)


def test_who_bought_nothing_is_expected_at_the_population_mean_and_who_bought_much_at_their_own():
    expected = GammaGamma(6.0, 4.0, 15.0).expected_average(Spend(np.array([0.0, 1e6]), np.array([np.nan, 70.0])))

    assert expected == pytest.approx([6 * 15 / 3, 70], rel=1e-4)


def test_another_currency_gives_the_same_model():
    spend = shoppers(2_000, GammaGamma(6.0, 4.0, 15.0))
    fitted, dear = GammaGamma.fit(spend), GammaGamma.fit(Spend(spend.count, spend.mean * 1_000))

    assert dear.expected_average(Spend(spend.count, spend.mean * 1_000)) == pytest.approx(
        1_000 * fitted.expected_average(spend), rel=1e-5
    )


def test_the_order_of_customers_changes_no_bit():
    spend = shoppers(500, GammaGamma(6.0, 4.0, 15.0))

    assert GammaGamma.fit(Spend(spend.count[::-1], spend.mean[::-1])) == GammaGamma.fit(spend)


@pytest.mark.parametrize("mean", [np.full(50, 30.0), np.geomspace(1e-3, 1e9, 50)], ids=["all alike", "a heavy tail"])
def test_extreme_values_keep_a_finite_mean(mean):
    fitted = GammaGamma.fit(Spend(np.full(50, 3.0), mean))
    expected = fitted.expected_average(Spend(np.array([0.0, 3.0]), np.array([np.nan, 30.0])))

    assert fitted.q > 1
    assert (np.isfinite(expected) & (expected > 0)).all()


def test_a_fit_without_values_says_what_to_do():
    with pytest.raises(ValueError, match="leave the model of order values out"):
        GammaGamma.fit(Spend(np.zeros(2), np.full(2, np.nan)))
