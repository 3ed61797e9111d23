"""Estimates against published examples, SciPy and figures worked out by hand."""

import numpy as np
import pytest
from scipy import stats

from tests.training.pilot.experiments import trial
from training.pilot.analysis import analyse
from training.pilot.balance import differences, standardised
from training.pilot.cuped import adjusted
from training.pilot.estimates import Estimate, Sample, Z, difference, p_value, relative, wilson
from training.pilot.groups import holm
from training.pilot.power import power
from training.pilot.shrinkage import heterogeneity, shrunk
from training.pilot.tails import tail


def rate(yes, n):
    return Sample.of(np.repeat([1.0, 0.0], [yes, n - yes]))


@pytest.mark.parametrize(
    ("treated", "control", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 20), 0.6791, 1.0)],
)
def test_rates_differ_as_newcombe_published(treated, control, low, high):
    found = difference(rate(*control), rate(*treated), rate=True)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_means_differ_as_welch_says():
    rng = np.random.default_rng(0)
    a, b = rng.gamma(1.0, 3.0, 40), rng.gamma(2.0, 5.0, 25)
    told = stats.ttest_ind(b, a, equal_var=False)
    found = difference(Sample.of(a), Sample.of(b), rate=False)

    assert (found.low, found.high) == pytest.approx(tuple(told.confidence_interval(0.95)))
    assert p_value(Sample.of(a), Sample.of(b), rate=False) == pytest.approx(told.pvalue)


def test_the_test_of_two_rates_is_the_chi_square():
    table = np.array([[30, 70], [45, 55]])
    told = stats.chi2_contingency(table, correction=False)
    assert p_value(rate(30, 100), rate(45, 100), rate=True) == pytest.approx(told.pvalue)


def test_a_ratio_has_the_interval_of_its_logarithm():
    found = relative(rate(40, 400), rate(60, 400))
    error = np.sqrt(1 / 40 - 1 / 400 + 1 / 60 - 1 / 400)
    assert found is not None
    assert found.value == pytest.approx(0.5)
    assert (found.low, found.high) == pytest.approx(
        (1.5 * np.exp(-1.96 * error) - 1, 1.5 * np.exp(1.96 * error) - 1), abs=5e-3
    )


def test_there_is_no_ratio_to_nothing():
    assert relative(rate(0, 50), rate(5, 50)) is None


def test_a_rate_of_nobody_still_has_an_interval():
    found = difference(rate(0, 100), rate(0, 100), rate=True)
    assert (found.value, round(found.low, 3), round(found.high, 3)) == (0.0, -0.037, 0.037)
    assert wilson(0.0, 100)[0] == pytest.approx(0.0)


def test_an_outcome_that_does_not_vary_shows_nothing():
    same = Sample.of(np.full(10, 3.0))
    assert difference(same, same, rate=False).shown is False
    assert p_value(same, same, rate=False) == 1.0 and p_value(rate(0, 5), rate(0, 9), rate=True) == 1.0
    assert p_value(same, Sample.of(np.full(9, 4.0)), rate=False) == 0.0


def test_history_that_tells_all_leaves_the_effect_alone():
    rng = np.random.default_rng(1)
    x, treated = rng.gamma(1.0, 50.0, 400), np.arange(400) % 2 == 1
    found = adjusted(3 * x + 5.0 * treated, treated, [x])
    assert found is not None
    effect = difference(*found, rate=False)
    assert (effect.value, effect.low, effect.high) == pytest.approx((5.0, 5.0, 5.0))


def test_history_with_gaps_and_constants_is_used_all_the_same():
    rng = np.random.default_rng(2)
    x, treated = rng.normal(0, 1, 600), rng.random(600) < 0.3
    y = x + rng.normal(0, 0.3, 600)
    gaps = np.where(rng.random(600) < 0.2, np.nan, x)
    narrow, with_gaps = (adjusted(y, treated, [c, np.ones(600), np.full(600, np.nan)]) for c in (x, gaps))

    assert narrow is not None and with_gaps is not None
    assert narrow[1].variance < 0.15 < with_gaps[1].variance < 0.6 * y.var()
    assert adjusted(y, treated, [np.ones(600)]) is None


def test_looking_at_many_makes_each_less_sure():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_dersimonian_and_laird_by_hand():
    """Two effects, 0 and 4, of variance 1: Q = 8, so the true variance is (8 - 1) / (2 - 1) = 7."""
    found = heterogeneity(np.array([0.0, 4.0]), np.array([1.0, 1.0]))
    assert (found.q, found.degrees, found.spread**2, found.mean) == pytest.approx((8.0, 1, 7.0, 2.0))
    assert found.mean_error**2 == pytest.approx(8 / 2)


