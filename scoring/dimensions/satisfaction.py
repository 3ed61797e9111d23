"""How satisfied a customer says to be (DEFINITIONS.md, section 7)."""

import numpy as np

from scoring.columns import Column
from scoring.facts import Facts, basis


def satisfaction(facts: Facts) -> dict[str, Column]:
    """The index, 0 to 100 (n,)."""
    index = facts.number("satisfaction")
    return {
        "satisfaction_index": index,
        "satisfaction_basis": basis(np.zeros(len(facts), dtype=bool), ~np.isnan(index)),
    }
