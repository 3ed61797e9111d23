"""What a bundle says of itself is of the type that the rest of the program takes it for, or the bundle is refused."""

import numpy as np
import pytest

from scoring.model import Bundle, percentile
from tests.scoring.builders import content


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("currency", 12345), ("as_of", None), ("demo", "yes"), ("horizon_days", 60.0), ("active_window_days", "90")],
)
def test_a_statement_of_another_type_is_refused(name: str, wrong: object) -> None:
    with pytest.raises(ValueError, match=f"meta.{name} must be of type"):
        Bundle.from_content(content(meta={name: wrong}), "v")


def test_a_percentile_is_a_mid_rank() -> None:
    found = percentile(np.array([0.0, 2.0, 9.0, np.nan]), np.array([1.0, 2.0, 2.0, 3.0]))
    assert found.tolist()[:3] == [0.0, 50.0, 100.0] and np.isnan(found[3])
