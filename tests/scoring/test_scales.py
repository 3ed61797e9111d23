"""Frozen cuts are checked when a bundle is loaded: wrong shapes would not fail but answer wrongly."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.scales import RfmScale, ValueScale

VALUE = ValueScale(np.array([1.0, 2.0]), np.arange(5.0), np.array([1.0]), np.array([[0.5, 1.5], [0.2, 2.0]]))
FOUR, TWO = np.arange(4.0), np.arange(2.0)
RFM = RfmScale(FOUR, FOUR, FOUR, TWO, TWO, np.ones(3))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("tier_cuts", np.array([1.0])),
        ("tier_cuts", np.array([2.0, 1.0])),
        ("tier_cuts", np.array([1.0, np.nan])),
        ("quantiles", np.array([[1.0]])),
        ("interval_edges", np.array([1.0, 2.0])),
        ("interval_factors", np.array([[1.5, 0.5], [0.2, 2.0]])),
        ("interval_factors", np.array([0.5, 1.5])),
    ],
)
def test_a_value_scale_of_another_shape_is_refused(name: str, wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"value\.(tier_cuts|quantiles|interval_)"):
        replace(VALUE, **{name: wrong})


@pytest.mark.parametrize("name", ["recency", "frequency", "monetary", "frequency_terciles", "mean_scores"])
def test_an_rfm_scale_of_another_shape_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"rfm.{name} must be"):
        replace(RFM, **{name: np.array([1.0])})
