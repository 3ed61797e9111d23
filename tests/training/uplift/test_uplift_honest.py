"""Nobody's uplift is predicted by a model that has seen the customer, and the order of rows has no effect."""

from dataclasses import replace

import numpy as np
import pytest

from tests.training.uplift.trials import LEVELS, NAMES, trial
from training.errors import TrainingError
from training.uplift.curve import areas
from training.uplift.learner import learn
from training.uplift.plain import plain
from training.uplift.sample import MOST_LEVELS, Sample, folds
from training.uplift.terms import terms
from training.uplift.uplift import FOLDS, Uplift, one_pass, uplift

SAMPLE = trial(3, 1_500, 0.2).sample
KEY = np.arange(1_500)


def of(sample: Sample, **options: object) -> Uplift:
    given: dict[str, object] = {"kind": "rate", **options}
    return uplift(sample.x, sample.names, sample.levels, sample.treated, sample.y, **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def found() -> Uplift:
    return of(SAMPLE)


def test_outcomes_of_a_fold_have_no_effect_on_its_predictions():
    fold = folds(KEY, SAMPLE.treated, FOLDS, 1)
    others = replace(SAMPLE, y=np.where(fold == 2, 1 - SAMPLE.y, SAMPLE.y))
    (_, before), (_, after) = (one_pass(sample, KEY, 0, 0) for sample in (SAMPLE, others))

    np.testing.assert_array_equal(after[fold == 2], before[fold == 2])
    assert (after[fold != 2] != before[fold != 2]).any()


def test_folds_hold_both_arms_in_equal_shares_and_differ_by_seed():
    fold, other = (folds(KEY, SAMPLE.treated, FOLDS, seed) for seed in (1, 2))
    counts = [np.bincount(fold[arm], minlength=FOLDS) for arm in (SAMPLE.treated, ~SAMPLE.treated)]

    assert all(np.ptp(count) <= 1 for count in counts)
    assert (fold == other).mean() == pytest.approx(1 / FOLDS, abs=0.04)


def test_the_order_of_the_rows_has_no_effect(found):
    order = np.random.default_rng(0).permutation(len(SAMPLE))
    again = of(SAMPLE.where(order), customer=KEY[order])

    np.testing.assert_array_equal(again.predicted, found.predicted[order])
    assert plain(again) == plain(found)


def test_the_areas_are_those_of_the_curve_that_is_shown(found):
    assert areas(found.curve) == pytest.approx((found.qini.value, found.auuc.value))
    assert (found.curve_low[1:] < found.curve[1:]).all() and (found.curve[1:] < found.curve_high[1:]).all()


def test_tables_add_up_to_the_difference_of_the_two_models():
    mean, tables = terms(learn(SAMPLE, 0), SAMPLE)
    predicted = learn(SAMPLE, 0).predict(SAMPLE.x)

    assert sum(term.share for term in tables) == pytest.approx(1)
    assert mean == pytest.approx(predicted.mean(), abs=0.01)
    assert all((term.added * term.customers).sum() == pytest.approx(0, abs=1e-12) for term in tables)


def test_every_figure_is_plain_data_without_a_customer(found):
    assert {"qini", "auuc", "curve", "by_tenth", "terms", "sentence"} <= plain(found).keys()
    assert "predicted" not in plain(found)


@pytest.mark.parametrize(
    ("sample", "options", "said"),
    [
        (SAMPLE.where(slice(300)), {}, "customers; 200 in each"),
        (SAMPLE, {"customer": KEY // 2}, "several rows"),
        (replace(SAMPLE, y=SAMPLE.y * 2), {}, "0 or 1"),
        (replace(SAMPLE, y=np.full(1_500, np.nan)), {"kind": "money"}, "missing or infinite"),
        (replace(SAMPLE, levels={"city": MOST_LEVELS + 1}), {}, '"city" has 61 levels'),
        (replace(SAMPLE, names=NAMES[:2], levels=LEVELS), {}, "one row for each customer"),
    ],
)
def test_what_is_no_experiment_is_refused(sample, options, said):
    with pytest.raises(TrainingError, match=said):
        of(sample, **options)