def test_eight_schools_are_drawn_together_as_published():
    """Rubin 1981; Gelman et al., Bayesian Data Analysis, 3rd edition, table 5.3: medians of the effects."""
    seen, errors = (28, 8, -3, 7, -1, 1, 18, 12), (15, 10, 16, 11, 9, 11, 10, 18)
    found = shrunk([Estimate(v, v - Z * e, v + Z * e) for v, e in zip(seen, errors, strict=True)])
    published = (10, 8, 7, 8, 5, 6, 10, 8)
    assert [one.value for one in found] == pytest.approx(published, abs=1.5)


def test_one_group_keeps_its_effect():
    (found,) = shrunk([Estimate(3.0, 3 - Z, 3 + Z)])
    assert (found.value, found.error) == pytest.approx((3.0, 1.0))


def test_so_many_customers_show_an_effect_in_four_trials_of_five():
    """The textbook's n for two means: 2 (1.96 + 0.8416)^2 / d^2 an arm."""
    error = float(np.sqrt(2 / 100))
    found = power(error, 200, 0.2)
    assert found["needed"] == np.ceil(2 * 2 * 2.801585**2 / 0.2**2)
    assert found["more"] == found["needed"] - 200
    assert power(error, 200, 0.0)["needed"] is None


def test_a_handful_that_carries_the_mean_is_named():
    few = np.concatenate([np.zeros(990), np.full(9, 1.0), [991.0]])
    found = tail(few, np.arange(1000) % 2 == 1)
    assert found is not None
    assert (found["half_by"], found["few"], round(found["top_share"], 3)) == (1, True, 1.0)
    assert tail(np.zeros(5), np.arange(5) > 2) is None


def test_arms_are_compared_in_standard_deviations():
    assert standardised(np.array([0.0, 2.0]), np.array([1.0, 3.0])) == pytest.approx(1.0)
    assert standardised(np.ones(3), np.ones(4)) is None
    found = trial(np.zeros(4), np.ones(4), [np.array([0.0, 2.0, np.nan, 1.0] * 2)], ["a", "b"] * 4)
    assert {one["column"] for one in differences(found)} == {"before_0", "part"}


def test_arms_of_other_sizes_than_planned_are_not_trusted():
    rng = np.random.default_rng(3)
    found = trial(rng.normal(0, 1, 1_000), rng.normal(1, 1, 1_200))
    assert analyse(found)["verdict"]["code"] == "mismatch"
    assert analyse(found, {"none": 10, "mailed": 12})["verdict"]["code"] == "sized"


def test_an_outcome_that_is_the_same_for_all_shows_that_nothing_varies():
    rng = np.random.default_rng(4)
    found = analyse(trial(np.full(30, 3.1), np.full(41, 3.1), [rng.normal(0, 1, 71)]), {"none": 30, "mailed": 41})
    said = found["effects"][0]["verdict"]
    assert said["code"] == "none" and found["effects"][0]["adjusted"] is None
    assert said["text"]["en"].startswith(
        "Nothing varies: y is 3.10 for everyone in mailed and in none, so no effect can be seen."
    )
    assert "would have shown" not in said["text"]["en"]


def test_history_that_is_the_same_for_all_is_said_not_to_vary():
    rng = np.random.default_rng(4)
    found = analyse(trial(rng.normal(0, 1, 40), rng.normal(0, 1, 40), [np.full(80, 7.3)]))
    assert found["verdict"]["code"] == "unvaried"
    assert "What was known before (before_0) is the same for everyone" in found["verdict"]["text"]["en"]
    assert [(one["code"], one["text"]["en"]) for one in found["notes"]] == [
        (
            "unvaried",
            "before_0 is the same for everyone of whom it is known, so it cannot show whether the arms were alike.",
        )
    ]


def test_one_customer_is_not_several():
    few = np.concatenate([np.zeros(99), [50.0], np.zeros(99), [1.0]])
    text = analyse(trial(few[:100], few[100:]))["effects"][0]["verdict"]["text"]["en"]
    assert "1 customer holds half of all y" in text


@pytest.mark.parametrize("size", [1e-55, 1e55])
def test_sizes_of_an_outcome_change_no_ratio(size):
    rng = np.random.default_rng(6)
    one, other = rng.gamma(2.0, 1.0, 50), rng.gamma(2.0, 1.2, 50)
    plain, sized = (analyse(trial(one * by, other * by))["effects"][0] for by in (1.0, size))
    assert sized["relative"] == pytest.approx(plain["relative"]) and sized["p"] == pytest.approx(plain["p"])


def test_a_ratio_is_computed_where_squares_of_means_are_not():
    found = relative(Sample(10, 1e200, 1e300), Sample(10, 2e200, 1e300))
    assert found is not None and found.value == pytest.approx(1.0)


def test_an_effect_that_no_number_shows_needs_none():
    assert power(1.0, 100, 1e-200)["needed"] is None
