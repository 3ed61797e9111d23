import numpy as np
import pytest

from scoring.expected import Expected, require_shares


def test_what_was_written_is_read_again():
    expected = Expected(np.array([0.0, 1.0]), np.array([0.2, 0.3, 0.5]))
    again = Expected.from_content(expected.to_content())
    assert again.edges.tolist() == [0.0, 1.0] and again.shares.tolist() == [0.2, 0.3, 0.5]


@pytest.mark.parametrize(
    ("edges", "shares"),
    [
        ([1.0, 0.0], [0.2, 0.3, 0.5]),
        ([0.0, np.inf], [0.2, 0.3, 0.5]),
        ([0.0, 1.0], [0.5, 0.5]),
        ([0.0, 1.0], [0.2, np.nan, 0.8]),
        ([0.0, 1.0], [-0.2, 0.2, 1.0]),
    ],
)
def test_what_cannot_be_shares_of_bins_is_refused(edges: list[float], shares: list[float]):
    with pytest.raises(ValueError, match="fit and publish it again"):
        Expected(np.array(edges), np.array(shares))


def test_a_share_for_each_bin_is_needed():
    with pytest.raises(ValueError, match="must be 3 numbers"):
        require_shares(np.array([0.5, 0.5]), 3)
