"""Training rows: whole customers in a fold or a sample, the last period kept for testing."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from training.rows import Rows, cross_section, hashed

customers = arrays(np.int64, st.integers(1, 300), elements=st.integers(0, 10**9))


def rows(customer: np.ndarray, periods: int = 3) -> Rows:
    n = len(customer)
    x = np.stack([np.arange(n), customer], axis=1).astype(np.float64)
    return Rows(("row", "whose"), x, np.zeros(n), customer, np.arange(n) % periods, periods - 1)


@given(customers)
def test_folds_keep_customers_whole(customer):
    fold = rows(np.repeat(customer, 3)).fold().reshape(-1, 3)

    assert (fold == fold[:, :1]).all()
    assert set(fold.ravel().tolist()) <= {0, 1}


@given(customers, st.integers(1, 500))
def test_a_sample_keeps_customers_whole(customer, number):
    everything = rows(customer)
    kept = set(everything.at_most(number).customer.tolist())

    assert everything.where(np.isin(customer, list(kept))).x.tolist() == everything.at_most(number).x.tolist()


def test_folds_and_samples_are_about_as_large_as_asked():
    everything = rows(np.arange(50_000))

    assert abs(everything.fold().mean() - 0.5) < 0.01
    assert abs(len(everything.at_most(20_000)) - 20_000) < 400
    assert len(everything.at_most(50_000)) == 50_000


def test_folds_are_independent_of_samples_and_of_the_test_share():
    everything = rows(np.arange(50_000))
    kept = everything.at_most(10_000)
    tested = cross_section(everything.x, everything.y, everything.names).test

    assert abs(kept.fold().mean() - 0.5) < 0.02
    assert abs(tested.fold().mean() - 0.5) < 0.02


def test_the_same_customer_has_the_same_number_every_time():
    assert hashed(np.array([0, 1, 2, 3, 10**9])).tolist() == [
        0,
        1_327_217_884,
        506_952_121,
        1_834_170_006,
        1_610_386_924,
    ]


def test_the_last_period_is_the_test():
    everything = rows(np.arange(9))

    assert everything.test.period.tolist() == [2, 2, 2]
    assert everything.training.x[:, 0].tolist() == [0, 1, 3, 4, 6, 7]


def test_columns_are_picked_by_name():
    assert rows(np.array([7, 8])).columns(["whose"]).x.tolist() == [[7.0], [8.0]]


def test_every_fifth_labelled_customer_is_the_test():
    y = np.where(np.arange(10_000) % 4 == 0, np.nan, 1.0)
    found = cross_section(np.zeros((10_000, 1)), y, ["a"])

    assert len(found) == 7_500
    assert abs(len(found.test) / len(found) - 0.2) < 0.01
    assert not set(found.test.customer.tolist()) & set(found.training.customer.tolist())
