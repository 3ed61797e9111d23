"""The closed forms agree with the likelihoods that training fits, and say what a rhythm should say."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from scoring.columns import FloatArray
from tests.scoring.builders import RHYTHM, TODAY, ago, bundle, facts
from training.btyd import GammaGamma, MbgNbd, Repeats, Spend

NAMES = ("no_purchase_by_rhythm", "purchases_a_year_by_rhythm", "purchase_by_rhythm")


def bought(*days_ago: int, amount: float = 50.0) -> dict[str, Any]:
    return {"orders": [{"date": ago(days), "amount": amount} for days in days_ago]}


def measured(*payloads: dict[str, Any]) -> tuple[FloatArray, ...]:
    known = facts(*payloads)
    return tuple(known.number(name) for name in NAMES)


HISTORIES = [(5,), (300,), (400, 300, 200, 100, 3), (400, 390, 380, 370), (40, 40, 0), tuple(range(0, 2000, 4))]


def test_the_chances_are_those_of_the_likelihood() -> None:
    none, rate, _ = measured(*(bought(*days) for days in HISTORIES))
    model = MbgNbd(*(float(RHYTHM[name]) for name in ("r", "alpha_days", "a", "b")))
    repeats = Repeats.of(
        [len(set(days)) - 1 for days in HISTORIES],
        [max(days) - min(days) for days in HISTORIES],
        [float(max(days)) for days in HISTORIES],
    )
    assert none == pytest.approx(model.p_no_purchase(repeats, 90), rel=1e-10)
    a_day = model.expected_purchases(repeats, 1e-4) / 1e-4
    assert rate / 365 == pytest.approx(a_day, rel=1e-3)


def test_purchases_are_those_of_the_expectation_but_for_the_spread_of_leaving() -> None:
    known = facts(*(bought(*days) for days in HISTORIES))
    rhythm = known.bundle.reference.rhythm
    assert rhythm is not None
    model = MbgNbd(*(float(RHYTHM[name]) for name in ("r", "alpha_days", "a", "b")))
    repeats = Repeats.of(
        [len(set(days)) - 1 for days in HISTORIES],
        [max(days) - min(days) for days in HISTORIES],
        [float(max(days)) for days in HISTORIES],
    )
    told = rhythm.expected_purchases(known.features.past, known.customers.as_of)
    assert told == pytest.approx(model.expected_purchases(repeats, 90), rel=0.05)
    assert (
        told >= (1 - known.number("no_purchase_by_rhythm")) * (1 - 1e-12)
    ).all()  # who buys at all buys once or more


def test_the_amount_is_that_of_gamma_gamma() -> None:
    amount = measured(bought(9, 5, 1, amount=80.0), bought(3, amount=10.0))[2]
    expected = GammaGamma(4.0, 3.2, 60.0).expected_average(Spend(np.array([3.0, 1.0]), np.array([80.0, 10.0])))
    assert amount == pytest.approx(expected)


def test_several_orders_of_a_day_are_one_purchase_day() -> None:
    whole = {"orders": [{"date": ago(days), "amount": 60.0} for days in (40, 5)]}
    split = {"orders": [{"id": f"{days}{i}", "date": ago(days), "amount": 20.0} for days in (40, 5) for i in range(3)]}
    for together, apart in zip(measured(whole), measured(split), strict=True):
        assert together == pytest.approx(apart)


def test_a_summary_tells_the_same_rhythm_as_its_list() -> None:
    listed = bought(400, 300, 200, 100, 3)
    summary = {"order_summary": {"count": 5, "amount": 250.0, "first_on": ago(400), "last_on": ago(3)}}
    for alone, whole in zip(measured(summary), measured(listed), strict=True):
        assert alone == pytest.approx(whole)


def test_silence_raises_the_chance_of_none_and_never_turns_it_into_certainty() -> None:
    payload = bought(400, 300, 200, 100, 3)
    later = [{**payload, "as_of": TODAY + timedelta(days)} for days in (0, 100, 1000, 30_000)]
    none = measured(*later)[0]
    assert (np.diff(none) > 0).all() and none[0] > 0 and none[-1] <= 1


def test_who_never_bought_or_is_unknown_has_no_rhythm() -> None:
    for column in measured({}, {"orders": []}):
        assert np.isnan(column).all()


def test_a_population_without_a_rhythm_measures_none() -> None:
    assert not set(NAMES) & set(facts(bought(3), of=bundle(learned={"rhythm": None})).features.columns)
