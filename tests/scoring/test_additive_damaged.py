"""A model whose content is damaged, or that does not fit its grid, is refused with the rule."""

import numpy as np
import pytest

from scoring.additive import AdditiveModel
from scoring.interactions import Interaction

CONTENT = {
    "link": "logit",
    "intercept": 0.0,
    "counts": np.array([1, 0, 0]),
    "mains": np.zeros(7),
    "orders": np.array([2, 3]),
    "features": np.array([0, 1, 0, 1, 2]),
    "cells": np.array([0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1]),
    "values": np.zeros(4 + 8),
}
PAIR = {
    "orders": np.array([2]),
    "features": np.array([0, 1]),
    "cells": np.array([0, 1, 1, 0, 1]),
    "values": np.zeros(4),
}


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        ({"link": "probit"}, "link must be one of logit, log, identity"),
        ({"link": 3}, "of type str"),
        ({"intercept": np.nan}, "finite"),
        ({"intercept": "0"}, "of type float"),
        ({"counts": np.array([1, 1, 0])}, "'cells' has 12 entries"),
        ({"counts": np.array([-1, 1, 0])}, "counts must be"),
        ({"counts": np.array([-2, 1, 0])}, "counts must be"),
        ({"counts": np.array([2**63 - 1, 0, 0])}, "'cells' has 12 entries"),
        ({"mains": np.zeros(6)}, "mains must have one value"),
        ({"mains": np.array([0, 0, 0, 0, 0, 0, np.inf])}, "finite"),
        ({"mains": np.zeros((7, 1))}, "1-dimensional"),
        ({"mains": np.zeros(7, dtype=object)}, "dtype kind f"),
        ({"orders": np.array([3, 2])}, "lower first"),
        ({"orders": np.array([2, 2])}, "'features' has 5 entries"),
        ({"orders": np.array([2, 1, 2])}, "orders must be numbers of features from 2 to 8"),
        ({"orders": np.array([5])}, "'values' has 12 entries"),
        ({"orders": np.array([9])}, "orders must be numbers of features from 2 to 8"),
        ({"orders": np.array([-2, 7])}, "orders must be numbers of features from 2 to 8"),
        ({"orders": np.array([2.0, 3.0])}, "dtype kind iu"),
        ({"orders": np.array([[2, 3]])}, "1-dimensional"),
        ({"features": np.array([0, 1, 0, 1])}, "'features' has 4 entries"),
        ({"features": np.array([0, 1, 0, 1, 3])}, "columns of the grid"),
        ({"features": np.array([0, 1, 0, -1, 2])}, "columns of the grid"),
        (PAIR | {"features": np.array([1, 0]), "cells": np.array([0, 1, 0, 1, 1])}, "lower first"),
        (PAIR | {"features": np.array([0, 0]), "cells": np.array([0, 1, 1, 0, 1, 1])}, "lower first"),
        (PAIR | {"cells": np.array([0, 1, 1, 0])}, "'cells' has 4 entries"),
        (PAIR | {"cells": np.array([0, 1, -1, 0, 1])}, "cells must number"),
        (PAIR | {"cells": np.array([0, 1, 3, 0, 1])}, "cells must number"),
        (PAIR | {"cells": np.array([0, 1, 2**62, 0, 1])}, "cells must number"),
        (PAIR | {"cells": np.array([0, 1, 2, 0, 1])}, "'values' has 4 entries"),
        (PAIR | {"values": np.zeros(3)}, "'values' has 3 entries"),
        (PAIR | {"values": np.array([0, 0, 0, np.nan])}, "finite"),
    ],
)
def test_a_damaged_model_is_refused(damage: dict[str, object], rule: str):
    assert AdditiveModel.from_content(CONTENT).scores(np.array([[0, 0, 0]])).tolist() == [0.0]
    with pytest.raises(ValueError, match=rule):
        AdditiveModel.from_content(CONTENT | damage)


@pytest.mark.parametrize("key", list(CONTENT))
def test_a_model_without_one_of_its_entries_is_refused(key: str):
    with pytest.raises(ValueError, match=f"'{key}'.*fit and publish it again"):
        AdditiveModel.from_content({name: value for name, value in CONTENT.items() if name != key})


def test_eight_axes_whose_product_passes_64_bits_are_refused_before_anything_is_made():
    cells = np.tile(np.arange(402), 8)
    grid = {"counts": np.full(8, 400), "mains": np.zeros(8 * 402)}
    term = {"orders": np.array([8]), "features": np.arange(8), "cells": cells, "values": np.zeros(1)}
    with pytest.raises(ValueError, match="'values' has 1 entries"):
        AdditiveModel.from_content(CONTENT | grid | term)


@pytest.mark.parametrize(
    ("term", "rule"),
    [
        (Interaction((0,), (np.array([0, 1, 1]),), np.zeros(2)), "from 2 to 8 columns"),
        (Interaction((0, 3), (np.array([0, 1, 1]), np.array([0, 1])), np.zeros((2, 2))), "columns of the grid"),
        (Interaction((0, 1), (np.array([0, 1, 1]),), np.zeros(2)), "one axis for each"),
        (Interaction((0, 1), (np.array([0, 1, 1]), np.array([0, 1, 1])), np.zeros((2, 2))), "number the cells"),
        (Interaction((0, 1), (np.array([0, 1, 1]), np.array([0, 1])), np.zeros(4)), "where cells of all its axes meet"),
    ],
)
def test_an_interaction_that_does_not_fit_the_grid_is_refused(term: Interaction, rule: str):
    with pytest.raises(ValueError, match=rf"interactions\[0\].*{rule}"):
        AdditiveModel("logit", 0.0, np.array([1, 0, 0]), np.zeros(7), (term,))
