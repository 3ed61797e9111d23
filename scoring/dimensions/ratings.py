"""The latest of each rating that a customer gave, and when."""

from dataclasses import dataclass

import numpy as np

from scoring.columns import FloatArray
from scoring.direct import NAN, filled, where
from scoring.facts import Facts

NPS = "nps"


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """`latest` (n, k) of each of k ratings as given, 1 to 5 (nps 0 to 10), `day` (n, k) on which; NaN where none is."""

    names: tuple[str, ...]
    latest: FloatArray
    day: FloatArray

    def since(self, day: FloatArray) -> FloatArray:
        """The latest ratings (n, k) of which none is from before a customer's `day` (n,)."""
        return where(self.day >= day[:, None], self.latest, NAN)

    def scaled(self) -> FloatArray:
        """The latest ratings (n, k) from 0 to 100."""
        ends = np.array([(0.0, 10.0) if name == NPS else (1.0, 5.0) for name in self.names])
        scaled: FloatArray = (self.latest - ends[:, 0]) / (ends[:, 1] - ends[:, 0]) * 100
        return scaled


def latest_ratings(facts: Facts) -> Ratings:
    """The ratings of the satisfaction index, in its order."""
    names, feedback = tuple(facts.bundle.definitions["ratings"]), facts.customers.tables["feedback"]
    given = np.array([feedback.number(name) for name in names]).T
    entry, which = np.nonzero(~np.isnan(given))
    latest = filled((len(facts), len(names)), np.nan)
    day = filled(latest.shape, np.nan)
    place = (feedback.customer[entry], which)  # entries ascend in time and NumPy assigns in order: the last one stays
    latest[place] = given[entry, which]
    day[place] = feedback.number("date")[entry]
    return Ratings(names, latest, day)
