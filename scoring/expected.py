"""How training rows spread over bins: what a live count is held against to tell drift."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.columns import FloatArray
from scoring.grid import REMEDY, content_array


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """The share of training rows in each bin of a score: `edges` (k,) ascend, a value at an edge lies below it.

    ValueError where `shares` (k + 1,) cannot be such.
    """

    edges: FloatArray
    shares: FloatArray

    def __post_init__(self) -> None:
        if not (np.isfinite(self.edges).all() and (np.diff(self.edges) > 0).all()):
            raise ValueError(f"edges of a score must be finite and ascend; {REMEDY}")
        require_shares(self.shares, len(self.edges) + 1)

    def to_content(self) -> dict[str, FloatArray]:
        """Arrays for the bundle."""
        return {"edges": self.edges, "shares": self.shares}

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Expected":
        """What `to_content` described."""
        return cls(content_array(content, "edges", "f", 1), content_array(content, "shares", "f", 1))


def require_shares(shares: FloatArray, count: int) -> None:
    """Raise ValueError unless there are `count` numbers from 0 to 1."""
    if shares.shape != (count,) or not ((shares >= 0) & (shares <= 1)).all():
        raise ValueError(f"shares of training rows must be {count} numbers from 0 to 1; {REMEDY}")
