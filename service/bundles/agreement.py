"""How far two bundles say the same of the same customers: counts only, nothing of any one of them is kept."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any

CLASSES = ("tier", "band", "segment")
CHURN_DIFFERENCE = (0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, inf)  # of probabilities, absolute; upper bounds
VALUE_RATIO = (0.25, 0.5, 0.8, 0.9, 0.95, 0.99, 1.01, 1.05, 1.1, 1.25, 2.0, 4.0, inf)  # challenger / champion
ONE_ONLY = "one_only"  # one of them knows the number, the other does not

Row = Mapping[str, Any]
Counts = Counter[float | str]


class Agreement:
    """Customers by what two bundles said of them; a row holds `CLASSES`, `churn` and `value`, None where unknown."""

    def __init__(self) -> None:
        self.customers = 0
        self.same: Counter[str] = Counter()
        self.churn_difference: Counts = Counter()
        self.value_ratio: Counts = Counter()

    def add(self, champion: Sequence[Row], challenger: Sequence[Row]) -> None:
        """Count some customers."""
        for one, other in zip(champion, challenger, strict=True):
            self.customers += 1
            self.same.update(name for name in CLASSES if one[name] == other[name])
            self._add(self.churn_difference, one["churn"], other["churn"], _churn_bin)
            self._add(self.value_ratio, one["value"], other["value"], _value_bin)

    def told(self) -> dict[str, Any]:
        """As JSON: of each class how many agree, and the customers by upper bound of the difference and the ratio."""
        return {
            "customers": self.customers,
            "same": {name: self.same[name] for name in CLASSES},
            "churn_difference": _histogram(self.churn_difference, CHURN_DIFFERENCE),
            "value_ratio": _histogram(self.value_ratio, VALUE_RATIO),
        }

    @staticmethod
    def _add(counts: Counts, one: float | None, other: float | None, bin_of: Callable[[float, float], float]) -> None:
        if one is not None and other is not None:
            counts[bin_of(one, other)] += 1
        elif one is not other:
            counts[ONE_ONLY] += 1


def _churn_bin(one: float, other: float) -> float:
    return CHURN_DIFFERENCE[bisect_left(CHURN_DIFFERENCE, abs(other - one))]


def _value_bin(one: float, other: float) -> float:
    """Both nothing is the same; something where the champion expects nothing is infinitely more."""
    ratio = other / one if one > 0 else 1.0 if other == one else inf
    return VALUE_RATIO[bisect_left(VALUE_RATIO, ratio)]


def _histogram(counts: Counts, bounds: Sequence[float]) -> dict[str, int]:
    bins: list[float | str] = [*bounds, ONE_ONLY]
    return {str(one): counts[one] for one in bins}
