"""How satisfied a customer says to be, and what pulls it (DEFINITIONS.md, section 7)."""

import numpy as np

from scoring.columns import Category, Column, FloatArray, absent, one_of
from scoring.dimensions.ratings import Ratings
from scoring.direct import NAN, where
from scoring.entries import Entries
from scoring.facts import Facts, by_rule


def satisfaction(facts: Facts, drivers: Entries) -> dict[str, Column]:
    """The index, 0 to 100, its fifth of the training customers', 5 the best, and what pulls it most (n,)."""
    index, rating = satisfaction_index(facts), drivers.text("rating")
    return {
        "satisfaction_index": index,
        "satisfaction_quintile": _quintile(index, facts.bundle.cuts.get("satisfaction_index")),
        "satisfaction_driver": Category(drivers.first(rating.codes, len(facts), -1), rating.levels),
        "satisfaction_basis": by_rule(~np.isnan(index)),
    }


def satisfaction_index(facts: Facts) -> FloatArray:
    """The index (n,)."""
    return facts.number("satisfaction")


def satisfaction_drivers(facts: Facts, ratings: Ratings) -> Entries:
    """What pulls the index, the strongest first: the rating as given, and the points by which it moves the index.

    pull = weight x (rating, 0 to 100, - the middle of the scale) / sum of the weights given, so that the index is the
    middle plus the pulls of all ratings. A total (overall, nps) tells no cause and stands in only where no aspect was
    rated. Equal pulls: the one downwards first, then in the order of the definition.
    """
    definitions, scaled = facts.bundle.definitions, ratings.scaled()
    given, weight = ~np.isnan(scaled), np.array([definitions["ratings"][name] for name in ratings.names], dtype=float)
    aspect = np.array([name in definitions["satisfaction"]["aspects"] for name in ratings.names])
    shown = given & (weight > 0) & (aspect | ~(given & aspect).any(axis=1, keepdims=True))
    customer, which = np.nonzero(shown)
    total = where(given, weight, 0.0).sum(axis=1)
    pulls = weight[which] * (scaled[shown] - definitions["satisfaction"]["middle"]) / total[customer]
    order = np.lexsort((which, pulls, -np.abs(pulls), customer))
    return Entries(
        customer[order],
        {
            "rating": one_of(which[order], ratings.names),
            "value": ratings.latest[shown][order],
            "pull": pulls[order],
        },
    )


def _quintile(index: FloatArray, cuts: FloatArray | None) -> FloatArray:
    """1 + the number of learned cuts strictly below (n,), so that ties are low."""
    if cuts is None:
        return absent(len(index))
    return where(np.isnan(index), NAN, 1.0 + cuts.searchsorted(index, side="left"))
